"""The content of a NewsML-G2 item: the best of its texts, and its pictures."""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lxml import etree

from broadsheet_server.ingest.body_choice import richest
from broadsheet_server.ingest.image_references import ImageCaption, ImageSkippedError, draft_image
from broadsheet_server.ingest.newsml_g2_concepts import in_language
from broadsheet_server.ingest.nitf_images import pixels
from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode
from broadsheet_server.ingest.xml_document import (
    Element,
    attribute,
    child,
    children,
    language_of,
    name_of,
    place_of,
    raw_text_of,
    text_of,
)
from broadsheet_server.newsroom.drafts import DraftImage
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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; None where it cannot be used, and notes that say why."""

    image: DraftImage | None
    notes: tuple[str, ...]


Pictures = Mapping[str, Picture]
"""The pictures of a message, by the guid of their item."""


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


def parse_pictures(items: Iterable[Element], folder: Path | None) -> Pictures:
    """The pictures among the items of a message."""
    return {attribute(item, "guid"): _parse_picture(item, folder, _caption(item)) for item in items}


def parse_images(
    item: Element, pictures: Pictures, folder: Path | None, notes: list[str]
) -> Iterator[DraftImage]:
    """The picture in an item, and those of the same message that it links to; a note of each other one."""
    own = _parse_picture(item, folder, ImageCaption(""))
    linked = dict.fromkeys(attribute(link, "residref") for link in children(child(item, "itemMeta"), "link"))
    for picture in (own, *(pictures[guid] for guid in linked if guid in pictures)):
        notes.extend(picture.notes)
        if picture.image:
            yield picture.image


def _parse_picture(item: Element, folder: Path | None, caption: ImageCaption) -> Picture:
    """The picture in the widest of its renditions."""
    notes: list[str] = []
    renditions = list(_renditions(item, notes))
    if not renditions:
        return Picture(None, tuple(notes))
    widest = max(renditions, key=lambda content: pixels(attribute(content, "width")) or 0)
    try:
        return Picture(_image(widest, caption, folder), tuple(notes))
    except ImageSkippedError as error:
        return Picture(None, (*notes, f"{error} ({place_of(widest)})"))


def _renditions(item: Element, notes: list[str]) -> Iterator[Element]:
    """The remote contents that are pictures; others are noted."""
    for content in children(child(item, "contentSet"), "remoteContent"):
        kind = attribute(content, "contenttype").lower()
        if kind.startswith("image/") and attribute(content, "href"):
            yield content
        else:
            address = attribute(content, "href", "residref")[:80]
            notes.append(f"{kind[:80] or 'content'} at {address} left out ({place_of(content)})")


def _image(content: Element, caption: ImageCaption, folder: Path | None) -> DraftImage:
    kind = attribute(content, "contenttype").lower()
    seen = text_of(child(content, "altText"))
    return draft_image(
        attribute(content, "href"),
        replace(caption, alt=seen) if seen else caption,
        folder=folder,
        media_type=_IMAGE_TYPES.get(kind, kind),
        width=pixels(attribute(content, "width")),
        height=pixels(attribute(content, "height")),
    )


def _caption(picture: Element) -> ImageCaption:
    content = child(picture, "contentMeta")
    language = attribute(child(content, "language"), "tag") or language_of(picture)
    described = text_of(in_language(children(content, "description"), language)) or None
    headline = text_of(in_language(children(content, "headline"), language))
    return ImageCaption(
        alt=headline or described or "",
        caption=described,
        credit=text_of(child(content, "creditline")) or text_of(child(content, "by")) or None,
        external_reference=attribute(picture, "guid") or None,
    )
