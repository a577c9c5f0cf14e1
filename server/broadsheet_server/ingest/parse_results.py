"""What a format's reader makes of an item: a draft, or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet_server.newsroom.drafts import ArticleDraft


@dataclass(frozen=True, slots=True)
class ImportDefaults:
    """What a reader knows besides the text: where relative links begin, and what to assume."""

    folder: Path | None
    language: str
    source_name: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One item that was read. `position` is where it stands in its file.

    `places` says for fields of the draft where they came from (`$.headlines[0].value`, `line 3`), so that
    whoever refuses the draft later can still point there. A `partial` draft must not replace a full one.
    """

    draft: ArticleDraft
    position: str
    notes: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class RejectedItem:
    """One item, or a whole file, that cannot be an article."""

    position: str
    reason: str
    headline: str = ""


class UnreadableItemError(ValueError):
    """An item has something in it that cannot be understood. `place` is where, the message says why."""

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(reason)
        self.place = place


def joined(*places: str) -> str:
    """A position made of several, from the file inwards."""
    return ", ".join(place for place in places if place)
