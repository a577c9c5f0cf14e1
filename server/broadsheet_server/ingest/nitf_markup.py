"""The text of a NITF document as HTML: NITF's own elements become those of HTML that mean the same.

What is in an element unknown here stays as text, since the sanitiser decides later what an article may hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Final

from broadsheet_server.ingest.parse_results import UnreadableItemError
from broadsheet_server.ingest.xml_document import (
    Element,
    attribute,
    child,
    children,
    name_of,
    place_of,
    text_of,
)

DEPTH_MAX: Final = 150
_RENAMED: Final = {
    "hl1": "h2",
    "hl2": "h2",
    "bq": "blockquote",
    "block": "div",
    "nitf-table": "div",
    "abstract": "div",
    "byline": "p",
    "dateline": "p",
    "distributor": "p",
    "datasource": "p",
    "credit": "p",
    "tagline": "p",
    "bibliography": "p",
}
_KEPT: Final = frozenset(
    (
        *("p", "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *("ol", "ul", "li", "dl", "dt", "dd", "pre", "hr", "br", "em", "q", "sub", "sup", "a"),
        *("strong", "b", "i", "u", "s", "del", "ins", "cite", "code", "blockquote", "div"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "img", "figure", "figcaption"),
    )
)
"""Elements that NITF has taken from HTML, and those that agencies take from it themselves."""
_VOID: Final = frozenset(("br", "hr", "img", "col"))
_ATTRIBUTES: Final = (
    *("href", "title", "id", "start", "value", "colspan", "rowspan", "span"),
    *("src", "alt", "width", "height"),
)
_NOT_TEXT: Final = frozenset(("alt-code", "nitf-table-metadata", "nitf-colgroup", "script", "style"))
_PUBLIC_NOTE: Final = "pa"
"""A publishable advisory; notes of other types are for editors."""
_IMAGES: Final = ("image", "photo", "picture", "graphic")
_PLAYED: Final = ("video", "audio")


@dataclass(slots=True)
class NitfText:
    """A text as HTML, what was found in it besides, and notes of what was left out."""

    parts: list[str] = field(default_factory=list)
    images: list[Element] = field(default_factory=list)
    editorial_notes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    depth: int = 0

    @property
    def html(self) -> str:
        """The HTML so far."""
        return "".join(self.parts)

    def add_all(self, elements: Iterable[Element]) -> None:
        """Append elements, without the text between them."""
        for element in elements:
            self.add(element)

    def add(self, element: Element) -> None:
        """Append an element. Raises UnreadableItemError."""
        if self.depth == DEPTH_MAX:
            reason = f"The text has elements nested more than {DEPTH_MAX} deep."
            raise UnreadableItemError(reason, place_of(element))
        self.depth += 1
        name = name_of(element)
        if name in _SPECIAL:
            _SPECIAL[name](self, element)
        elif name not in _NOT_TEXT:
            self._add_marked(element, _RENAMED.get(name) or (name if name in _KEPT else ""))
        self.depth -= 1

    def add_inside(self, element: Element) -> None:
        """Append what is in an element."""
        self.parts.append(escape(element.text or "", quote=False))
        for each in element:
            self.add(each)
            self.parts.append(escape(each.tail or "", quote=False))

    def _add_marked(self, element: Element, tag: str) -> None:
        if not tag:
            self.add_inside(element)
            return
        attributes = "".join(
            f' {name}="{escape(value)}"' for name in _ATTRIBUTES if (value := element.get(name)) is not None
        )
        self.parts.append(f"<{tag}{attributes}>")
        if tag not in _VOID:
            self.add_inside(element)
            self.parts.append(f"</{tag}>")

    def add_media(self, element: Element) -> None:
        """Images are kept apart; what is played becomes an element that the sanitiser makes a link of."""
        kind = attribute(element, "media-type").lower() or _kind_by_reference(element)
        address = attribute(next(children(element, "media-reference"), None), "source")
        if kind in _IMAGES:
            self.images.append(element)
        elif kind in _PLAYED and address:
            title = escape(text_of(child(element, "media-caption")))
            self.parts.append(f'<{kind} src="{escape(address)}" title="{title}"></{kind}>')
        else:
            self.notes.append(f"{kind[:40] or 'a medium'} left out: {place_of(element)}")

    def add_note(self, element: Element) -> None:
        """A note to readers stays in the text, one to editors is kept apart."""
        if attribute(element, "type").lower() == _PUBLIC_NOTE:
            self._add_marked(element, "div")
        elif text := text_of(element):
            self.editorial_notes.append(text)

    def add_footnote(self, element: Element) -> None:
        """A footnote stands in brackets where it is referred to."""
        self.parts.append(f" [{escape(text_of(element), quote=False)}]")

    def add_named(self, element: Element) -> None:
        """A person, place or address, with its parts set apart."""
        if has_only_parts(element):
            self.parts.append(escape(name_text(element), quote=False))
        else:
            self.add_inside(element)

    def add_fraction(self, element: Element) -> None:
        """`1/2`, with the sign between that the source has."""
        numbers = (text_of(child(element, "frac-num")), text_of(child(element, "frac-den")))
        separator = text_of(child(element, "frac-sep")) or "/"
        self.parts.append(escape(separator.join(numbers), quote=False))


_SPECIAL: Final = {
    "media": NitfText.add_media,
    "note": NitfText.add_note,
    "fn": NitfText.add_footnote,
    "frac": NitfText.add_fraction,
    "person": NitfText.add_named,
    "location": NitfText.add_named,
    "postaddr": NitfText.add_named,
}


def has_only_parts(element: Element) -> bool:
    """Whether an element consists of others without text between them."""
    between = (element.text, *(each.tail for each in element))
    return len(element) > 0 and not any(text and text.strip() for text in between)


def name_text(element: Element) -> str:
    """The name of a person, place or organisation, on one line: `Tomas Hale`, `Ansel, Veldt`."""
    if not has_only_parts(element):
        return text_of(element)
    separator = " " if name_of(element) == "person" else ", "
    return separator.join(text for each in element if (text := text_of(each)) and name_of(each) != "alt-code")


def _kind_by_reference(element: Element) -> str:
    media_type = attribute(next(children(element, "media-reference"), None), "mime-type")
    return media_type.partition("/")[0].lower()
