"""What the parser of a format makes of an item: a draft, or the reason why there is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet_server.newsroom.drafts import ArticleDraft

DEFAULT_SECTION = "news"
"""The section of an item that names none."""

_UNIQUE_ANYWHERE = re.compile(
    r"(urn|tag|https?):.+|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ImportDefaults:
    """What a parser is given besides the file.

    `folder` is where relative links begin, None for standard input; `language` is for items without one.
    """

    folder: Path | None
    language: str
    source_name: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """An item that was parsed. `position` is where it stands in its file, like `line 3`.

    `locations` says where fields of the draft come from (`$.headlines[0].value`, `line 3`), so that a draft
    rejected later still points into the file. A `partial` draft must not replace a full one.
    """

    draft: ArticleDraft
    position: str
    notes: tuple[str, ...] = ()
    locations: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class RejectedItem:
    """An item, or a whole file, that cannot become an article."""

    position: str
    reason: str
    headline: str = ""


class UnreadableItemError(ValueError):
    """Part of an item cannot be understood. `location` is where it stands; the message says why."""

    def __init__(self, reason: str, location: str = "") -> None:
        super().__init__(reason)
        self.location = location


def reference_source(reference: str | None, defaults: ImportDefaults, own_source: str | None) -> str | None:
    """Among whose ids a reference is unique: the source that the operator named, or else the item's own.

    Ids that are unique anywhere, as URIs are, need none: the same agency may name itself in several ways.
    """
    if defaults.source_name or not reference or is_unique_anywhere(reference):
        return defaults.source_name
    return own_source


def is_unique_anywhere(reference: str) -> bool:
    """Whether two sources have no reason to give two articles this id: it is a URI or a UUID."""
    return _UNIQUE_ANYWHERE.fullmatch(reference) is not None


def join_positions(*positions: str) -> str:
    """One position of several, from the file inwards."""
    return ", ".join(position for position in positions if position)
