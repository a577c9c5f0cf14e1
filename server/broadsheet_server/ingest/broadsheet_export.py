"""Broadsheet's own export, line by line (`newsroom.exported_records`), so that a file may have any size."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
)
from broadsheet_server.newsroom.check_exported import checked_article, draft_of
from broadsheet_server.newsroom.copy_exported import CopiedRecord
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.exported_records import (
    FORMAT_VERSION,
    ExportedAlias,
    ExportedArticle,
    ExportedLine,
    ExportedPins,
    ExportedSections,
)
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.validation import excerpt, without_control_characters

LINE_BYTES_MAX = 256 * 1024 * 1024
"""Longest line: an article with all its revisions."""
_START = re.compile(r'\s*\{\s*"broadsheet_export"\s*:')
_ESCAPED_CONTROL = re.compile(rb"\\u(?:00[01]|007[fF]|[dD][89a-fA-F])")

Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedItem(ParsedItem):
    """A record of an export. Its draft names it in reports; what is stored is the record."""

    record: ExportedSections | ExportedArticle | ExportedPins | ExportedAlias
    folder: Path | None

    def checked(self, media: MediaFolder, now: datetime) -> "CheckedItem":
        """The record as it can be stored. Raises RejectedDraftError."""
        if not isinstance(self.record, ExportedArticle):
            return CheckedItem(replace(self), self.record)
        article, notes = checked_article(self.record, folder=self.folder, media=media, now=now)
        return CheckedItem(replace(self, notes=(*self.notes, *notes)), article)


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """An item and what is stored of it."""

    item: ExportedItem
    record: CopiedRecord


def recognises(head: str) -> bool:
    """Whether a file that begins like this is an export of Broadsheet."""
    return _START.match(head) is not None


def parse(file: IO[bytes], defaults: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Parse every record of an export."""
    lines = iter(lambda: file.readline(LINE_BYTES_MAX), b"")
    for number, line in enumerate(lines, start=1):
        position = f"line {number}"
        if not line.strip():
            continue
        try:
            yield _parse_line(line, position, defaults, is_first=number == 1)
        except UnreadableItemError as error:
            yield RejectedItem(position, str(error))
            if number == 1 or len(line) >= LINE_BYTES_MAX:
                return


def _parse_line(line: bytes, position: str, defaults: ImportDefaults, *, is_first: bool) -> ExportedItem:
    value = _load(line)
    if is_first:
        version = value.get("broadsheet_export")
        if version != FORMAT_VERSION:
            raise UnreadableItemError(
                f"The export has version {excerpt(str(version))}, and this Broadsheet reads version "
                f"{FORMAT_VERSION}: update it."
            )
        sections = _validated(ExportedSections, value)
        headline = f"{len(sections.sections):,} sections"
        return ExportedItem(_named(headline), position, record=sections, folder=defaults.folder)
    record = _validated(ExportedLine, value)
    match record.article, record.pins, record.alias:
        case ExportedArticle() as article, None, None:
            return ExportedItem(draft_of(article), position, record=article, folder=defaults.folder)
        case None, ExportedPins() as pins, None:
            draft = _named(f"pins of {pins.article}")
            return ExportedItem(draft, position, record=pins, folder=defaults.folder)
        case None, None, ExportedAlias() as alias:
            draft = _named(f"{alias.kind.replace('_', ' ')} {excerpt(alias.value)}, used before")
            return ExportedItem(draft, position, record=alias, folder=defaults.folder)
    raise UnreadableItemError("A line must have an article, pins or an alias.")


def _load(line: bytes) -> dict[str, Any]:
    if len(line) >= LINE_BYTES_MAX:
        raise UnreadableItemError(f"The line is longer than {LINE_BYTES_MAX // 1024**2} MB.")
    if not line.endswith(b"}\n") and not line.rstrip().endswith(b"}"):
        raise UnreadableItemError("The line ends in the middle: the file was cut off or changed.")
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise UnreadableItemError(f"This is not JSON: {error.msg} (column {error.colno}).") from error
    if not isinstance(value, dict):
        raise UnreadableItemError("A line must be a JSON object.")
    if _ESCAPED_CONTROL.search(line) and _has_control_characters(value):
        raise UnreadableItemError("It has control characters, which no article has.")
    return value


def _validated(model: type[Record], value: dict[str, Any]) -> Record:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise UnreadableItemError(f"{excerpt(place, 120)}: {first['msg']}.") from error


def _has_control_characters(value: object) -> bool:
    if isinstance(value, str):
        return without_control_characters(value) != value
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_has_control_characters, members))


def _named(headline: str) -> ArticleDraft:
    """What stands in a report for a record that is no article."""
    return ArticleDraft(headline=headline, body_html="", section_path="", language="")
