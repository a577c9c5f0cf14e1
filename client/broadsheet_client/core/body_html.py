"""Rebuilds an article's body from elements that QTextDocument supports; no source markup passes through."""

from collections.abc import Collection
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from broadsheet_client.core.body_blocks import (
    CELLS,
    DIRECTIONS,
    TEXT_BLOCKS,
    Frame,
    block_html,
    cell_frame,
    ordered_list,
    whole_number,
)
from broadsheet_client.core.body_formats import FORMATS, FRAMED, framing
from broadsheet_client.core.document_image import BodyImage, body_image, image_tag, missing_image
from broadsheet_client.core.html_source import SOURCE_MAX, breakable, elements_only, text_html
from broadsheet_client.core.italics import upright_html
from broadsheet_client.core.table_rows import Cell

_CONTAINERS: Final = {
    *("blockquote", "ul", "ol", "li", "dl", "dt", "dd", "figure", "table", "tr", "td", "th")
}
_IN_LINES: Final = {*FORMATS.values(), "a"}
_IN_ITALICS: Final = {"blockquote", "em", "i"}
_TRANSPARENT: Final = {"div", "section", "article", "main", "aside", "header", "footer"}
"""Elements that end a paragraph and are otherwise ignored."""
_RUBY: Final = {"rt", "rp"}
_HIDDEN: Final = {"script", "style", "iframe", "noembed", "noframes"}
_CAPTIONS: Final = {"figcaption": "caption", "caption": "table-caption"}
_PARENTS: Final = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "tr": {"table"},
    "td": {"tr"},
    "th": {"tr"},
}
_HOLDS_PARAGRAPHS: Final = {"", "blockquote", "figure"}
LINK_SCHEMES: Final = ("http", "https", "mailto", "tel")
_DEPTH_MAX: Final = 40
"""Elements that are nested deeper are flattened."""
_BLOCKS: Final = _CONTAINERS | set(TEXT_BLOCKS) | _TRANSPARENT


class BodyHtml(HTMLParser):
    """Parses a body once; `html`, `images` and `links` are the result.

    `language` is that of the article, `server` the base of relative URLs, `sizes` the known sizes of images
    by URL, `missing` the URLs of images that could not be loaded, `missing_labels` the message and the link
    in place of one.
    """

    def __init__(
        self,
        source: str,
        *,
        language: str = "",
        server: str = "",
        sizes: dict[str, tuple[int, int]] | None = None,
        width: int = 620,
        missing: Collection[str] = (),
        missing_labels: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.images: list[BodyImage] = []
        self.links: list[tuple[str, str]] = []
        self._language = language
        self._server, self._sizes, self._width = server, sizes or {}, width
        self._missing, self._missing_labels = missing, missing_labels
        self._stack = [Frame("")]
        self._hidden = ""
        self._link, self._in_ruby_text = "", False
        self._framed: list[tuple[str, str]] = []
        self._places: list[str] = []
        self.feed(elements_only(source[:SOURCE_MAX]))
        self.close()
        self._close_down_to(1)
        self.html = "\n".join(self._stack[0].parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element if it is allowed, and close what cannot contain it."""
        attributes_by_name = {name: value or "" for name, value in attrs}
        if place := attributes_by_name.get("id"):
            self._places.append(place)
        if tag in _BLOCKS:
            self._hidden = ""
            self._close_ruby_text()
            self._open_block(tag, attributes_by_name)
        elif tag in _RUBY:
            self._start_ruby_part(tag)
        elif self._hidden:
            return
        elif tag in _HIDDEN:
            self._hidden = tag
        else:
            self._start_inline(tag, attributes_by_name)

    def _start_inline(self, tag: str, attributes_by_name: dict[str, str]) -> None:
        if tag == "br":
            self._paragraph().parts.append("<br>")
        elif tag == "hr":
            self._add_rule()
        elif tag == "img":
            self._add_image(attributes_by_name)
        elif tag == "a":
            self._open_link(attributes_by_name.get("href", ""))
        elif tag in FORMATS:
            self._paragraph()
            self._open_inline(Frame(FORMATS[tag]))
        elif tag in FRAMED:
            self._begin_framed(tag, attributes_by_name)

    def handle_endtag(self, tag: str) -> None:
        """Close an element and everything open inside it; ignore an end tag without a start tag."""
        if tag == self._hidden:
            self._hidden = ""
        if tag in {"rt", "ruby"}:
            self._close_ruby_text()
        if tag == "a":
            self._link = ""
        if tag in _TRANSPARENT:
            self._close_text()
        if tag in FRAMED:
            self._end_framed(tag)
        tag = TEXT_BLOCKS.get(tag) or FORMATS.get(tag, tag)
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].tag == tag:
                self._close_down_to(depth)
                return

    def handle_data(self, data: str) -> None:
        """Append escaped text to the open paragraph."""
        if self._hidden:
            return
        if data.strip() or self._stack[-1].parts:
            frame = self._text_frame() if data.strip() else self._stack[-1]
            if self._places and data.strip():
                frame.parts += [f'<a name="{escape(place)}"></a>' for place in self._places]
                self._places.clear()
            text = breakable(data)
            frame.parts.append(upright_html(text) if self._is_in_italics() else text_html(text))
            frame.text.append(data)

    def _is_in_italics(self) -> bool:
        return any(frame.tag in _IN_ITALICS for frame in self._stack)

    def _open_block(self, tag: str, attributes_by_name: dict[str, str]) -> None:
        self._close_text()
        if tag in _TRANSPARENT or len(self._stack) > _DEPTH_MAX:
            return
        if tag in _PARENTS:
            tag = self._close_down_to_parent(tag)
        if tag in _CAPTIONS:
            self._stack[-1].has_caption = True
        attributes = f' class="{_CAPTIONS[tag]}"' if tag in _CAPTIONS else ""
        if tag == "li":
            self._number_item(self._stack[-1], attributes_by_name.get("value", ""))
        if tag in CELLS:
            self._stack.append(cell_frame(tag, attributes_by_name))
        elif tag == "ol":
            self._stack.append(ordered_list(attributes_by_name))
        else:
            self._stack.append(Frame(TEXT_BLOCKS.get(tag, tag), attributes))
        self._stack[-1].direction = DIRECTIONS.get(attributes_by_name.get("dir", ""))

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
                self._stack.append(Frame("tr"))
                return tag
        return "p"

    def _paragraph(self) -> Frame:
        """The element that takes text: the open one, or a new paragraph."""
        if self._stack[-1].tag in _HOLDS_PARAGRAPHS:
            self._stack.append(Frame("p"))
        elif self._stack[-1].tag in ("ul", "ol"):
            self._stack.append(Frame("li"))
        elif self._stack[-1].tag in ("table", "tr"):
            self._open_block("td", {})
        return self._stack[-1]

    def _text_frame(self) -> Frame:
        """The element that takes text, inside the open link: a link around blocks becomes one in each."""
        self._paragraph()
        if self._link and not any(frame.tag == "a" for frame in self._stack):
            self._open_inline(Frame("a", f' href="{escape(self._link)}"', href=self._link))
        return self._stack[-1]

    def _number_item(self, ordered: Frame, value: str) -> None:
        """Give an item of an ordered list its number. Qt numbers a list from its start on: begin another."""
        if ordered.tag != "ol":
            return
        number = whole_number(value)
        if number and number != ordered.next_value:
            attributes = f'{ordered.list_type} start="{number}"'
            ordered.parts.append(f"</ol><ol{attributes}>" if ordered.parts else "")
            ordered.attributes = ordered.attributes if ordered.parts[0] else attributes
            ordered.next_value = number
        ordered.next_value += 1

    def _start_ruby_part(self, tag: str) -> None:
        """Show the reading of ruby text in brackets; brackets for old browsers (`rp`) are left out."""
        self._close_ruby_text()
        self._hidden = tag if tag == "rp" else ""
        if tag == "rt":
            self.handle_data("(")
            self._in_ruby_text = True

    def _close_ruby_text(self) -> None:
        if self._in_ruby_text:
            self._in_ruby_text = False
            self.handle_data(")")

    def _open_link(self, href: str) -> None:
        url = href if href.startswith("#") else self._resolved(href)
        self._paragraph()
        if url.startswith("#") or urlsplit(url).scheme in LINK_SCHEMES:
            self._link = url
            self._open_inline(Frame("a", f' href="{escape(url)}"', href=url))

    def _begin_framed(self, tag: str, attributes_by_name: dict[str, str]) -> None:
        depth = sum(name == "q" for name, _ in self._framed)
        before, after = framing(tag, attributes_by_name, self._language, depth)
        self._framed.append((tag, after))
        self.handle_data(before)

    def _end_framed(self, tag: str) -> None:
        if self._framed and self._framed[-1][0] == tag:
            self.handle_data(self._framed.pop()[1])

    def _add_rule(self) -> None:
        self._close_text()
        if self._stack[-1].tag in _HOLDS_PARAGRAPHS and self._stack[-1].parts:
            self._stack[-1].parts.append("<hr>")

    def _open_inline(self, frame: Frame) -> None:
        if len(self._stack) <= _DEPTH_MAX:
            self._stack.append(frame)

    def _add_image(self, attributes_by_name: dict[str, str]) -> None:
        image = body_image(attributes_by_name, self._width, self._resolved, self._sizes)
        if urlsplit(image.url).scheme in ("http", "https"):
            self._show_image(image)
        elif image.alt:
            self.handle_data(f"[{image.alt}]")

    def _show_image(self, image: BodyImage) -> None:
        self.images.append(image)
        figure = next((frame for frame in reversed(self._stack) if frame.tag == "figure"), None)
        paragraph = self._text_frame()
        if image.url in self._missing:
            paragraph.parts.append(missing_image(image.url, image.alt, *self._missing_labels))
        else:
            paragraph.parts.append(image_tag(image.url, image.width, image.height, self._width))
            (figure or paragraph).captions.append(image.alt)
        for frame in self._stack:
            frame.has_image = True

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
        while self._stack[-1].tag in _IN_LINES | set(TEXT_BLOCKS.values()):
            self._close_one()

    def _close_down_to(self, depth: int) -> None:
        while len(self._stack) > depth:
            self._close_one()

    def _close_one(self) -> None:
        frame, parent = self._stack.pop(), self._stack[-1]
        text = "".join(frame.text)
        parent.text.append(text)
        is_continued = bool(self._link and self.links and self.links[-1][1] == frame.href)
        is_within = frame.href.startswith("#")
        if frame.tag == "a" and not is_within and (text.strip() or frame.has_image) and not is_continued:
            self.links.append((" ".join(text.split()) or frame.href, frame.href))
        if frame.tag in _IN_LINES:
            parent.captions += frame.captions
            parent.parts.append(f"<{frame.tag}{frame.attributes}>{''.join(frame.parts)}</{frame.tag}>")
        elif text.strip() or frame.has_image or frame.tag in CELLS:
            block = block_html(frame, text, self._language)
            if frame.tag in CELLS:
                parent.cells.append(Cell(block, *frame.span))
            elif frame.tag == "tr":
                parent.rows.append(frame.cells)
            is_table_caption = parent.tag == "table" and frame.tag == "p"
            (parent.before if is_table_caption else parent.parts).append(block)
