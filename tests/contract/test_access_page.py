"""docs/access.md has every scope."""

import re
from pathlib import Path

from broadsheet_shared.vocabulary import Scope

PAGE = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")


def test_the_page_has_every_scope() -> None:
    assert re.findall(r"^\| `(\w+)` \| to ", PAGE, re.MULTILINE) == [scope.value for scope in Scope]
