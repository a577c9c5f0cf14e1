"""Texts with front matter, as they are read."""

import io
from pathlib import Path

from broadsheet_server.ingest import front_matter
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem


def read(text: str | bytes, folder: Path | None = None, name: str = "a.txt") -> ParsedItem | RejectedItem:
    data = text if isinstance(text, bytes) else text.encode()
    defaults = ImportDefaults(folder, "en", "Courier", file_name=name)
    (found,) = front_matter.parse(io.BytesIO(data), defaults)
    return found


def read_header(header: str, body: str = "Body.", name: str = "a.txt") -> ParsedItem:
    found = read(f"---\n{header}\n---\n{body}\n", name=name)
    assert isinstance(found, ParsedItem), found
    return found


def labels(found: ParsedItem) -> list[str]:
    return [tag.label for tag in found.draft.tags]
