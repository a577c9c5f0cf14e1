"""What `docdata` of a NITF document says: which one it is, whether and when it is to be seen, and whose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from broadsheet_server.ingest.dates import DraftDates
from broadsheet_server.ingest.parse_results import ImportDefaults, reference_source
from broadsheet_server.ingest.publishing_status import PublishingStatus
from broadsheet_server.ingest.wire_release import OptionalDates, WireRelease, read_status, strict_date
from broadsheet_server.ingest.xml_document import Element, attribute, child, children, place_of, text_of

_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class NitfIdentity:
    """The fields of the same names of an `ArticleDraft`."""

    external_reference: str | None
    reference_source: str | None
    version: int | None


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


def parse_release(root: Element, dates: DraftDates, notes: list[str]) -> WireRelease:
    """Whether and when the document is to be seen.

    Raises UnreadableItemError for a status, a release or an expiry that cannot be read: it must not leak.
    """
    docdata = child(root, "head", "docdata")
    status = document_status(docdata)
    withdrawn = status is PublishingStatus.WITHDRAWN
    timed = None if withdrawn else docdata  # a date that cannot be read must not keep back a withdrawal
    release = max(_strict_dates(timed, "date.release", "embargoed_until", dates), default=None)
    pubdata, issue = child(root, "head", "pubdata"), child(docdata, "date.issue")
    optional = OptionalDates(dates, notes, "20261012T063000Z")
    published = optional.read(pubdata, _date_text(pubdata, "date.publication"), "published_at")
    issued = optional.read(issue, _date_text(issue, "norm"), "updated_at")
    return WireRelease(
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
    return read_status(word, "usable, embargoed, withheld or canceled", f"{place_of(docdata)}@{name}")


def _strict_dates(
    docdata: Element | None, name: str, draft_field: str, dates: DraftDates
) -> Iterator[datetime]:
    for element in children(docdata, name):
        if found := strict_date(element, _date_text(element, "norm"), draft_field, dates):
            yield found


def _date_text(element: Element | None, name: str) -> str:
    return attribute(element, name) or text_of(element)


def editorial_notes(docdata: Element | None) -> Iterator[str]:
    """What `ed-msg` says to editors."""
    for message in children(docdata, "ed-msg"):
        if text := attribute(message, "info") or text_of(message):
            yield text


def copyright_notice(docdata: Element | None) -> str | None:
    """`© 2026 Harbour Press` of `doc.copyright`."""
    element, holder = child(docdata, "doc.copyright"), copyright_holder(docdata)
    year = attribute(element, "year")
    return " ".join(filter(None, ("©", year if _YEAR.fullmatch(year) else "", holder))) if holder else None


def copyright_holder(docdata: Element | None) -> str | None:
    """`Harbour Press` of `doc.copyright`."""
    element = child(docdata, "doc.copyright")
    return attribute(element, "holder") or text_of(element) or None
