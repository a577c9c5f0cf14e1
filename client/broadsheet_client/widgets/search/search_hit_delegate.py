"""The item delegate of the search results, with highlighted terms."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from broadsheet_client.api.generated import SearchHit
from broadsheet_client.core.highlights import HighlightedText, highlighted_headline, snippet, utf16_ranges
from broadsheet_client.widgets.article_list.article_delegate import GAP, MARGIN, ArticleDelegate, Index
from broadsheet_client.widgets.common.elided_text import text_alignment, text_direction
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.article_list_model import FOOTER_ROLE, READ_ROLE
from broadsheet_client.widgets.models.search_model import HIT_ROLE

LINES = 4
"""Lines of headline and passage together."""
_TEXT_MAX = 1_000
"""Code points of a text that are laid out at most."""
_ELISION_ATTEMPTS_MAX = 24
"""Code points removed at most until the ellipsis fits."""


class SearchHitDelegate(ArticleDelegate):
    """One line taller than a row of the list, for the passage."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.height += self._summary_step

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self._paint_background(painter, option)
        footer, hit = index.data(FOOTER_ROLE), index.data(HIT_ROLE)
        if footer is not None:
            self._paint_footer(painter, option.rect, footer)
        elif isinstance(hit, SearchHit):
            self._paint_hit(painter, option, hit, is_read=bool(index.data(READ_ROLE)))
        painter.restore()

    def _paint_hit(
        self, painter: QPainter, option: QStyleOptionViewItem, hit: SearchHit, *, is_read: bool
    ) -> None:
        inner = option.rect.adjusted(MARGIN, 13, -MARGIN, -13)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if not is_read:
            self._paint_unread_mark(painter, option.rect)
        texts = (highlighted_headline(hit), snippet(hit))
        line = (hit.node.language, text_direction(texts[0].text, hit.node.language))
        styles = self._styles(*line, is_read=is_read, is_selected=is_selected)
        top, lines_left = inner.top(), LINES
        for text, style, max_lines in zip(texts, styles, (2, LINES), strict=True):
            if text.text:
                layout = highlighted_layout(text, style, inner.width(), min(max_lines, lines_left))
                top = draw_layout(painter, layout, inner.left(), top, style) + GAP
                lines_left -= layout.lineCount()
        self._paint_meta(painter, inner, hit.node, self._theme.palette)

    def _styles(
        self, language: str, direction: Qt.LayoutDirection, *, is_read: bool, is_selected: bool
    ) -> "tuple[HighlightStyle, HighlightStyle]":
        """Of the headline, and of the text below it."""
        row_fonts, palette = self._fonts(language), self._theme.palette
        colour = palette.muted_text if is_read and not is_selected else palette.text
        headline_font = row_fonts.read_headline if is_read else row_fonts.headline
        marked, line = (palette.text, palette.highlight), (language, direction)
        return (
            HighlightStyle(headline_font, colour, *marked, self._headline_step, *line),
            HighlightStyle(row_fonts.summary, palette.muted_text, *marked, self._summary_step, *line),
        )


@dataclass(frozen=True, slots=True)
class HighlightStyle:
    """Font, colours (`#rrggbb`), line height, language and side of a highlighted text."""

    font: QFont
    colour: str
    highlight_colour: str
    highlight_background: str
    """Behind the highlighted terms."""
    step: int
    """Pixels from line to line."""
    language: str = ""
    side: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight
    """The side where the row begins."""


@lru_cache(maxsize=1_000)
def highlighted_layout(
    passage: HighlightedText, style: HighlightStyle, width: int, max_lines: int
) -> QTextLayout:
    """A layout of at most `max_lines` lines of `width` pixels, the last one elided (LRU cache). See
    `draw_layout`.
    """
    text = passage.text[:_TEXT_MAX]
    layout = _create_layout(text, passage, style, width)
    if layout.lineCount() <= max_lines:
        return layout
    last = layout.lineAt(max_lines - 1)
    end = len(_utf16_prefix(text, last.textStart() + last.textLength()).rstrip())
    for removed in range(_ELISION_ATTEMPTS_MAX):
        layout = _create_layout(text[: max(0, end - removed)].rstrip() + "…", passage, style, width)
        if layout.lineCount() <= max_lines:
            break
    return layout


def draw_layout(painter: QPainter, layout: QTextLayout, left: int, top: int, style: HighlightStyle) -> int:
    """Draw a layout; returns the top of the next line."""
    painter.setPen(QColor(style.colour))
    layout.draw(painter, QPointF(left, top))
    return top + layout.lineCount() * style.step


def _create_layout(text: str, passage: HighlightedText, style: HighlightStyle, width: int) -> QTextLayout:
    layout = QTextLayout(text, style.font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(text_direction(passage.text, style.language))
    option.setAlignment(text_alignment(style.side))
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.setFormats(_formats(text, passage, style))
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, top + (style.step - line.height()) / 2))
        top += style.step
    layout.endLayout()
    return layout


def _formats(text: str, passage: HighlightedText, style: HighlightStyle) -> list[QTextLayout.FormatRange]:
    highlight_format = QTextCharFormat()
    highlight_format.setFontWeight(QFont.Weight.Bold)
    highlight_format.setForeground(QColor(style.highlight_colour))
    highlight_format.setBackground(QColor(style.highlight_background))
    size = len(text)
    ranges = [(start, min(end, size)) for start, end in passage.highlights if start < size]
    formats = []
    for start, length in utf16_ranges(text, ranges):
        format_range = QTextLayout.FormatRange()
        format_range.start, format_range.length, format_range.format = start, length, highlight_format
        formats.append(format_range)
    return formats


def _utf16_prefix(text: str, count: int) -> str:
    """The first `count` UTF-16 code units of a text."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * count].decode("utf-16-le", "ignore")
