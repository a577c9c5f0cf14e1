"""Rebuilds an article's body from elements that QTextDocument supports; no source markup passes through."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from broadsheet_client.core.document_image import image_tag, missing_image, plausible_size
from broadsheet_client.core.text_direction import base_direction

_TEXT_BLOCKS: Final = {
    "p": "p",
    "pre": "pre",
    "h1": "h2",
    "h2": "h2",
    "h3": "h3",
    "h4": "h4",
    "h5": "h4",
    "h6": "h4",
    "figcaption": "p",
    "caption": "p",
}
"""Block elements with text, and the elements they become. The headline is the only h1."""
_CONTAINERS: Final = {"blockquote", "ul", "ol", "li", "figure", "table", "tr", "td", "th"}
_INLINE: Final = {"b", "i", "em", "strong", "code", "sub", "sup"}
_IN_LINES: Final = _INLINE | {"a"}
_TRANSPARENT: Final = {
    "div",
    "section",
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "dl",
    "dt",
    "dd",
    "hr",
}
"""Elements that end a paragraph and are otherwise ignored."""
_HIDDEN: Final = {"script", "style", "iframe", "noembed", "noframes"}
_PARENTS: Final = {"li": {"ul", "ol"}, "tr": {"table"}, "td": {"tr"}, "th": {"tr"}}
_HOLDS_PARAGRAPHS: Final = {"", "blockquote", "figure"}
_DEPTH_MAX: Final = 40
"""Elements that are nested deeper are flattened."""
_SOURCE_MAX: Final = 1_000_000
"""Code points of a body that are read."""
_WORD_MAX: Final = 500
"""A longer run without blanks gets break chances: Qt needs quadratic time to break it."""
_LONG_RUN: Final = re.compile(rf"[^\s\u2e80-\ud7ff]{{{_WORD_MAX}}}(?=\S)")
"""Chinese, Japanese and Korean text, which has no blanks, breaks between any two characters."""
_DECLARATION: Final = re.compile(r"<(?:[!?]|/(?![A-Za-z]))")
_ZERO_WIDTH_SPACE: Final = "\u200b"
_BLOCKS: Final = _CONTAINERS | set(_TEXT_BLOCKS) | _TRANSPARENT


@dataclass(frozen=True, slots=True)
class BodyImage:
    """An image of the body, with its alternative text."""

    url: str
    alt: str
    width: int
    height: int


@dataclass(slots=True)
class _Frame:
    """An open element. The outermost has the tag ""; `p` stands for several text blocks."""

    tag: str
    attributes: str = ""
    parts: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    href: str = ""
    has_caption: bool = False
    has_image: bool = False


class BodyHtml(HTMLParser):
    """Parses a body once; `html`, `images` and `links` are the result.

    `server` is the base of relative URLs, `sizes` the known sizes of images by URL, `missing` the URLs of
    images that could not be loaded, `missing_labels` the message and the link in place of one.
    """

    def __init__(
        self,
        source: str,
        *,
        server: str = "",
        sizes: dict[str, tuple[int, int]] | None = None,
        width: int = 620,
        missing: Collection[str] = (),
        missing_labels: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.images: list[BodyImage] = []
        self.links: list[tuple[str, str]] = []
        self._server, self._sizes, self._width = server, sizes or {}, width
        self._missing, self._missing_labels = missing, missing_labels
        self._stack = [_Frame("")]
        self._hidden = ""
        self.feed(_elements_only(source[:_SOURCE_MAX]))
        self.close()
        self._close_down_to(1)
        self.html = "\n".join(self._stack[0].parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element if it is allowed, and close what cannot contain it."""
        attributes_by_name = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._hidden = ""
            self._open_block(tag)
        elif self._hidden:
            return
        elif tag in _HIDDEN:
            self._hidden = tag
        elif tag == "br":
            self._paragraph().parts.append("<br>")
        elif tag == "img":
            self._add_image(attributes_by_name)
        elif tag == "a":
            self._open_link(attributes_by_name.get("href", ""))
        elif tag in _INLINE:
            self._paragraph()
            self._open_inline(_Frame(tag))

    def handle_endtag(self, tag: str) -> None:
        """Close an element and everything open inside it; ignore an end tag without a start tag."""
        if tag == self._hidden:
            self._hidden = ""
        if tag in _TRANSPARENT:
            self._close_text()
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].tag == _TEXT_BLOCKS.get(tag, tag):
                self._close_down_to(depth)
                return

    def handle_data(self, data: str) -> None:
        """Append escaped text to the open paragraph."""
        if self._hidden:
            return
        if data.strip() or self._stack[-1].parts:
            frame = self._paragraph() if data.strip() else self._stack[-1]
            frame.parts.append(escape(_breakable(data)))
            frame.text.append(data)

    def _open_block(self, tag: str) -> None:
        self._close_text()
        if tag in _TRANSPARENT or len(self._stack) > _DEPTH_MAX:
            return
        if tag in _PARENTS:
            tag = self._close_down_to_parent(tag)
        if tag in ("figcaption", "caption"):
            self._stack[-1].has_caption = True
        attributes = ' class="caption"' if tag in ("figcaption", "caption") else ""
        self._stack.append(_Frame(_TEXT_BLOCKS.get(tag, tag), attributes))

    def _close_down_to_parent(self, tag: str) -> str:
        """Close elements up to the list or table that this tag belongs in; outside of one it becomes a
        paragraph.
        """
        parents = _PARENTS[tag]
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].tag in parents:
                self._close_down_to(depth + 1)
                return tag
            if tag in ("td", "th") and self._stack[depth].tag == "table":
                self._close_down_to(depth + 1)
                self._stack.append(_Frame("tr"))
                return tag
        return "p"

    def _paragraph(self) -> _Frame:
        """The element that takes text: the open one, or a new paragraph."""
        if self._stack[-1].tag in _HOLDS_PARAGRAPHS:
            self._stack.append(_Frame("p"))
        elif self._stack[-1].tag in ("ul", "ol"):
            self._stack.append(_Frame("li"))
        elif self._stack[-1].tag in ("table", "tr"):
            self._open_block("td")
        return self._stack[-1]

    def _open_link(self, href: str) -> None:
        url = self._resolved(href)
        self._paragraph()
        if urlsplit(url).scheme in ("http", "https", "mailto"):
            self._open_inline(_Frame("a", f' href="{escape(url)}"', href=url))

    def _open_inline(self, frame: _Frame) -> None:
        if len(self._stack) <= _DEPTH_MAX:
            self._stack.append(frame)

    def _add_image(self, attributes_by_name: dict[str, str]) -> None:
        url, alt = (
            self._resolved(attributes_by_name.get("src", "")),
            attributes_by_name.get("alt", "").strip(),
        )
        figure = next((frame for frame in reversed(self._stack) if frame.tag == "figure"), None)
        if urlsplit(url).scheme not in ("http", "https"):
            if alt:
                self.handle_data(f"[{alt}]")
            return
        width, height = plausible_size(
            *(
                self._sizes.get(url)
                or (_number(attributes_by_name.get("width")), _number(attributes_by_name.get("height")))
            )
        )
        self.images.append(BodyImage(url, alt, width, height))
        paragraph = self._paragraph()
        is_missing = url in self._missing
        paragraph.parts.append(
            missing_image(url, alt, *self._missing_labels)
            if is_missing
            else image_tag(url, width, height, self._width)
        )
        for frame in self._stack:
            frame.has_image = True
        if not is_missing:
            (figure or paragraph).captions.append(alt)

    def _resolved(self, url: str) -> str:
        """The absolute URL. "" stays "", although RFC 3986 resolves it to the base."""
        if not url.strip():
            return ""
        try:
            return urljoin(f"{self._server}/", url.strip()) if self._server else url.strip()
        except ValueError:
            return ""

    def _close_text(self) -> None:
        """Close inline elements and the text block around them."""
        while self._stack[-1].tag in _IN_LINES | set(_TEXT_BLOCKS.values()):
            self._close_one()

    def _close_down_to(self, depth: int) -> None:
        while len(self._stack) > depth:
            self._close_one()

    def _close_one(self) -> None:
        frame, parent = self._stack.pop(), self._stack[-1]
        text = "".join(frame.text)
        parent.text.append(text)
        if frame.tag == "a" and (text.strip() or frame.has_image):
            self.links.append((" ".join(text.split()) or frame.href, frame.href))
        if frame.tag in _IN_LINES:
            parent.captions += frame.captions
            parent.parts.append(f"<{frame.tag}{frame.attributes}>{''.join(frame.parts)}</{frame.tag}>")
        elif text.strip() or frame.has_image:
            parent.parts.append(_block(frame, text))


def _elements_only(source: str) -> str:
    """Remove comments, declarations and processing instructions, and escape a `<` that no `>` follows.

    As in the HTML standard, a comment without an end reaches to the end. HTMLParser needs quadratic time for
    many of them, and raises AssertionError on declarations such as `<![x`.
    """
    parts, position, last = [], 0, source.rfind(">") + 1
    while (start := _next_declaration(source, position, last)) >= 0:
        parts.append(source[position:start])
        is_comment = source.startswith("<!--", start)
        mark = "-->" if is_comment else ">"
        end = source.find(mark, start + (2 if is_comment else 1))
        if end < 0:
            return "".join(parts)
        position = end + len(mark)
    tail = max(position, last)
    return "".join([*parts, source[position:tail], source[tail:].replace("<", "&lt;")])


def _next_declaration(source: str, start: int, end: int) -> int:
    match = _DECLARATION.search(source, start, end)
    return match.start() if match else -1


def _breakable(text: str) -> str:
    if len(text) <= _WORD_MAX:
        return text
    return _LONG_RUN.sub(lambda run: run.group() + _ZERO_WIDTH_SPACE, text)


def _block(frame: _Frame, text: str) -> str:
    """A closed block. Generated captions go inside a container, but after a paragraph."""
    captions = "" if frame.has_caption else "".join(_caption(alt) for alt in frame.captions if alt)
    inner, after = ("", captions) if frame.tag in _TEXT_BLOCKS else (captions, "")
    tag = "div" if frame.tag == "figure" else frame.tag
    return (
        f'<{tag}{frame.attributes} dir="{base_direction(text)}">{"".join(frame.parts)}{inner}</{tag}>{after}'
    )


def _caption(text: str) -> str:
    return f'<p class="caption" dir="{base_direction(text)}">{escape(text)}</p>'


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
