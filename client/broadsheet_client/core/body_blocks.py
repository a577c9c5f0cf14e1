"""The blocks of a body: open elements, and the HTML of closed ones."""

import re
from dataclasses import dataclass, field
from typing import Final

from broadsheet_client.core.html_source import text_html
from broadsheet_client.core.table_rows import Cell, mirrored_rows
from broadsheet_client.core.text_direction import base_direction
from broadsheet_shared.language_tags import Direction

TEXT_BLOCKS: Final = {
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
CELLS: Final = {"td", "th"}
DIRECTIONS: Final[dict[str, Direction]] = {"ltr": "ltr", "rtl": "rtl"}
_LIST_TYPES: Final = ("a", "A", "i", "I")
_SPAN_MAX: Final = 100
_SIDES: Final = {"ltr": "left", "rtl": "right"}
_IMAGE: Final = "<img "
_SHORT_TITLE: Final = 20
"""Code points of a column title that stays in one line."""
_FIGURES: Final = re.compile(r"[\s\d.,:/%°€$£¥()+−–-]*")
"""The characters of a number, which must stay in one line."""


@dataclass(slots=True)
class Frame:
    """An open element. The outermost has the tag ""; `p` stands for several text blocks."""

    tag: str
    attributes: str = ""
    parts: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    """The caption of a table."""
    cells: list[Cell] = field(default_factory=list)
    """Those of a row."""
    rows: list[list[Cell]] = field(default_factory=list)
    """Those of a table."""
    next_value: int = 1
    """The number of the next item of an ordered list."""
    list_type: str = ""
    """The attribute of an ordered list with letters or Roman numerals."""
    href: str = ""
    span: tuple[int, int] = (1, 1)
    """Columns and rows of a cell."""
    direction: Direction | None = None
    """The one that the source gives it."""
    has_caption: bool = False
    has_image: bool = False


def block_html(frame: Frame, text: str, language: str) -> str:
    """A closed block of an article in this language. Generated captions go inside a container, but after a
    paragraph.
    """
    captions = "" if frame.has_caption else "".join(_caption(alt, language) for alt in frame.captions if alt)
    inner, after = ("", captions) if frame.tag in TEXT_BLOCKS else (captions, "")
    tag = "div" if frame.tag == "figure" else frame.tag
    attributes = frame.attributes
    direction = frame.direction or base_direction(text, language)
    content = "".join(frame.parts) + inner
    if tag == "table":
        return _table_html(frame, direction)
    if tag == "dd" and direction == "rtl":
        attributes += ' class="from-right"'
    if tag in CELLS and (_is_number(text) or (tag == "th" and len(text) <= _SHORT_TITLE)):
        attributes += ' class="line"'
    if tag == "p" and _IMAGE in content and not text.strip():
        attributes = ' class="image"'
    if tag == "th":
        attributes += f' align="{_SIDES[direction]}"'
    return f'<{tag}{attributes} dir="{direction}">{content}</{tag}>{after}'


def _is_number(text: str) -> bool:
    # In one expression, “then a digit, then more of them” would take quadratic time.
    return _FIGURES.fullmatch(text) is not None and any(map(str.isdigit, text))


def _table_html(frame: Frame, direction: Direction) -> str:
    """A table below its caption. QTextDocument puts it at the left, unless it is told otherwise."""
    content, attributes = "".join(frame.parts), ""
    if direction == "rtl":
        content, attributes = mirrored_rows(frame.rows), ' align="right"'
    style = "data titled" if frame.before else "data"
    table = f'<table class="{style}" cellspacing="0" cellpadding="6"{attributes} dir="{direction}">'
    return f"{''.join(frame.before)}{table}{content}</table>"


def cell_frame(tag: str, attributes_by_name: dict[str, str]) -> Frame:
    """A cell, which may cover several rows or columns."""
    rows, columns = (
        max(1, min(_SPAN_MAX, whole_number(attributes_by_name.get(name)))) for name in ("rowspan", "colspan")
    )
    spans = {"rowspan": rows, "colspan": columns}
    attributes = "".join(f' {name}="{count}"' for name, count in spans.items() if count > 1)
    return Frame(tag, attributes, span=(columns, rows))


def ordered_list(attributes_by_name: dict[str, str]) -> Frame:
    """An ordered list, which may begin with another number than 1, and have letters or Roman numerals."""
    start = whole_number(attributes_by_name.get("start"))
    kind = attributes_by_name.get("type", "")
    list_type = f' type="{kind}"' if kind in _LIST_TYPES else ""
    attributes = list_type + (f' start="{start}"' if start > 1 else "")
    return Frame("ol", attributes, next_value=start or 1, list_type=list_type)


def _caption(text: str, language: str) -> str:
    return f'<p class="caption" dir="{base_direction(text, language)}">{text_html(text)}</p>'


def whole_number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
