"""Whether and when a NewsML-G2 item is to be seen, by its `itemMeta`."""

from collections.abc import Iterator
from typing import Final

from broadsheet_server.ingest.dates import DraftDates
from broadsheet_server.ingest.newsml_g2_catalogs import concept_code, qcode_of
from broadsheet_server.ingest.publishing_status import WITHDRAWN, PublishingStatus
from broadsheet_server.ingest.wire_release import OptionalDates, WireRelease, read_status, strict_date
from broadsheet_server.ingest.xml_document import Element, child, children, name_of, place_of, text_of
from broadsheet_server.newsroom.validation import excerpt

_ORDINARY_SIGNALS: Final = ("update", "updated", "")


def parse_release(item: Element, dates: DraftDates, notes: list[str]) -> WireRelease:
    """Whether and when the item is to be seen.

    Raises UnreadableItemError for a status, an embargo or an expiry that cannot be read: it must not leak. An
    embargo without a date lasts until a later version ends it (NewsML-G2, `embargoed`). Of several statuses
    or embargoes the strictest counts.
    """
    item_meta = child(item, "itemMeta")
    statuses = {_status(element) for element in children(item_meta, "pubStatus")}
    signals = _signals(item_meta, notes)
    withdrawn = PublishingStatus.WITHDRAWN in statuses or not WITHDRAWN.isdisjoint(signals)
    timed = None if withdrawn else item  # a date that cannot be read must not keep back a withdrawal
    embargoes = [
        strict_date(element, text_of(element), "embargoed_until", dates) for element in _embargoes(timed)
    ]
    is_open_ended = None in embargoes or (PublishingStatus.EMBARGOED in statuses and not embargoes)
    optional = OptionalDates(dates, notes, "2026-10-12T06:30:00Z")
    created, versioned = _created(item), child(item_meta, "versionCreated")
    expires = child(timed, "itemMeta", "expires")
    return WireRelease(
        published_at=optional.read(created, text_of(created), "published_at"),
        published_on=dates.day("published_at"),
        updated_at=optional.read(versioned, text_of(versioned), "updated_at"),
        updated_on=dates.day("updated_at"),
        embargoed_until=max(filter(None, embargoes), default=None),
        expires_at=strict_date(expires, text_of(expires), "expires_at", dates),
        withdrawn=withdrawn,
        withheld=not withdrawn and (is_open_ended or PublishingStatus.WITHHELD in statuses),
        dates_without_zone=dates.without_zone(),
    )


def _created(item: Element) -> Element | None:
    first = child(item, "itemMeta", "firstCreated")
    return child(item, "contentMeta", "contentCreated") if first is None else first


def _embargoes(item: Element | None) -> Iterator[Element]:
    """The embargoes of an item, in whatever part and spelling: none may be overlooked."""
    parts = children(item, "itemMeta", "contentMeta", "rightsInfo")
    for part in (item, *parts):
        yield from (each for each in children(part) if name_of(each).lower().startswith("embargo"))


def _status(element: Element) -> PublishingStatus:
    word = qcode_of(element) or text_of(element)
    return read_status(word, "usable, withheld or canceled", place_of(element))


def _signals(item_meta: Element | None, notes: list[str]) -> set[str]:
    """What the item tells its receivers to do. That it is an update goes without saying."""
    signals = [concept_code(qcode_of(each)).lower() for each in children(item_meta, "signal")]
    told = (signal for signal in signals if signal not in _ORDINARY_SIGNALS and signal not in WITHDRAWN)
    notes.extend(f"its source signals: {excerpt(signal)}" for signal in told)
    return set(signals)
