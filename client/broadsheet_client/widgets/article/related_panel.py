"""Related News: what else there is about this, why, and who else published it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from broadsheet_client.api.generated import RelatedStory
from broadsheet_client.core.related_reasons import Reason, StoryReasons, story_reasons
from broadsheet_client.widgets.article.related_row import PADDING, AlsoPublished, RelatedButton
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.list_format import join_names
from broadsheet_client.widgets.common.theme import Theme

_BELOW_RULE, _BELOW_TITLE, _BETWEEN = 14, 6, 4


class RelatedPanel(QFrame):
    """Hidden where nothing is related: no empty box."""

    article_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("related")
        self._theme = theme
        self._stories: tuple[RelatedStory, ...] = ()
        self._published_at: datetime | None = None
        self._zoom = 100
        self._rule = QFrame(self)
        self._rule.setObjectName("relatedRule")
        self._title = QLabel(self.tr("Related News"), self)
        self._title.setObjectName("relatedTitle")
        self.rows: list[RelatedButton] = []
        self.also: list[AlsoPublished] = []
        self._lines: list[RelatedButton | AlsoPublished] = []
        self._dress()
        self.hide()

    def show_stories(self, stories: Sequence[RelatedStory], published_at: datetime | None = None) -> None:
        """Show these, in this order, beside an article that was published then."""
        if (tuple(stories), published_at) != (self._stories, self._published_at):
            self._stories, self._published_at = tuple(stories), published_at
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
        return self._rows_top + sum(_height(line, width) for line in self._lines) + _BETWEEN * len(self.rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def _rows_top(self) -> int:
        return _BELOW_RULE + self._title.sizeHint().height() + _BELOW_TITLE

    def _arrange(self) -> None:
        """The rows reach out by their padding, so that their words stand in line with the title."""
        inside = self.width() - 2 * PADDING
        self._rule.setGeometry(PADDING, 0, inside, 1)
        self._title.setGeometry(PADDING, _BELOW_RULE, inside, self._title.sizeHint().height())
        top = self._rows_top
        for line in self._lines:
            if isinstance(line, RelatedButton) and line is not self.rows[0]:
                top += _BETWEEN
            tall = _height(line, self.width())
            line.setGeometry(0, top, self.width(), tall)
            top += tall

    def _dress(self) -> None:
        self._title.setFont(fonts.font(fonts.serif(), 20 * self._zoom / 100, bold=True))

    def _fill(self) -> None:
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self.rows, self.also, self._lines = [], [], []
        for story, reasons in zip(self._stories, story_reasons(self._stories), strict=True):
            self._add(story, self._said(reasons, story))
        self._arrange()

    def _add(self, story: RelatedStory, reason: str) -> None:
        row = RelatedButton(story, reason, self._theme, self._zoom, self)
        self.rows.append(row)
        self._lines.append(row)
        if story.also_published_by:
            self.also.append(AlsoPublished(story.also_published_by, self._zoom, self))
            self._lines.append(self.also[-1])
        for line in self._lines[self._lines.index(row) :]:
            line.chosen.connect(self.article_chosen)
            line.show()

    def _said(self, reasons: StoryReasons, story: RelatedStory) -> str:
        """“Earlier in this story · 3 days before · Also about Ana and Ben”."""
        said = [_words(why) for why in reasons.whys]
        if reasons.tells_time and (distance := self._distance(story)):
            said.insert(0 if reasons.whys[0].names else 1, distance)
        line = " · ".join(said)
        return line[:1].upper() + line[1:]

    def _distance(self, story: RelatedStory) -> str:
        if self._published_at is None:
            return ""
        days = (story.node.published_at.astimezone().date() - self._published_at.astimezone().date()).days
        count = abs(days)
        if not days:
            return ""
        return self.tr("%n day(s) before", "", count) if days < 0 else self.tr("%n day(s) after", "", count)


def _height(line: RelatedButton | AlsoPublished, width: int) -> int:
    return line.heightForWidth(width) if isinstance(line, RelatedButton) else line.height_for(width)


def _words(why: Reason) -> str:
    return f"{why.words}{join_names(why.names)}"
