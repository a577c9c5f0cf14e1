"""A body being written from a tree: its HTML and its text side by side, and what an editor is told."""

from collections.abc import Callable, Mapping
from typing import Final

from broadsheet_server.newsroom.body_text import PARAGRAPH, BodyText
from broadsheet_server.newsroom.html_attributes import BodyLinks, kept_attributes
from broadsheet_server.newsroom.html_images import BodyImage, LostImage
from broadsheet_server.newsroom.html_lists import ItemNumbers
from broadsheet_server.newsroom.html_styles import is_hidden, with_styles_as_elements
from broadsheet_server.newsroom.html_tree import Element
from broadsheet_server.newsroom.html_writer import HtmlWriter, attribute
from broadsheet_server.newsroom.remote_images import RemoteImages

Writers = Mapping[str, Callable[["HtmlBody", Element], None]]

_LINK_REL: Final = ' rel="noopener noreferrer"'

HIDDEN_TEXT: Final = "text that its own page hides (hidden, display:none) is left out"


class HtmlBody:
    """Writes elements, each by the function that `writers` has for its tag; of other elements the children.

    `base` is where relative addresses begin, `headline` that of the article, `remote` the images on other
    servers that were fetched.
    """

    def __init__(
        self,
        writers: Writers,
        links: BodyLinks,
        base: str | None,
        language: str,
        headline: str,
        remote: RemoteImages,
    ) -> None:
        self.html, self.text = HtmlWriter(), BodyText()
        self.notes: list[str] = []
        self.images: list[BodyImage] = []
        self.lost_images: list[LostImage] = []
        self.last_image: BodyImage | LostImage | None = None
        """The image before this place, if no text stands between."""
        self.parents: list[str] = []
        """The open lists, tables and their parts, the innermost last."""
        self.item_numbers: list[ItemNumbers | None] = []
        """Of each open list; None where items have none."""
        self.quotation_depth = 0
        self.links, self.base, self.language, self.headline = links, base, language, headline
        self.remote = remote
        self.is_in_link = False
        self._writers = writers

    def write_children(self, children: list[Element | str]) -> None:
        """Write elements and texts in their order."""
        language = self.language
        for child in children:
            if isinstance(child, str):
                self.write_text(child)
                continue
            if child.attributes:
                if is_hidden(child):
                    self.notes += [HIDDEN_TEXT] * bool(child.text().strip())
                    continue
                child = with_styles_as_elements(child)
                self.language = child.attributes.get("lang") or language
            self._writers.get(child.tag, HtmlBody.write_unknown)(self, child)
            self.language = language

    def write_unknown(self, element: Element) -> None:
        """Write the children of an element alone. One that needs a script to show something is told."""
        self.anchor(element)
        if "-" in element.tag and not element.children:
            self.notes.append(f"what a script shows in the text is left out: <{element.tag[:40]}>")
        self.write_children(element.children)

    def write_text(self, text: str) -> None:
        """Write text where it stands."""
        self.text.write(self.html.text(text))
        if self.last_image and not text.isspace():
            self.last_image = None

    def write_block(self, element: Element, tag: str = "", line_breaks: int = PARAGRAPH) -> None:
        """Write a block as `tag`; where that is "", its content in paragraphs."""
        self.last_image = None
        self.text.end_block(line_breaks)
        self.anchor(element)
        self.html.begin_block(tag, kept_attributes(element, tag) if tag else "", wraps_text=not tag)
        self.write_children(element.children)
        self.html.end_block()
        self.text.end_block(line_breaks)

    def write_cell(self, element: Element) -> None:
        """Write a cell of a table: in the text, those of a row stand in one line."""
        self.text.write(" ")
        self.anchor(element)
        attributes = kept_attributes(element, element.tag)
        self.html.begin_block(element.tag, attributes, wraps_text=False, is_kept=True)
        self.write_children(element.children)
        self.html.end_block()

    def write_paragraph(self, text: str) -> None:
        """Write a paragraph of plain text."""
        self.write_block(Element("p", {}, [text]), "p")

    def write_link(self, address: str, label: list[Element | str], attributes: str = "") -> None:
        """Write a link around its label. Within another link the label alone."""
        if self.is_in_link:
            self.write_children(label)
            return
        self.html.begin_format("a", attribute("href", address) + attributes + _LINK_REL)
        self.is_in_link = True
        self.write_children(label)
        self.is_in_link = False
        self.html.end_format()

    def anchor(self, element: Element) -> None:
        """Keep the place of an element to which a link of the body leads."""
        if element.attributes and (place := self.links.place(element)):
            self.html.anchor(place)
