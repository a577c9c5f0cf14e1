"""The item delegate of the article list."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from broadsheet_client.api.generated import ArticleCard
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.elided_text import (
    draw_line,
    elided_lines,
    text_alignment,
    text_direction,
)
from broadsheet_client.widgets.common.palettes import Palette
from broadsheet_client.widgets.common.plain_text import tooltip
from broadsheet_client.widgets.common.relative_time import relative_time
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.article_list_model import CARD_ROLE, FOOTER_ROLE, READ_ROLE

Index = QModelIndex | QPersistentModelIndex

MARGIN, VERTICAL_MARGIN, GAP, LINES = 18, 13, 5, 3
"""Pixels beside and above the text and between its parts; lines of headline and summary together."""

_DOT = 3.5
"""Radius in pixels of the dot before an unread article."""


@dataclass(frozen=True, slots=True)
class _Fonts:
    """The fonts for one language."""

    headline: QFont
    read_headline: QFont
    """Of an article that was opened before."""
    summary: QFont
    meta: QFont


class ArticleDelegate(QStyledItemDelegate):
    """Paints headline, summary, section and age. All rows have the same height: a one-line headline leaves a
    line to the summary.
    """

    # Pixels from line to line, the same for every script.
    _headline_step, _summary_step, _meta_height = 24, 19, 16

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fonts_by_language: dict[str, _Fonts] = {}
        self.height = (
            2 * self._headline_step + self._summary_step + self._meta_height + 2 * GAP + 2 * VERTICAL_MARGIN
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self._paint_background(painter, option)
        footer = index.data(FOOTER_ROLE)
        card = index.data(CARD_ROLE)
        if footer is not None:
            self._paint_footer(painter, option.rect, footer)
        elif isinstance(card, ArticleCard):
            self._paint_card(painter, option, card, is_read=bool(index.data(READ_ROLE)))
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole headline as a tooltip if it is elided."""
        card = index.data(CARD_ROLE)
        if event.type() != QEvent.Type.ToolTip or not isinstance(card, ArticleCard):
            return super().helpEvent(event, view, option, index)
        lines = self._headline(card, option.rect.width() - 2 * MARGIN)
        cut = bool(lines) and lines[-1].endswith("…")
        QToolTip.showText(event.globalPos(), tooltip(card.headline) if cut else "", view)
        return True

    def _paint_background(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        palette, rect = self._theme.palette, option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if is_selected:
            painter.fillRect(rect, QColor(palette.selected))
            painter.fillRect(QRect(rect.left(), rect.top(), 4, rect.height()), QColor(palette.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(palette.hover))
        painter.fillRect(
            QRect(rect.left() + MARGIN, rect.bottom(), rect.width() - 2 * MARGIN, 1),
            QColor(palette.separator),
        )
        if has_focus:
            painter.setPen(QPen(QColor(palette.focus), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_footer(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(self._fonts("").summary)
        painter.setPen(QColor(self._theme.palette.muted_text))
        inner = rect.adjusted(MARGIN, 0, -MARGIN, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _paint_unread_mark(self, painter: QPainter, rect: QRect) -> None:
        """A dot before the headline."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.palette.accent))
        middle = rect.top() + VERTICAL_MARGIN + self._headline_step / 2
        painter.drawEllipse(QPointF(rect.left() + MARGIN / 2 + 1, middle), _DOT, _DOT)
        painter.restore()

    def _paint_card(
        self, painter: QPainter, option: QStyleOptionViewItem, card: ArticleCard, *, is_read: bool
    ) -> None:
        rect, is_selected = option.rect, bool(option.state & QStyle.StateFlag.State_Selected)
        if not is_read:
            self._paint_unread_mark(painter, rect)
        palette = self._theme.palette
        row_fonts = self._fonts(card.language)
        inner = rect.adjusted(MARGIN, VERTICAL_MARGIN, -MARGIN, -VERTICAL_MARGIN)
        headline_font = row_fonts.read_headline if is_read else row_fonts.headline
        text, language = card.summary or "", card.language
        headline = elided_lines(card.headline, headline_font, inner.width(), 2, language)
        lines_left = LINES - len(headline)
        summary = elided_lines(text, row_fonts.summary, inner.width(), lines_left, language)
        side = text_direction(card.headline, language)
        top = inner.top()
        colour = QColor(palette.muted_text if is_read and not is_selected else palette.text)
        line = QRect(inner.left(), top, inner.width(), self._headline_step)
        style = _LineStyle(headline_font, colour, language, side)
        top = _lines(painter, headline, card.headline, style, line) + GAP
        line = QRect(inner.left(), top, inner.width(), self._summary_step)
        style = _LineStyle(row_fonts.summary, QColor(palette.muted_text), language, side)
        _lines(painter, summary, text, style, line)
        self._paint_meta(painter, inner, card, palette)

    def _paint_meta(self, painter: QPainter, inner: QRect, card: ArticleCard, palette: Palette) -> None:
        """Section and age; a long section is elided, so that the age has room."""
        meta = self._fonts(card.language).meta
        metrics = QFontMetrics(meta)
        line = QRect(inner.left(), inner.bottom() - self._meta_height + 1, inner.width(), self._meta_height)
        age = f"  ·  {relative_time(card.published_on or card.published_at)}"
        room = inner.width() - metrics.horizontalAdvance(age)
        section = metrics.elidedText(card.section.name, Qt.TextElideMode.ElideRight, room)
        section_width = metrics.horizontalAdvance(section)
        box, rest = line, line.adjusted(section_width, 0, 0, 0)
        if text_direction(card.headline, card.language) is Qt.LayoutDirection.RightToLeft:
            age = f"{relative_time(card.published_on or card.published_at)}  ·  "
            box = QRect(line.right() + 1 - section_width, line.top(), section_width, line.height())
            rest = line.adjusted(0, 0, -section_width, 0)
        painter.setFont(meta)
        painter.setPen(QColor(palette.accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, section)
        painter.setPen(QColor(palette.muted_text))
        side = text_alignment(text_direction(card.headline, card.language))
        painter.drawText(rest, side | Qt.AlignmentFlag.AlignVCenter, age)

    def _headline(self, card: ArticleCard, width: int) -> tuple[str, ...]:
        font = self._fonts(card.language).headline
        return elided_lines(card.headline, font, width, 2, card.language)

    def _fonts(self, language: str) -> _Fonts:
        language_fonts = self._fonts_by_language.get(language)
        if language_fonts is None:
            language_fonts = _Fonts(
                headline=fonts.font(fonts.serif(language), 17, bold=True),
                read_headline=fonts.font(fonts.serif(language), 17),
                summary=fonts.font(fonts.sans(language), 13.5),
                meta=fonts.font(fonts.sans(language), 12),
            )
            self._fonts_by_language[language] = language_fonts
        return language_fonts


@dataclass(frozen=True, slots=True)
class _LineStyle:
    """How the lines of a text are drawn."""

    font: QFont
    colour: QColor
    language: str
    side: Qt.LayoutDirection


def _lines(painter: QPainter, lines: tuple[str, ...], text: str, style: _LineStyle, top_line: QRect) -> int:
    """Draw the lines of a text, the first in `top_line`; returns the top of the next line."""
    painter.setFont(style.font)
    painter.setPen(style.colour)
    box = QRectF(top_line)
    for line in lines:
        draw_line(painter, box, line, text, style.language, style.side)
        box.translate(0, box.height())
    return round(box.top())
