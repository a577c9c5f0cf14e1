"""What `docdata` of a NITF document says: which one it is, whether and when it is to be seen, and whose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from broadsheet_server.ingest.dates import DraftDates
from broadsheet_server.ingest.parse_results import ImportDefaults, UnreadableItemError, reference_source
from broadsheet_server.ingest.publishing_status import PublishingStatus, publishing_status
from broadsheet_server.ingest.xml_document import Element, attribute, child, children, place_of, text_of
from broadsheet_server.newsroom.drafts import DatesWithoutZone
from broadsheet_server.newsroom.validation import excerpt

_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class NitfIdentity:
    """The fields of the same names of an `ArticleDraft`."""

    external_reference: str | None
    reference_source: str | None
    version: int | None


@dataclass(frozen=True, slots=True)
class NitfRelease:
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


def parse_identity(root: Element, defaults: ImportDefaults, source: str | None) -> NitfIdentity:
    """The document's id, and the version of its stream (`du-key`), whose key may come again every day."""
    docdata = child(root, "head", "docdata")
    doc_id = child(docdata, "doc-id")
    reference = attribute(doc_id, "id-string") or text_of(doc_id) or attribute(root, "uno") or None
    version = attribute(child(docdata, "du-key"), "version")
    return NitfIdentity(
        external_reference=reference,
        reference_source=reference_source(reference, defaults, source),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 16 else None,
    )


def registered_source(root: Element) -> str | None:
    """Who registered the document's id."""
    return attribute(child(root, "head", "docdata", "doc-id"), "regsrc") or None


def parse_release(root: Element, dates: DraftDates, notes: list[str]) -> NitfRelease:
    """Whether and when the document is to be seen.

    Raises UnreadableItemError for a status, a release or an expiry that cannot be read: it must not leak.
    """
    docdata = child(root, "head", "docdata")
    status = document_status(docdata)
    withdrawn = status is PublishingStatus.WITHDRAWN
    timed = None if withdrawn else docdata  # a date that cannot be read must not keep back a withdrawal
    release = max(_strict_dates(timed, "date.release", "embargoed_until", dates), default=None)
    published = _date(child(root, "head", "pubdata"), "date.publication", "published_at", dates, notes)
    issued = _date(child(docdata, "date.issue"), "norm", "updated_at", dates, notes)
    return NitfRelease(
        published_at=published or (release if issued is None else None),
        published_on=dates.day("published_at"),
        updated_at=issued,
        updated_on=dates.day("updated_at"),
        embargoed_until=release,
        expires_at=min(_strict_dates(timed, "date.expire", "expires_at", dates), default=None),
        withdrawn=withdrawn,
        withheld=status is PublishingStatus.WITHHELD
        or (status is PublishingStatus.EMBARGOED and release is None),
        dates_without_zone=dates.without_zone(),
    )


def document_status(docdata: Element | None, name: str = "management-status") -> PublishingStatus:
    """The status in an attribute; usable, as NITF has it, where there is none. Raises UnreadableItemError."""
    word = attribute(docdata, name)
    if docdata is None or not word:
        return PublishingStatus.USABLE
    try:
        return publishing_status(word)
    except ValueError:
        reason = f"The status “{excerpt(word)}” is not usable, embargoed, withheld or canceled."
        raise UnreadableItemError(reason, f"{place_of(docdata)}@{name}") from None


def _strict_dates(
    docdata: Element | None, name: str, draft_field: str, dates: DraftDates
) -> Iterator[datetime]:
    for element in children(docdata, name):
        text = attribute(element, "norm") or text_of(element)
        try:
            if text:
                yield dates.read(draft_field, text)
        except ValueError:
            reason = f"It is held: “{excerpt(text)}” is no date, and nobody may see it outside its time."
            raise UnreadableItemError(reason, place_of(element)) from None


def _date(
    element: Element | None, name: str, draft_field: str, dates: DraftDates, notes: list[str]
) -> datetime | None:
    """A date that an article can do without. One that cannot be read is left out and noted, not guessed."""
    text = attribute(element, name) or text_of(element)
    if element is None or not text:
        return None
    try:
        return dates.read(draft_field, text)
    except ValueError:
        notes.append(f"date left out: “{excerpt(text)}” is none like 20261012T063000Z ({place_of(element)})")
        return None


def editorial_notes(docdata: Element | None) -> Iterator[str]:
    """What `ed-msg` says to editors."""
    for message in children(docdata, "ed-msg"):
        if text := attribute(message, "info") or text_of(message):
            yield text


def copyright_notice(docdata: Element | None) -> str | None:
    """`© 2026 Harbour Press` of `doc.copyright`."""
    element = child(docdata, "doc.copyright")
    holder = attribute(element, "holder") or text_of(element)
    year = attribute(element, "year")
    return " ".join(filter(None, ("©", year if _YEAR.fullmatch(year) else "", holder))) if holder else None
