"""Related News: what else there is about this, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from broadsheet_client.api.generated import RelatedStory
from broadsheet_client.widgets import fonts
from broadsheet_client.widgets.related_row import PAD, RelatedRow
from broadsheet_client.widgets.theme import Theme

_BELOW_RULE, _BELOW_TITLE, _BETWEEN = 14, 6, 4


class RelatedPanel(QFrame):
    """Hidden where nothing is related: no empty box."""

    article_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("related")
        self._theme = theme
        self._stories: tuple[RelatedStory, ...] = ()
        self._zoom = 100
        self._rule = QFrame(self)
        self._rule.setObjectName("relatedRule")
        self._title = QLabel(self.tr("Related News"), self)
        self._title.setObjectName("relatedTitle")
        self.rows: list[RelatedRow] = []
        self._dress()
        self.hide()

    def show_stories(self, stories: Sequence[RelatedStory]) -> None:
        """Show these, in this order."""
        if tuple(stories) != self._stories:
            self._stories = tuple(stories)
            self._fill()
        self.setVisible(bool(self._stories))

    def set_zoom(self, zoom: int) -> None:
        """Letters of this size, in per cent."""
        if zoom != self._zoom:
            self._zoom = zoom
            self._dress()
            self._fill()

    def height_for(self, width: int) -> int:
        """How tall it is when it is so wide."""
        return self._rows_top + sum(row.heightForWidth(width) + _BETWEEN for row in self.rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def _rows_top(self) -> int:
        return _BELOW_RULE + self._title.sizeHint().height() + _BELOW_TITLE

    def _arrange(self) -> None:
        """The rows reach out by their padding, so that their words stand in line with the title."""
        inside = self.width() - 2 * PAD
        self._rule.setGeometry(PAD, 0, inside, 1)
        self._title.setGeometry(PAD, _BELOW_RULE, inside, self._title.sizeHint().height())
        top = self._rows_top
        for row in self.rows:
            tall = row.heightForWidth(self.width())
            row.setGeometry(0, top, self.width(), tall)
            top += tall + _BETWEEN

    def _dress(self) -> None:
        self._title.setFont(fonts.font(fonts.serif(), 20 * self._zoom / 100, bold=True))

    def _fill(self) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [RelatedRow(story, self._theme, self._zoom, self) for story in self._stories]
        for row in self.rows:
            row.chosen.connect(self.article_chosen)
            row.show()
        self._arrange()
