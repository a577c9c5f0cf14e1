"""Tables of the documentation whose rows a test knows."""

import os
import re
from collections.abc import Iterable
from pathlib import Path


def assert_documented(page: Path, head: str, rows: Iterable[str]) -> None:
    """The table below what the pattern `head` matches has these rows; with UPDATE_DOCS it is written."""
    text = page.read_text(encoding="utf-8")
    table = re.compile(rf"({head})(?:\|.*\n)*")
    assert table.search(text)
    current = table.sub(lambda found: found[1] + "\n".join(rows) + "\n", text)
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(current, encoding="utf-8")
    assert text == current, "run it with UPDATE_DOCS=1"
