"""The sheet that scrolls: the article, the button to pass it on, related news below or beside, the foot."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from broadsheet_client.api.generated import ArticlePage, PublicationDetails
from broadsheet_client.core.article_document import ArticleDocument, article_document
from broadsheet_client.widgets.article.article_view import ArticleView
from broadsheet_client.widgets.article.related_panel import RelatedPanel
from broadsheet_client.widgets.article.related_row import PADDING
from broadsheet_client.widgets.article.typography import article_typography
from broadsheet_client.widgets.common import icons
from broadsheet_client.widgets.common.theme import Theme

BESIDE, GAP, EDGE, TOP, ABOVE_FOOT = 276, 44, 30, 34, 26
"""Pixels: related news beside the column, the gap between, the least margin, and the spaces above."""
PAGE_STEP = 0.88
"""How much of what is seen goes by at a press of Space."""
WHEEL_STEP = 120
"""What a wheel tells of one notch; Qt counts in eighths of a degree."""


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """A place in an article that survives zooming, resizing and new colours."""

    character: int = 0
    offset: int = 0
    """Pixels from that character's line to the top of what is seen."""


TOP_POSITION = ReadingPosition()


class ArticleScrollArea(QScrollArea):
    """Shows one article at a time."""

    share_wanted = Signal()
    zoom_wanted = Signal(int)
    """Steps up or down, by Ctrl and the wheel."""

    def __init__(self, theme: Theme, server: str, zoom: int = 100, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("article")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme, self._server, self._zoom = theme, server, zoom
        self._page: ArticlePage | None = None
        self._publication: PublicationDetails | None = None
        self.document = ArticleDocument("")
        # Until the reader scrolls, the place stays what it was, wherever lines break now.
        self._went_to = (0, TOP_POSITION)
        self._turned = 0
        self._content = QWidget()
        self._content.setObjectName("page")
        self.view = ArticleView(self._content)
        self.share = QPushButton(self.tr("Email this to your friend"), self._content)
        self.related = RelatedPanel(theme, self._content)
        self.related.set_zoom(zoom)
        self.foot = ArticleView(self._content)
        self.foot.setAccessibleName(self.tr("Copyright"))
        self.foot.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWidget(self._content)
        self.setFocusProxy(self.view)
        self.share.clicked.connect(self.share_wanted)
        self.view.place_wanted.connect(self._reveal)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def column(self) -> int:
        """Width of the text's column now."""
        ideal = article_typography(self._theme.palette, self._zoom).column
        return max(160, min(ideal, self.viewport().width() - 2 * self._edge))

    def show_article(self, page: ArticlePage, publication: PublicationDetails | None) -> None:
        """Show an article. Another one begins at its top; a fresher form of the same stays in its place."""
        if page == self._page and publication == self._publication:
            return
        stays = self._page is not None and page.id == self._page.id
        place = self.place if stays else TOP_POSITION
        paragraph = self.view.document().findBlock(place.character)
        number, text, inside = paragraph.blockNumber(), paragraph.text(), paragraph.position()
        self._page, self._publication = page, publication
        self._compose()
        self.related.show_stories(page.related.edges, page.published_at)
        self._arrange()
        if place != TOP_POSITION:
            # What stands before it may be longer or shorter now.
            moved = self.view.paragraph(text, number) - inside
            place = replace(place, character=max(0, place.character + moved))
        self.go_to(place)

    def set_zoom(self, zoom: int) -> None:
        """Letters of this size, in per cent."""
        place, self._zoom = self.place, zoom
        self.related.set_zoom(zoom)
        self._compose()
        self._arrange()
        self.go_to(place)

    def show_picture(self, url: str, picture: QImage) -> None:
        """A picture of this article came."""
        place = self.place
        self.view.show_picture(url, picture)
        self._arrange()
        self.go_to(place)

    @property
    def place(self) -> ReadingPosition:
        """Where the reader is."""
        seen = self.verticalScrollBar().value()
        if seen <= 0:
            return TOP_POSITION
        if seen == self._went_to[0]:
            return self._went_to[1]
        cursor = self.view.cursorForPosition(QPoint(0, max(0, seen - self.view.y())))
        return ReadingPosition(cursor.position(), seen - self._line(cursor.position()))

    def go_to(self, place: ReadingPosition) -> None:
        """Show a place that `place` told."""
        bar = self.verticalScrollBar()
        bar.setValue(0 if place == TOP_POSITION else self._line(place.character) + place.offset)
        self._went_to = (bar.value(), place)

    def read_on(self, direction: int = 1) -> bool:
        """Scroll by most of a page; False where there is nothing further."""
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + direction * round(self.viewport().height() * PAGE_STEP))
        return bar.value() != before

    def resizeEvent(self, event: QResizeEvent) -> None:
        place = self.place
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            if self.column != self.view.width():
                self._compose()
            self._arrange()
            self.go_to(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._turn(event.angleDelta().y())
            event.accept()
            return
        super().wheelEvent(event)

    def _turn(self, by: int) -> None:
        """A step for each notch of the wheel, which a touchpad brings in many small parts."""
        same_way = by * self._turned >= 0
        self._turned = by + (self._turned if same_way else 0)
        steps = int(self._turned / WHEEL_STEP)
        self._turned -= steps * WHEEL_STEP
        if steps:
            self.zoom_wanted.emit(steps)

    @property
    def _edge(self) -> int:
        return EDGE if self.viewport().width() >= 620 else 20

    def _compose(self) -> None:
        if self._page is None:
            return
        colours = self._theme.palette
        self.document = article_document(
            self._page,
            self._publication,
            theme=article_typography(colours, self._zoom),
            server=self._server,
            image_width=self.column,
        )
        ground = QImage(1, 1, QImage.Format.Format_RGB32)
        ground.fill(QColor(colours.box))
        self.view.show_document(self.document, ground=ground)
        self.foot.show_document(ArticleDocument(self.document.foot), ground=ground)

    def _arrange(self) -> None:
        """Put the parts in their places. At once, so that a reading place can be shown right after."""
        width, column = self.viewport().width(), self.column
        tall = self.view.height_for(column)
        beside = not self.related.isHidden() and width >= column + BESIDE + GAP + 2 * EDGE
        left = (width - column - (BESIDE + GAP if beside else 0)) // 2
        self.view.setGeometry(left, TOP, column, tall)
        self.share.adjustSize()
        self.share.move(left, TOP + tall + 22)
        bottom = self.share.geometry().bottom()
        if beside:
            self._place_related(left + column + GAP, TOP, BESIDE)
        elif not self.related.isHidden():
            self._place_related(left, bottom + 34, column)
            bottom = self.related.geometry().bottom()
        self.foot.setGeometry(left, bottom + ABOVE_FOOT, column, self.foot.height_for(column))
        bottom = max(self.foot.geometry().bottom(), self.related.geometry().bottom() if beside else 0)
        self._content.resize(width, max(bottom + 60, self.viewport().height()))

    def _place_related(self, left: int, top: int, width: int) -> None:
        """Its rows have a padding, which goes into the margins."""
        width += 2 * PADDING
        self.related.setGeometry(QRect(left - PADDING, top, width, self.related.height_for(width)))

    def _line(self, character: int) -> int:
        cursor = self.view.textCursor()
        cursor.setPosition(min(character, self.view.document().characterCount() - 1))
        return self.view.y() + self.view.cursorRect(cursor).top()

    def _reveal(self, part: QRect) -> None:
        middle = self.view.mapTo(self._content, part.center())
        self.ensureVisible(self.view.x(), middle.y(), 0, 60)

    def _dress(self) -> None:
        place = self.place
        self.share.setIcon(icons.icon("email", self._theme.palette.ink))
        self._compose()
        self.go_to(place)
