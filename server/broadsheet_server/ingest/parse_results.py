"""What the parser of a format makes of an item: a draft, or the reason why there is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from broadsheet_server.ingest.dates import DraftDates
from broadsheet_server.newsroom.drafts import ArticleDraft

DEFAULT_SECTION = "news"
"""The section of an item that names none."""

UTC_ZONE = ZoneInfo("UTC")
_UNIQUE_ANYWHERE = re.compile(
    r"(urn|tag|https?):.+|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ImportDefaults:
    """What a parser is given besides the file.

    `folder` is where relative links begin, None for standard input; `language` is for items without one,
    `time_zone` for dates without one: the source's own, or (`time_zone_is_assumed`) the publication's.
    `section_path` is where items go that name no section. `url` is where the file was fetched, and `charset`
    what the server said of its encoding there. `full_text` says that the text of feed items
    which have only a link is fetched from their pages, so that they are no faults.
    """

    folder: Path | None
    language: str
    source_name: str | None = None
    time_zone: ZoneInfo = UTC_ZONE
    time_zone_is_assumed: bool = True
    file_name: str | None = None
    section_path: str = DEFAULT_SECTION
    url: str | None = None
    charset: str | None = None
    full_text: bool = False

    def dates(self) -> DraftDates:
        """A reader of the dates of one draft."""
        return DraftDates(self.time_zone, is_assumed=self.time_zone_is_assumed)


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """An item that was parsed. `position` is where it stands in its file, like `line 3`.

    `locations` says where fields of the draft come from (`$.headlines[0].value`, `line 3`), so that a draft
    rejected later still points into the file. A `partial` draft must not replace a full one.

    `notes` are about this item; `run_notes` hold for many items alike, and are told once a run;
    `warnings` are of what needs a look.

    The body of an item that `is_summary` is one, or is missing; the article's own page has the text. One that
    `is_whole_file` is all that its file has.
    """

    draft: ArticleDraft
    position: str
    notes: tuple[str, ...] = ()
    locations: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False
    run_notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    is_summary: bool = False
    is_whole_file: bool = False


@dataclass(frozen=True, slots=True)
class RejectedItem:
    """An item, or a whole file, that becomes no article; `is_skipped` where nothing is wrong with it.

    `withheld` says which article its source keeps from the public: where that is here, it is held.
    """

    position: str
    reason: str
    headline: str = ""
    is_skipped: bool = False
    withheld: ArticleDraft | None = None


class UnreadableItemError(ValueError):
    """Part of an item cannot be understood. `location` is where it stands; the message says why."""

    def __init__(self, reason: str, location: str = "") -> None:
        super().__init__(reason)
        self.location = location


class SkippedItemError(UnreadableItemError):
    """The item is not meant for the public, or not yet. The message says why.

    `withheld` identifies its article, which may be here from a time when it was public.
    """

    def __init__(self, reason: str, location: str = "", withheld: ArticleDraft | None = None) -> None:
        super().__init__(reason, location)
        self.withheld = withheld


def rejected(error: UnreadableItemError, position: str, headline: str = "") -> RejectedItem:
    """The item that an error keeps from becoming an article."""
    if isinstance(error, SkippedItemError):
        return RejectedItem(position, str(error), headline, is_skipped=True, withheld=error.withheld)
    return RejectedItem(position, str(error), headline)


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
