"""Paints one row of the article list: headline, summary, section and age."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from broadsheet_client.api.generated import ArticleCard
from broadsheet_client.core.text_direction import base_direction
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.elided_text import elided_lines
from broadsheet_client.widgets.common.palettes import Palette
from broadsheet_client.widgets.common.relative_time import relative_time
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.article_list_model import CARD, READ, TAIL

Index = QModelIndex | QPersistentModelIndex

MARGIN, ABOVE, GAP, LINES = 18, 13, 5, 3
"""Pixels beside and above the words, between their parts; lines of headline and summary together."""


@dataclass(frozen=True, slots=True)
class _Type:
    """The fonts of one language."""

    headline: QFont
    summary: QFont
    meta: QFont


class ArticleDelegate(QStyledItemDelegate):
    """Every row has the same height: a short headline leaves its second line to the summary."""

    # Pixels from line to line, alike for every script.
    _headline_step, _summary_step, _meta_height = 24, 19, 16

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._types: dict[str, _Type] = {}
        self.height = 2 * self._headline_step + self._summary_step + self._meta_height + 2 * GAP + 2 * ABOVE

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        self._paint_ground(painter, option)
        tail = index.data(TAIL)
        card = index.data(CARD)
        if tail is not None:
            self._paint_tail(painter, option.rect, tail)
        elif isinstance(card, ArticleCard):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_card(painter, option.rect, card, faint=bool(index.data(READ)) and not chosen)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """The whole headline, where the row had to cut it."""
        card = index.data(CARD)
        if event.type() != QEvent.Type.ToolTip or not isinstance(card, ArticleCard):
            return super().helpEvent(event, view, option, index)
        lines = self._headline(card, option.rect.width() - 2 * MARGIN)
        cut = bool(lines) and lines[-1].endswith("…")
        QToolTip.showText(event.globalPos(), card.headline if cut else "", view)
        return True

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colours, rect = self._theme.palette, option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if chosen:
            painter.fillRect(rect, QColor(colours.chosen))
            painter.fillRect(QRect(rect.left(), rect.top(), 4, rect.height()), QColor(colours.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        painter.fillRect(
            QRect(rect.left() + MARGIN, rect.bottom(), rect.width() - 2 * MARGIN, 1), QColor(colours.rule)
        )
        if focused:
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_tail(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(self._type("").summary)
        painter.setPen(QColor(self._theme.palette.muted))
        inside = rect.adjusted(MARGIN, 0, -MARGIN, 0)
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _paint_card(self, painter: QPainter, rect: QRect, card: ArticleCard, *, faint: bool) -> None:
        colours = self._theme.palette
        type_ = self._type(card.language)
        inside = rect.adjusted(MARGIN, ABOVE, -MARGIN, -ABOVE)
        headline = self._headline(card, inside.width())
        summary = elided_lines(card.summary or "", type_.summary, inside.width(), LINES - len(headline))
        top = inside.top()
        ink = QColor(colours.muted if faint else colours.ink)
        top = _lines(painter, headline, type_.headline, ink, inside, top, self._headline_step) + GAP
        _lines(painter, summary, type_.summary, QColor(colours.muted), inside, top, self._summary_step)
        self._paint_meta(painter, inside, card, colours)

    def _paint_meta(self, painter: QPainter, inside: QRect, card: ArticleCard, colours: Palette) -> None:
        meta = self._type(card.language).meta
        line = QRect(
            inside.left(), inside.bottom() - self._meta_height + 1, inside.width(), self._meta_height
        )
        painter.setFont(meta)
        painter.setPen(QColor(colours.accent))
        used = painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, card.section.name)
        painter.setPen(QColor(colours.muted))
        rest = line.adjusted(used.width(), 0, 0, 0)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, f"  ·  {relative_time(card.published_at)}")

    def _headline(self, card: ArticleCard, width: int) -> tuple[str, ...]:
        return elided_lines(card.headline, self._type(card.language).headline, width, 2)

    def _type(self, language: str) -> _Type:
        found = self._types.get(language)
        if found is None:
            found = _Type(
                headline=fonts.font(fonts.serif(language), 17, bold=True),
                summary=fonts.font(fonts.sans(language), 13.5),
                meta=fonts.font(fonts.sans(language), 12),
            )
            self._types[language] = found
        return found


def _lines(
    painter: QPainter, lines: tuple[str, ...], face: QFont, ink: QColor, inside: QRect, top: int, step: int
) -> int:
    """Draw lines below each other; answers where the next one would stand."""
    painter.setFont(face)
    painter.setPen(ink)
    for line in lines:
        rtl = base_direction(line) == "rtl"
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            QRect(inside.left(), top, inside.width(), step), side | Qt.AlignmentFlag.AlignVCenter, line
        )
        top += step
    return top
