"""Related News: related stories, the reasons, and other publishers of the same text."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from broadsheet_client.api.generated import RelatedStory
from broadsheet_client.core.related_reasons import Reason, StoryReasons, story_reasons
from broadsheet_client.widgets.article.related_row import PADDING, AlsoPublished, RelatedButton
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.list_format import join_names
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.theme import Theme

_BELOW_RULE, _BELOW_TITLE, _BETWEEN = 14, 6, 4


class RelatedPanel(QFrame):
    """Hidden if there are no related stories."""

    article_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("related")
        self._theme = theme
        self._stories: tuple[RelatedStory, ...] = ()
        self._published: date | None = None
        self._zoom = 100
        self._rule = QFrame(self)
        self._rule.setObjectName("relatedRule")
        self._title = PlainLabel(self.tr("Related News"), self)
        self._title.setObjectName("relatedTitle")
        self.rows: list[RelatedButton] = []
        self.copies: list[AlsoPublished] = []
        self._children: list[RelatedButton | AlsoPublished] = []
        self._apply_font()
        self.hide()

    def show_stories(self, stories: Sequence[RelatedStory], published: date | None = None) -> None:
        """Show the stories in this order; `published` is the time, or the day, of the open article."""
        if (tuple(stories), published) != (self._stories, self._published):
            self._stories, self._published = tuple(stories), published
            self._create_rows()
        self.setVisible(bool(self._stories))

    def set_zoom(self, zoom: int) -> None:
        """Set the text size in per cent."""
        if zoom != self._zoom:
            self._zoom = zoom
            self._apply_font()
            self._create_rows()

    def height_for(self, width: int) -> int:
        """The height at a width, in pixels."""
        return (
            self._rows_top
            + sum(_height(child, width) for child in self._children)
            + _BETWEEN * len(self.rows)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_children()

    @property
    def _rows_top(self) -> int:
        return _BELOW_RULE + self._title.sizeHint().height() + _BELOW_TITLE

    def _place_children(self) -> None:
        """The rows extend by their padding, so that their text is aligned with the title."""
        inside = self.width() - 2 * PADDING
        self._rule.setGeometry(PADDING, 0, inside, 1)
        self._title.setGeometry(PADDING, _BELOW_RULE, inside, self._title.sizeHint().height())
        top = self._rows_top
        for child in self._children:
            if isinstance(child, RelatedButton) and child is not self.rows[0]:
                top += _BETWEEN
            height = _height(child, self.width())
            child.setGeometry(0, top, self.width(), height)
            top += height

    def _apply_font(self) -> None:
        self._title.setFont(fonts.font(fonts.serif(), 20 * self._zoom / 100, bold=True))

    def _create_rows(self) -> None:
        for child in self._children:
            child.hide()
            child.deleteLater()
        self.rows, self.copies, self._children = [], [], []
        for story, reasons in zip(self._stories, story_reasons(self._stories), strict=True):
            self._add(story, self._reason_line(reasons, story))
        self._place_children()

    def _add(self, story: RelatedStory, reason: str) -> None:
        row = RelatedButton(story, reason, self._theme, self._zoom, self)
        self.rows.append(row)
        self._children.append(row)
        if story.also_published_by:
            self.copies.append(AlsoPublished(story.also_published_by, self._zoom, self))
            self._children.append(self.copies[-1])
        for child in self._children[self._children.index(row) :]:
            child.chosen.connect(self.article_chosen)
            child.show()

    def _reason_line(self, reasons: StoryReasons, story: RelatedStory) -> str:
        """“Earlier in this story · 3 days before · Also about Ana and Ben”."""
        parts = [_reason_text(reason) for reason in reasons.reasons]
        if reasons.shows_days and (days_apart := self._days_apart(story)):
            parts.insert(0 if reasons.reasons[0].names else 1, days_apart)
        child = " · ".join(parts)
        return child[:1].upper() + child[1:]

    def _days_apart(self, story: RelatedStory) -> str:
        if self._published is None:
            return ""
        node = story.node
        days = (_day(node.published_on or node.published_at) - _day(self._published)).days
        count = abs(days)
        if not days:
            return ""
        return self.tr("%n day(s) before", "", count) if days < 0 else self.tr("%n day(s) after", "", count)


def _day(when: date) -> date:
    return when.astimezone().date() if isinstance(when, datetime) else when


def _height(child: RelatedButton | AlsoPublished, width: int) -> int:
    return child.heightForWidth(width) if isinstance(child, RelatedButton) else child.height_for(width)


def _reason_text(reason: Reason) -> str:
    return f"{reason.phrase}{join_names(reason.names)}"
