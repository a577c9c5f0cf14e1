"""NITF 3.x, the IPTC's News Industry Text Format: one article a document."""

from collections.abc import Iterator
from typing import IO

from broadsheet_server.ingest.nitf_article import parse_article
from broadsheet_server.ingest.nitf_docdata import document_status, registered_source
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
    reference_source,
)
from broadsheet_server.ingest.publishing_status import PublishingStatus
from broadsheet_server.ingest.xml_document import Element, attribute, child, read_document
from broadsheet_server.ingest.xml_root import root_element
from broadsheet_server.newsroom.drafts import ArticleDraft

Results = Iterator[ParsedItem | RejectedItem]


def recognises(head: str) -> bool:
    """Whether a file that begins like this is a NITF document."""
    return root_element(head) == "nitf"


def parse(file: IO[bytes], defaults: ImportDefaults) -> Results:
    """Parse the article of a document, and what the document says of an earlier one."""
    try:
        document = read_document(file, defaults.charset)
        yield parse_article(document.root, defaults, notes=document.notes)
        yield from _earlier_document(document.root, defaults)
    except UnreadableItemError as error:
        yield RejectedItem(error.location, str(error))


def _earlier_document(root: Element, defaults: ImportDefaults) -> Iterator[ParsedItem]:
    """The document that `management-doc-idref` names, where this one takes it back or holds it."""
    docdata = child(root, "head", "docdata")
    reference = attribute(docdata, "management-doc-idref")
    status = document_status(docdata, "management-idref-status")
    if not reference or status is PublishingStatus.USABLE:
        return
    draft = ArticleDraft(
        headline="",
        body_html="",
        section_path=defaults.section_path,
        language=defaults.language,
        language_is_assumed=True,
        external_reference=reference,
        reference_source=reference_source(reference, defaults, registered_source(root)),
        source_name=defaults.source_name,
        withdrawn=status is PublishingStatus.WITHDRAWN,
        withheld=status is not PublishingStatus.WITHDRAWN,
    )
    yield ParsedItem(draft, f"document {reference[:80]}")
