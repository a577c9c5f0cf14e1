"""Whether and when a NewsML-G2 item is to be seen, by its `itemMeta`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from broadsheet_server.ingest.dates import DraftDates
from broadsheet_server.ingest.newsml_g2_catalogs import concept_code, qcode_of
from broadsheet_server.ingest.parse_results import UnreadableItemError
from broadsheet_server.ingest.publishing_status import WITHDRAWN, PublishingStatus, publishing_status
from broadsheet_server.ingest.xml_document import Element, child, children, place_of, text_of
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
    embargo without a date lasts until a later version ends it (NewsML-G2, `embargoed`).
    """
    item_meta, content_meta = child(item, "itemMeta"), child(item, "contentMeta")
    status = _status(item_meta)
    signals = _signals(item_meta, notes)
    embargo = child(item_meta, "embargoed")
    embargoed_until = _strict_date(embargo, "embargoed_until", dates)
    withdrawn = status is PublishingStatus.WITHDRAWN or not WITHDRAWN.isdisjoint(signals)
    created = child(item_meta, "firstCreated")
    return ItemRelease(
        published_at=_date(
            child(content_meta, "contentCreated") if created is None else created,
            "published_at",
            dates,
            notes,
        ),
        published_on=dates.day("published_at"),
        updated_at=_date(child(item_meta, "versionCreated"), "updated_at", dates, notes),
        updated_on=dates.day("updated_at"),
        embargoed_until=embargoed_until,
        expires_at=_strict_date(child(item_meta, "expires"), "expires_at", dates),
        withdrawn=withdrawn,
        withheld=not withdrawn and _is_withheld(status, embargo, embargoed_until),
        dates_without_zone=dates.without_zone(),
    )


def _is_withheld(status: PublishingStatus, embargo: Element | None, until: datetime | None) -> bool:
    is_embargoed = embargo is not None or status is PublishingStatus.EMBARGOED
    return status is PublishingStatus.WITHHELD or (is_embargoed and until is None)


def _status(item_meta: Element | None) -> PublishingStatus:
    """The status; usable, as NewsML-G2 has it, where the item names none."""
    element = child(item_meta, "pubStatus")
    if element is None:
        return PublishingStatus.USABLE
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
