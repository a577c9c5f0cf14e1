"""Paints one row of what was found: headline and passage with the words marked, section and date."""

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from broadsheet_client.api.generated import SearchHit
from broadsheet_client.core.passages import MarkedText, headline_of, snippet_of
from broadsheet_client.widgets.article_row import GAP, MARGIN, ArticleRow, Index
from broadsheet_client.widgets.marked_lines import MarkedStyle, draw_marked, marked_layout
from broadsheet_client.widgets.models.article_list_model import READ, TAIL
from broadsheet_client.widgets.models.search_model import HIT
from broadsheet_client.widgets.theme import Theme

LINES = 4
"""Of headline and passage together."""


class SearchRow(ArticleRow):
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
            MarkedStyle(type_.headline, ink, colours.ink, colours.mark, self._headline_step),
            MarkedStyle(type_.summary, colours.muted, colours.ink, colours.mark, self._summary_step),
        )
        top, left = inside.top(), LINES
        texts: tuple[MarkedText, MarkedText] = (headline_of(hit), snippet_of(hit))
        for text, style, most in zip(texts, styles, (2, LINES), strict=True):
            if text.text:
                layout = marked_layout(text, style, inside.width(), min(most, left))
                top = draw_marked(painter, layout, inside.left(), top, style) + GAP
                left -= layout.lineCount()
        self._paint_meta(painter, inside, hit.node, colours)
