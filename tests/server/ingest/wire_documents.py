"""Documents of an invented agency, in NITF and in NewsML-G2: a test says only what matters to it."""

import contextlib
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path

from broadsheet_server.ingest import registry
from broadsheet_server.ingest.optional_parts import with_valid_options
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.newsroom.article_content import validated_content
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.validation import RejectedDraftError
from tests.builders import NOW

GUID = "urn:newsml:veldt.example:20261012:tram"
PARAGRAPH = "<p>The trams return.</p>"
STATUS_USABLE = '<pubStatus qcode="stat:usable"/>'
PLAIN = '<inlineData contenttype="text/plain">{}</inlineData>'
NITF = '<inlineXML contenttype="application/nitf+xml">{}</inlineXML>'
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    "<head><title>Trams</title></head><body>{}</body></html></inlineXML>"
)


def nitf(
    content: str = PARAGRAPH,
    *,
    docdata: str = '<doc-id id-string="veldt-0412" regsrc="VPA"/>',
    status: str = "",
    head: str = "",
    body_head: str = "",
    hedline: str = "<hl1>Trams return</hl1>",
    end: str = "",
    root: str = "nitf",
) -> str:
    """A NITF document. `status` are attributes of `docdata`, `root` is the root's name with attributes."""
    return (
        f"<{root}><head>{head}<docdata {status}>{docdata}</docdata></head>"
        f"<body><body.head><hedline>{hedline}</hedline>{body_head}</body.head>"
        f"<body.content>{content}</body.content><body.end>{end}</body.end></body></nitf>"
    )


def news_item(
    content: str = XHTML.format(PARAGRAPH),
    *,
    item_meta: str = STATUS_USABLE,
    content_meta: str = "<headline>Trams return</headline>",
    rights: str = "",
    item_class: str = "text",
    guid: str = GUID,
    attributes: str = 'version="3" xml:lang="en-GB"',
    first: str = "",
) -> str:
    """A `newsItem` of NewsML-G2."""
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" {attributes}>{first}'
        f'<rightsInfo>{rights}</rightsInfo><itemMeta><itemClass qcode="ninat:{item_class}"/>'
        f"{item_meta}</itemMeta><contentMeta>{content_meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def check_told(items: Iterable[ParsedItem | RejectedItem]) -> None:
    """Whether every item can be validated without a crash, or was refused in a sentence."""
    for item in items:
        if isinstance(item, RejectedItem):
            assert item.reason.endswith(".")
            continue
        with contextlib.suppress(RejectedDraftError):
            draft, _ = with_valid_options(item.draft)
            validated_content(draft, media=MediaFolder(Path(tempfile.gettempdir())), now=NOW)


def whole(text: str, pattern: str) -> str:
    """A text made of repeated patterns, without a broken one at its end."""
    return text[: len(text) // len(pattern) * len(pattern)]


def message(*items: str) -> str:
    """A `newsMessage` of several items."""
    return (
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2026-10-12T06:31:00Z</sent>'
        f"</header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


def parse(document: str | bytes, **defaults: object) -> list[ParsedItem | RejectedItem]:
    data = document if isinstance(document, bytes) else document.encode()
    given_defaults = {"folder": None, "language": "en", **defaults}
    return list(registry.parse_file(io.BytesIO(data), ImportDefaults(**given_defaults)))  # type: ignore[arg-type]


def only(document: str | bytes, **defaults: object) -> ParsedItem:
    [item] = parse(document, **defaults)
    assert isinstance(item, ParsedItem), item
    return item


def draft(document: str | bytes, **defaults: object) -> ArticleDraft:
    return only(document, **defaults).draft


def refused(document: str | bytes) -> str:
    [item] = parse(document)
    assert isinstance(item, RejectedItem), item
    return f"{item.position}: {item.reason}"
