"""One related story, and the line with other publishers of the same text."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from broadsheet_client.api.generated import NearDuplicate, RelatedStory
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.elided_text import draw_line, elided_lines, text_direction
from broadsheet_client.widgets.common.flow_layout import FlowLayout
from broadsheet_client.widgets.common.plain_text import PlainLabel, tooltip
from broadsheet_client.widgets.common.plain_text_button import PlainTextButton
from broadsheet_client.widgets.common.relative_time import relative_time
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_shared.italics import has_upright_letters

PADDING = 9
HEADLINE_LINES, REASON_LINES = 3, 2


class RelatedButton(QAbstractButton):
    """A button with headline, section, age and reason; opened by click, Enter or Space."""

    chosen = Signal(str)

    def __init__(self, story: RelatedStory, reason: str, theme: Theme, zoom: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.article_id = story.node.id
        self._headline, self._language = story.node.headline, story.node.language
        age = relative_time(story.node.published_on or story.node.published_at)
        self._meta = f"{story.node.section.name}  ·  {age}"
        self.reason = reason
        self._fonts = _fonts(self._language, reason, zoom / 100)
        self.setText(self._headline)
        self.setAccessibleName(f"{self._headline}, {self._meta}")
        self.setAccessibleDescription(self.reason)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda: self.chosen.emit(self.article_id))
        theme.changed.connect(self.update)

    @property
    def reason_font(self) -> QFont:
        """The font of the reason."""
        return self._fonts[-1]

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(sum(step * len(lines) + gap for lines, _, step, gap in self._parts(width)) + 2 * PADDING)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter)
        palette = self._theme.palette
        text_colours = (palette.text, palette.muted_text, palette.accent)
        top = float(PADDING)
        side = text_direction(self._headline, self._language)
        parts = zip(self._parts(self.width()), self._texts, text_colours, strict=True)
        for (lines, font, step, gap), (text, language), colour in parts:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            for line in lines:
                box = QRectF(PADDING, top, self.width() - 2 * PADDING, step)
                draw_line(painter, box, line, text, language, side)
                top += step
            top += gap
        painter.end()

    def _paint_background(self, painter: QPainter) -> None:
        palette = self._theme.palette
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.focus), 2))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            QColor(palette.box_background if self.underMouse() or self.isDown() else palette.page_background)
        )
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _parts(self, width: int) -> list[tuple[tuple[str, ...], QFont, float, int]]:
        """Lines, font, line height and bottom gap of each of the three parts."""
        width_inside = width - 2 * PADDING
        limits = ((HEADLINE_LINES, 3), (1, 3), (REASON_LINES, 0))
        parts = zip(self._texts, limits, self._fonts, strict=True)
        return [
            (elided_lines(text, font, width_inside, lines, language), font, font.pixelSize() * 1.32, gap)
            for (text, language), (lines, gap), font in parts
        ]

    @property
    def _texts(self) -> tuple[tuple[str, str], ...]:
        """Headline, section with age, and reason, each with its language. The reason is in the reader's."""
        return (self._headline, self._language), (self._meta, self._language), (self.reason, "")


def _fonts(language: str, reason: str, zoom: float) -> tuple[QFont, QFont, QFont]:
    reason_font = fonts.font(fonts.serif(), 14 * zoom)
    # The reason names what both articles are about, each in the language of its newspaper.
    can_be_slanted = fonts.has_italics() and fonts.has_italics(language)
    reason_font.setItalic(can_be_slanted and not has_upright_letters(reason))
    return (
        fonts.font(fonts.serif(language), 17 * zoom, bold=True),
        fonts.font(fonts.sans(), 12.5 * zoom),
        reason_font,
    )


class AlsoPublished(QWidget):
    """The other publishers of a story; `chosen` carries the id of the article that was clicked."""

    chosen = Signal(str)

    def __init__(self, copies: Sequence[NearDuplicate], zoom: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._font = fonts.font(fonts.sans(), 12.5 * zoom / 100)
        label = PlainLabel(self.tr("Also published by"))
        label.setProperty("part", "hint")
        label.setFont(self._font)
        # Aligned with the text of the buttons, which have a border.
        label.setContentsMargins(0, 2, 0, 2)
        self.buttons = [self._button(copy) for copy in copies]
        self._flow = FlowLayout(self, gap=4, last_width=0)
        self._flow.setContentsMargins(PADDING, 0, PADDING, 4)
        # FlowLayout stretches its last widget: add an empty one.
        for widget in (label, *self.buttons, QWidget()):
            self._flow.addWidget(widget)

    def height_for(self, width: int) -> int:
        """The height at a width, in pixels."""
        return self._flow.heightForWidth(width)

    def _button(self, copy: NearDuplicate) -> PlainTextButton:
        button = PlainTextButton(name="source", flat=True)
        # A copy without a source was published by this newspaper.
        name = copy.source.name if copy.source else self.tr("this newspaper")
        accessible_name = self.tr("Also published by %1: %2").replace("%1", name).replace("%2", copy.headline)
        button.set_text(name, accessible_name)
        button.setToolTip(tooltip(copy.headline))
        button.setFont(self._font)
        button.clicked.connect(lambda: self.chosen.emit(copy.id))
        return button
