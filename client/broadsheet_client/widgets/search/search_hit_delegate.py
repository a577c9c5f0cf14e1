"""Paints one row of what was found: headline and passage with the words marked, section and date."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from broadsheet_client.api.generated import SearchHit
from broadsheet_client.core.highlights import HighlightedText, highlighted_headline, snippet, utf16_ranges
from broadsheet_client.core.text_direction import base_direction
from broadsheet_client.widgets.article_list.article_delegate import GAP, MARGIN, ArticleDelegate, Index
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.article_list_model import READ, TAIL
from broadsheet_client.widgets.models.search_model import HIT

LINES = 4
"""Of headline and passage together."""


class SearchHitDelegate(ArticleDelegate):
    """As tall as a row of the list and one line more, for the passage."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.height += self._summary_step

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self._paint_ground(painter, option)
        tail, hit = index.data(TAIL), index.data(HIT)
        if tail is not None:
            self._paint_tail(painter, option.rect, tail)
        elif isinstance(hit, SearchHit):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_hit(painter, option, hit, faint=bool(index.data(READ)) and not chosen)
        painter.restore()

    def _paint_hit(
        self, painter: QPainter, option: QStyleOptionViewItem, hit: SearchHit, *, faint: bool
    ) -> None:
        inside = option.rect.adjusted(MARGIN, 13, -MARGIN, -13)
        type_, colours = self._type(hit.node.language), self._theme.palette
        ink = colours.muted if faint else colours.ink
        styles = (
            HighlightStyle(type_.headline, ink, colours.ink, colours.mark, self._headline_step),
            HighlightStyle(type_.summary, colours.muted, colours.ink, colours.mark, self._summary_step),
        )
        top, left = inside.top(), LINES
        texts: tuple[HighlightedText, HighlightedText] = (highlighted_headline(hit), snippet(hit))
        for text, style, most in zip(texts, styles, (2, LINES), strict=True):
            if text.text:
                layout = highlighted_layout(text, style, inside.width(), min(most, left))
                top = draw_layout(painter, layout, inside.left(), top, style) + GAP
                left -= layout.lineCount()
        self._paint_meta(painter, inside, hit.node, colours)


_LONGEST = 1_000


_TRIES = 24


@dataclass(frozen=True, slots=True)
class HighlightStyle:
    """Colours as `#rrggbb`."""

    face: QFont
    ink: str
    marked_ink: str
    ground: str
    """Behind what is marked."""
    step: int
    """From line to line, in pixels."""


@lru_cache(maxsize=1_000)
def highlighted_layout(passage: HighlightedText, style: HighlightStyle, width: int, most: int) -> QTextLayout:
    """At most `most` lines, none wider than `width` pixels. Draw it with `draw_marked`."""
    text = passage.text[:_LONGEST]
    layout = _laid_out(text, passage, style, width)
    if layout.lineCount() <= most:
        return layout
    last = layout.lineAt(most - 1)
    end = len(_of_units(text, last.textStart() + last.textLength()).rstrip())
    for fewer in range(_TRIES):
        layout = _laid_out(text[: max(0, end - fewer)].rstrip() + "…", passage, style, width)
        if layout.lineCount() <= most:
            break
    return layout


def draw_layout(painter: QPainter, layout: QTextLayout, left: int, top: int, style: HighlightStyle) -> int:
    """Draw it; answers where the next line would stand."""
    painter.setPen(QColor(style.ink))
    layout.draw(painter, QPointF(left, top))
    return top + layout.lineCount() * style.step


def _laid_out(text: str, passage: HighlightedText, style: HighlightStyle, width: int) -> QTextLayout:
    layout = QTextLayout(text, style.face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    rtl = base_direction(text) == "rtl"
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.setFormats(_formats(text, passage, style))
    layout.beginLayout()
    place = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, place + (style.step - line.height()) / 2))
        place += style.step
    layout.endLayout()
    return layout


def _formats(text: str, passage: HighlightedText, style: HighlightStyle) -> list[QTextLayout.FormatRange]:
    shown = QTextCharFormat()
    shown.setFontWeight(QFont.Weight.Bold)
    shown.setForeground(QColor(style.marked_ink))
    shown.setBackground(QColor(style.ground))
    size = len(text)
    marks = [(start, min(end, size)) for start, end in passage.marks if start < size]
    found = []
    for start, length in utf16_ranges(text, marks):
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = start, length, shown
        found.append(one)
    return found


def _of_units(text: str, count: int) -> str:
    """The beginning of a text, so many units of UTF-16 long."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * count].decode("utf-16-le", "ignore")
