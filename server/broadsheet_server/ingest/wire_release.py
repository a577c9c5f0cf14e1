"""Whether and when an item of a news agency is to be seen: what NewsML-G2 and NITF have in common."""

from dataclasses import dataclass
from datetime import date, datetime

from broadsheet_server.ingest.dates import DraftDates
from broadsheet_server.ingest.parse_results import UnreadableItemError
from broadsheet_server.ingest.publishing_status import PublishingStatus, publishing_status
from broadsheet_server.ingest.xml_document import Element, place_of
from broadsheet_server.newsroom.drafts import DatesWithoutZone
from broadsheet_server.newsroom.validation import excerpt


@dataclass(frozen=True, slots=True)
class WireRelease:
    """The fields of the same names of an `ArticleDraft`."""

    published_at: datetime | None
    published_on: date | None
    updated_at: datetime | None
    updated_on: date | None
    embargoed_until: datetime | None
    expires_at: datetime | None
    withdrawn: bool
    withheld: bool
    dates_without_zone: DatesWithoutZone | None


def read_status(word: str, known: str, place: str) -> PublishingStatus:
    """The status that a word means. `known` names the words in the error.

    Raises UnreadableItemError: an item that may be withheld must not be published.
    """
    try:
        return publishing_status(word)
    except ValueError:
        raise UnreadableItemError(f"The status “{excerpt(word)}” is not {known}.", place) from None


def strict_date(element: Element | None, text: str, draft_field: str, dates: DraftDates) -> datetime | None:
    """A date outside of which nobody may see the item; None where there is none.

    Raises UnreadableItemError for one that cannot be read.
    """
    if element is None or not text:
        return None
    try:
        return dates.read(draft_field, text)
    except ValueError:
        reason = f"It is held: “{excerpt(text)}” is no date, and nobody may see it outside its time."
        raise UnreadableItemError(reason, place_of(element)) from None


class OptionalDates:
    """Reads the dates that an article can do without.

    One that cannot be read is left out and noted, not guessed; `example` tells how it should look.
    """

    def __init__(self, dates: DraftDates, notes: list[str], example: str) -> None:
        self._dates = dates
        self._notes = notes
        self._example = example

    def read(self, element: Element | None, text: str, draft_field: str) -> datetime | None:
        """The date for a field of the draft."""
        if element is None or not text:
            return None
        try:
            return self._dates.read(draft_field, text)
        except ValueError:
            place = place_of(element)
            self._notes.append(f"date left out: “{excerpt(text)}” is none like {self._example} ({place})")
            return None
