"""Scrolls the article, the share button, related news below or beside it, and the footer."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from broadsheet_client.api.generated import ArticlePage, PublicationDetails
from broadsheet_client.core.article_document import ArticleDocument, article_document
from broadsheet_client.widgets.article.article_view import ArticleView
from broadsheet_client.widgets.article.related_panel import RelatedPanel
from broadsheet_client.widgets.article.related_row import PADDING
from broadsheet_client.widgets.article.typography import article_typography
from broadsheet_client.widgets.common import icons
from broadsheet_client.widgets.common.theme import Theme

RELATED_WIDTH, GAP, SIDE_MARGIN, TOP_MARGIN, FOOTER_MARGIN = 276, 44, 30, 34, 26
"""Pixels: width of related news beside the column, gap between them, least side margin, top margin, and space
above the footer.
"""
LIST_INDENT = 40
"""Indent of list items in pixels at 100 %."""
_WITHOUT_REGION = {"en": "English", "es": "español", "zh": "中文"}
"""Qt names the language of a default region, such as American English."""
PAGE_STEP = 0.88
"""The part of the viewport that one page step scrolls."""
WHEEL_STEP = 120
"""Angle of one wheel notch, in eighths of a degree (QWheelEvent.angleDelta)."""


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """A scroll position that survives zooming, resizing and theme changes."""

    character: int = 0
    """In the text, as it is without boxes for wide tables."""
    offset: int = 0
    """Pixels from the top of that character's line to the top of the viewport."""


TOP_POSITION = ReadingPosition()


class ArticleScrollArea(QScrollArea):
    """Shows one article at a time."""

    share_requested = Signal()
    zoom_requested = Signal(int)
    """Zoom steps up or down, by Ctrl and the wheel."""

    def __init__(self, theme: Theme, server: str, zoom: int = 100, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("article")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme, self._server, self._zoom = theme, server, zoom
        self._page: ArticlePage | None = None
        self._publication: PublicationDetails | None = None
        self.document = ArticleDocument("")
        self._missing_images: set[str] = set()
        # Until the user scrolls, the position stays exactly the same, however the lines break.
        self._last_position = (0, TOP_POSITION)
        self._wheel_angle = 0
        self._content = QWidget()
        self._content.setObjectName("page")
        self.view = ArticleView(self._content)
        self.share_button = QPushButton(self.tr("Email this to your friend"), self._content)
        self.related = RelatedPanel(theme, self._content)
        self.related_at_end = RelatedPanel(theme, self._content)
        self.related_at_end.article_chosen.connect(self.related.article_chosen)
        for panel in (self.related, self.related_at_end):
            panel.set_zoom(zoom)
        self._is_related_beside = False
        self.footer = ArticleView(self._content)
        self.footer.setAccessibleName(self.tr("Copyright"))
        self.footer.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWidget(self._content)
        self.setFocusProxy(self.view)
        self._focus_mark = QFrame(self)
        self._focus_mark.setObjectName("focusMark")
        self._focus_mark.hide()
        self.view.focus_changed.connect(self._focus_mark.setVisible)
        self.share_button.clicked.connect(self.share_requested)
        self.view.reveal_requested.connect(self._reveal)
        self.verticalScrollBar().valueChanged.connect(self._keep_related_in_sight)
        theme.changed.connect(self._apply_theme)
        self._apply_theme()

    @property
    def column(self) -> int:
        """The width of the text column in pixels."""
        ideal = article_typography(self._theme.palette, self._zoom).column
        return max(160, min(ideal, self.viewport().width() - 2 * self._side_margin))

    def show_article(self, page: ArticlePage, publication: PublicationDetails | None) -> None:
        """Show an article from its top, or a newer version of the same article at the same position."""
        if page == self._page and publication == self._publication:
            return
        is_same_article = self._page is not None and page.id == self._page.id
        position = self.position if is_same_article else TOP_POSITION
        self._page, self._publication = page, publication
        if not is_same_article:
            self._missing_images = set()
        self.view.setAccessibleName(self.tr("Article: %1").replace("%1", page.headline))
        self._recompose(position, page)

    def _recompose(self, position: ReadingPosition, page: ArticlePage) -> None:
        """Compose the document again at a position."""
        position = self._compose_at(position)
        for panel in (self.related, self.related_at_end):
            panel.show_stories(page.related.edges, page.published_on or page.published_at)
        self._place_children()
        self.scroll_to_position(position)

    def _compose_at(self, position: ReadingPosition) -> ReadingPosition:
        """Compose the document; returns the same position in it.

        The text above may have another length now: an image that is missing has words, and a table that
        became wide is in a box.
        """
        anchor = self.view.anchor(self.view.wide_boxes.position_in_document(position.character))
        self._compose()
        if position == TOP_POSITION:
            return position
        found, is_same = self.view.find_anchor(anchor)
        character = self.view.wide_boxes.position_in_text(found)
        return replace(position, character=character) if is_same else ReadingPosition(character)

    def set_zoom(self, zoom: int) -> None:
        """Set the text size in per cent."""
        position, self._zoom = self.position, zoom
        for panel in (self.related, self.related_at_end):
            panel.set_zoom(zoom)
        position = self._compose_at(position)
        self._place_children()
        self.scroll_to_position(position)

    def show_image(self, url: str, image: QImage) -> None:
        """Show a loaded image of this article."""
        if url in self._missing_images and self._page is not None:
            self._missing_images.remove(url)
            self._recompose(self.position, self._page)
        position = self.position  # the words in place of the image are gone, and counted no more
        self.view.show_image(url, image)
        self._place_children()
        self.scroll_to_position(position)

    def show_missing_image(self, url: str) -> None:
        """Show a message and a way to try again in place of an image that could not be loaded."""
        is_shown = any(image.url == url for image in self.document.images)
        if self._page is not None and is_shown and url not in self._missing_images:
            self._missing_images.add(url)
            self._recompose(self.position, self._page)

    @property
    def position(self) -> ReadingPosition:
        """The current scroll position."""
        scroll_value = self.verticalScrollBar().value()
        if scroll_value <= 0:
            return TOP_POSITION
        if scroll_value == self._last_position[0]:
            return self._last_position[1]
        cursor = self.view.cursorForPosition(QPoint(0, max(0, scroll_value - self.view.y())))
        character = self.view.wide_boxes.position_in_text(cursor.position())
        return ReadingPosition(character, scroll_value - self._line_top(character))

    def scroll_to_position(self, position: ReadingPosition) -> None:
        """Scroll to a position that `position` returned."""
        bar = self.verticalScrollBar()
        bar.setValue(0 if position == TOP_POSITION else self._line_top(position.character) + position.offset)
        self._last_position = (bar.value(), position)

    def scroll_page(self, direction: int = 1) -> bool:
        """Scroll by most of the viewport; False at the end."""
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + direction * round(self.viewport().height() * PAGE_STEP))
        return bar.value() != before

    def resizeEvent(self, event: QResizeEvent) -> None:
        position = self.position
        super().resizeEvent(event)
        self._focus_mark.setGeometry(0, 0, event.size().width(), 3)
        if event.oldSize().width() != event.size().width():
            if self.column != self.view.width():
                position = self._compose_at(position)
            self._place_children()
            self.scroll_to_position(position)

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
            self._zoom_by_wheel(event.angleDelta().y())
            event.accept()
            return
        super().wheelEvent(event)

    def _zoom_by_wheel(self, angle: int) -> None:
        """Emit a step for each notch; touchpads send a notch in many small parts."""
        is_same_direction = angle * self._wheel_angle >= 0
        self._wheel_angle = angle + (self._wheel_angle if is_same_direction else 0)
        steps = int(self._wheel_angle / WHEEL_STEP)
        self._wheel_angle -= steps * WHEEL_STEP
        if steps:
            self.zoom_requested.emit(steps)

    @property
    def _side_margin(self) -> int:
        return SIDE_MARGIN if self.viewport().width() >= 620 else 20

    def _compose(self) -> None:
        if self._page is None:
            return
        palette = self._theme.palette
        self.document = article_document(
            self._page,
            self._publication,
            theme=article_typography(palette, self._zoom),
            server=self._server,
            image_width=self.column,
            missing=self._missing_images,
            language_name=_own_language_name,
        )
        placeholder = QImage(1, 1, QImage.Format.Format_RGB32)
        placeholder.fill(QColor(palette.box_background))
        self.view.document().setIndentWidth(LIST_INDENT * self._zoom / 100)
        self.view.show_document(self.document, width=self.column, placeholder=placeholder)
        footer = ArticleDocument(self.document.footer_html)
        self.footer.show_document(footer, width=self.column, placeholder=placeholder)

    def _place_children(self) -> None:
        """Lay out synchronously, so that a scroll position can be restored right after."""
        width, column = self.viewport().width(), self.column
        text_height = self.view.height_for(column)
        beside = not self.related.isHidden() and width >= column + RELATED_WIDTH + GAP + 2 * SIDE_MARGIN
        left = (width - column - (RELATED_WIDTH + GAP if beside else 0)) // 2
        self.view.setGeometry(left, TOP_MARGIN, column, text_height)
        self.share_button.adjustSize()
        self.share_button.move(left, TOP_MARGIN + text_height + 22)
        bottom = self.share_button.geometry().bottom()
        self._is_related_beside = beside
        end_panel = self.related_at_end if beside else self.related
        self.related_at_end.setVisible(beside)
        if beside:
            self._place_related(self.related, left + column + GAP, TOP_MARGIN, RELATED_WIDTH)
            # A short text ends before the panel beside it.
            bottom = max(bottom, self.related.geometry().bottom())
        if not self.related.isHidden():
            self._place_related(end_panel, left, bottom + 34, column)
            bottom = end_panel.geometry().bottom()
        self.footer.setGeometry(left, bottom + FOOTER_MARGIN, column, self.footer.height_for(column))
        bottom = self.footer.geometry().bottom()
        self._content.resize(width, max(bottom + 60, self.viewport().height()))
        self._keep_related_in_sight()

    def _place_related(self, panel: RelatedPanel, left: int, top: int, width: int) -> None:
        """The rows' padding extends into the margins."""
        width += 2 * PADDING
        panel.setGeometry(QRect(left - PADDING, top, width, panel.height_for(width)))

    def _keep_related_in_sight(self) -> None:
        """Keep related news beside the text: it scrolls until its lower end is visible, and stays there to
        the end of the text.
        """
        if not self._is_related_beside:
            return
        height = self.related.height()
        from_top = min(TOP_MARGIN, self.viewport().height() - height - TOP_MARGIN)
        lowest = max(TOP_MARGIN, self.share_button.geometry().bottom() - height)
        top = max(TOP_MARGIN, self.verticalScrollBar().value() + from_top)
        self.related.move(self.related.x(), min(top, lowest))

    def _line_top(self, character: int) -> int:
        cursor = self.view.textCursor()
        position = self.view.wide_boxes.position_in_document(character)
        cursor.setPosition(min(position, self.view.document().characterCount() - 1))
        return self.view.y() + self.view.cursorRect(cursor).top()

    def _reveal(self, part: QRect) -> None:
        middle = self.view.mapTo(self._content, part.center())
        self.ensureVisible(self.view.x(), middle.y(), 0, 60)

    def _apply_theme(self) -> None:
        position = self.position
        self.share_button.setIcon(icons.icon("email", self._theme.palette.text))
        if self._page is not None:
            self._recompose(position, self._page)


def _own_language_name(tag: str) -> str:
    """`中文` for the BCP 47 tag `zh`; the tag itself where Qt does not know the language."""
    return _WITHOUT_REGION.get(tag.lower()) or QLocale(tag).nativeLanguageName() or tag
