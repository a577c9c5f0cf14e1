"""The text of a NewsML-G2 item: the best of those that its `contentSet` holds."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from lxml import etree

from broadsheet_server.ingest.body_choice import richest
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode
from broadsheet_server.ingest.xml_document import (
    Element,
    attribute,
    child,
    children,
    name_of,
    place_of,
    raw_text_of,
)
from broadsheet_server.newsroom.html_text import html_paragraphs

_HTML_TYPES: Final = ("text/html", "application/xhtml+xml", "application/xhtml+html")
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_HTML_ROOTS: Final = ("html", "body", "div", "section", "article", "p")
"""What is taken for HTML without its namespace, too."""
_IMAGE_TYPES: Final = {"image/jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Content:
    """The text of an item: HTML, or (`nitf`) a document in that format that has its own metadata."""

    html: str
    nitf: Element | None
    place: Element | None


def parse_content(item: Element, notes: list[str]) -> Content:
    """The best text: XHTML before NITF before plain text; of several in XHTML the one with pictures."""
    texts, documents, plain = [], [], []
    for part in children(child(item, "contentSet"), "inlineXML", "inlineData"):
        markup, document = _html_in(part), child(part, "nitf")
        if document is not None:
            documents.append(Content("", document, document))
        elif markup:
            texts.append(Content(markup, None, part))
        elif text := _plain_text(part):
            plain.append(Content(_paragraphs(text), None, part))
        else:
            notes.append(f"left out: {_kind_of(part)} is no text ({place_of(part)})")
    if texts:
        return texts[richest([text.html for text in texts])]
    return next(iter((*documents, *plain)), Content("", None, None))


def _kind_of(part: Element) -> str:
    inner = next(children(part), None)
    return attribute(part, "contenttype")[:80] or (name_of(inner)[:80] if inner is not None else "content")


def _html_in(part: Element) -> str:
    """The markup of a part: elements of XHTML, or HTML written as text."""
    roots = [each for each in children(part) if _is_html(each)]
    if roots:
        return "".join(map(_markup, roots))
    text = _decoded(part)
    is_html = attribute(part, "contenttype").lower() in _HTML_TYPES or name_of(part) == "inlineXML"
    return text if is_html and text.lstrip().startswith("<") else ""


def _is_html(element: Element) -> bool:
    return str(element.tag).startswith(_XHTML) or name_of(element).lower() in _HTML_ROOTS


def _markup(root: Element) -> str:
    """Elements of XHTML as HTML, which knows neither namespaces nor their prefixes."""
    for element in root.iter():
        element.tag = name_of(element)
    return etree.tostring(root, encoding="unicode", method="html", with_tail=False)


def _plain_text(part: Element) -> str:
    kind = attribute(part, "contenttype").lower().partition(";")[0]
    return _decoded(part).strip() if kind in ("text/plain", "") and not len(part) else ""


def _decoded(part: Element) -> str:
    """The text of a part; that in base64 is read where it is text."""
    text = raw_text_of(part) if not len(part) else ""
    if "base64" not in attribute(part, "encoding", "encodinguri").lower():
        return text
    try:
        return decode(base64.b64decode("".join(text.split()), validate=True))[0]
    except (binascii.Error, ValueError, UnreadableTextError):
        return ""


def _paragraphs(text: str) -> str:
    """Plain text as HTML. Without blank lines in it, every line is a paragraph, as agencies write."""
    has_blank_lines = "\n\n" in text.replace("\r", "")
    return html_paragraphs(text if has_blank_lines else text.replace("\n", "\n\n"))
