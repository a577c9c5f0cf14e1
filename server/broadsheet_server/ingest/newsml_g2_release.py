"""Whether and when a NewsML-G2 item is to be seen, by its `itemMeta`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from broadsheet_server.ingest.dates import DraftDates
from broadsheet_server.ingest.newsml_g2_catalogs import concept_code, qcode_of
from broadsheet_server.ingest.parse_results import UnreadableItemError
from broadsheet_server.ingest.publishing_status import WITHDRAWN, PublishingStatus, publishing_status
from broadsheet_server.ingest.xml_document import Element, child, children, name_of, place_of, text_of
from broadsheet_server.newsroom.drafts import DatesWithoutZone
from broadsheet_server.newsroom.validation import excerpt

_ORDINARY_SIGNALS: Final = ("update", "updated", "")


@dataclass(frozen=True, slots=True)
class ItemRelease:
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


def parse_release(item: Element, dates: DraftDates, notes: list[str]) -> ItemRelease:
    """Whether and when the item is to be seen.

    Raises UnreadableItemError for a status, an embargo or an expiry that cannot be read: it must not leak. An
    embargo without a date lasts until a later version ends it (NewsML-G2, `embargoed`). Of several statuses
    or embargoes the strictest counts.
    """
    item_meta, content_meta = child(item, "itemMeta"), child(item, "contentMeta")
    statuses = {_status(element) for element in children(item_meta, "pubStatus")}
    signals = _signals(item_meta, notes)
    withdrawn = PublishingStatus.WITHDRAWN in statuses or not WITHDRAWN.isdisjoint(signals)
    timed = None if withdrawn else item  # a date that cannot be read must not keep back a withdrawal
    embargoes = [_strict_date(element, "embargoed_until", dates) for element in _embargoes(timed)]
    embargoed_until = max(filter(None, embargoes), default=None)
    is_open_ended = None in embargoes or (PublishingStatus.EMBARGOED in statuses and not embargoes)
    created = child(item_meta, "firstCreated")
    if created is None:
        created = child(content_meta, "contentCreated")
    return ItemRelease(
        published_at=_date(created, "published_at", dates, notes),
        published_on=dates.day("published_at"),
        updated_at=_date(child(item_meta, "versionCreated"), "updated_at", dates, notes),
        updated_on=dates.day("updated_at"),
        embargoed_until=embargoed_until,
        expires_at=_strict_date(child(timed, "itemMeta", "expires"), "expires_at", dates),
        withdrawn=withdrawn,
        withheld=not withdrawn and (is_open_ended or PublishingStatus.WITHHELD in statuses),
        dates_without_zone=dates.without_zone(),
    )


def _embargoes(item: Element | None) -> Iterator[Element]:
    """The embargoes of an item, in whatever part and spelling: none may be overlooked."""
    parts = children(item, "itemMeta", "contentMeta", "rightsInfo")
    for part in (item, *parts):
        yield from (each for each in children(part) if name_of(each).lower().startswith("embargo"))


def _status(element: Element) -> PublishingStatus:
    word = qcode_of(element) or text_of(element)
    try:
        return publishing_status(word)
    except ValueError:
        reason = f"The status “{excerpt(word)}” is not usable, withheld or canceled."
        raise UnreadableItemError(reason, place_of(element)) from None


def _signals(item_meta: Element | None, notes: list[str]) -> set[str]:
    """What the item tells its receivers to do. That it is an update goes without saying."""
    signals = [concept_code(qcode_of(each)).lower() for each in children(item_meta, "signal")]
    told = (signal for signal in signals if signal not in _ORDINARY_SIGNALS and signal not in WITHDRAWN)
    notes.extend(f"its source signals: {excerpt(signal)}" for signal in told)
    return set(signals)


def _strict_date(element: Element | None, draft_field: str, dates: DraftDates) -> datetime | None:
    text = text_of(element)
    if element is None or not text:
        return None
    try:
        return dates.read(draft_field, text)
    except ValueError:
        reason = f"It is held: “{excerpt(text)}” is no date, and nobody may see it outside its time."
        raise UnreadableItemError(reason, place_of(element)) from None


def _date(element: Element | None, draft_field: str, dates: DraftDates, notes: list[str]) -> datetime | None:
    """A date that an article can do without. One that cannot be read is left out and noted, not guessed."""
    text = text_of(element)
    if element is None or not text:
        return None
    try:
        return dates.read(draft_field, text)
    except ValueError:
        notes.append(
            f"date left out: “{excerpt(text)}” is none like 2026-10-12T06:30:00Z ({place_of(element)})"
        )
        return None
