"""The text of an article: a QTextBrowser as tall as its document, which opens and loads nothing by itself."""

from PySide6.QtCore import QPoint, QRect, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextBrowser, QWidget

from broadsheet_client.core.article_document import ArticleDocument, DocumentImage
from broadsheet_client.core.document_image import IMAGE_LINK
from broadsheet_client.widgets.article.external_address import external_address
from broadsheet_client.widgets.article.text_anchor import (
    TextAnchor,
    find_text_anchor,
    named_position,
    text_anchor,
)
from broadsheet_client.widgets.article.wide_boxes import WideBoxes
from broadsheet_client.widgets.article.wide_parts import PLACEHOLDER
from broadsheet_client.widgets.common.plain_text import tooltip

_SCROLL_AREA_KEYS = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}
_IMAGE = QTextDocument.ResourceType.ImageResource
_DEFAULT_ASPECT_RATIO = 9 / 16
_TRANSPARENT = QImage(1, 1, QImage.Format.Format_ARGB32)
_TRANSPARENT.fill(Qt.GlobalColor.transparent)


class ArticleView(QTextBrowser):
    """Shows a document. Images appear when `show_image` provides them; no other resource is loaded."""

    link_pressed = Signal(str)
    image_retry_requested = Signal()
    focus_changed = Signal(bool)
    reveal_requested = Signal(QRect)
    """This part of the view should be scrolled to: a link was focused, or a selection is being dragged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("text")
        self.setAccessibleName(self.tr("Article"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self._document_images: dict[str, DocumentImage] = {}
        self._loaded_images: dict[str, QImage] = {}
        self._placeholder_image = QImage()
        self.wide_boxes = WideBoxes(self)
        self.wide_boxes.reveal_requested.connect(self.reveal_requested)
        self.anchorClicked.connect(self._press_link)
        self.highlighted.connect(lambda url: self.setToolTip(tooltip(external_address(url))))

    def show_document(self, document: ArticleDocument, *, width: int, placeholder: QImage) -> None:
        """Show a document in a column of `width` pixels. What is wider gets a box that scrolls sideways.

        `placeholder` (one pixel is enough) is drawn in place of images that are not loaded.
        """
        self._document_images = {image.url: image for image in document.images}
        for url in self._loaded_images.keys() - self._document_images.keys():
            # An added resource stays in the QTextDocument across setHtml: replace it by None.
            self.document().addResource(_IMAGE, QUrl(url), None)
            del self._loaded_images[url]
        self._placeholder_image = placeholder
        self.setHtml(document.html)
        _apply_heading_sizes(self.document())
        self.wide_boxes.take_parts(width)

    def show_image(self, url: str, image: QImage) -> None:
        """Show a loaded image of this document."""
        if url in self._document_images:
            self._loaded_images[url] = image
            self.document().addResource(_IMAGE, QUrl(url), image)
            self.document().markContentsDirty(0, self.document().characterCount())
            self.wide_boxes.show_image(url, image)

    def has_image(self, url: str) -> bool:
        """Whether the image is loaded."""
        return url in self._loaded_images

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load only images of this document. The base class would load any local file."""
        if kind != _IMAGE.value:
            return None
        url = name if isinstance(name, str) else name.toString()
        if url.startswith(PLACEHOLDER):
            return _TRANSPARENT
        return self._loaded_images.get(url) or self._placeholder(url)

    def anchor(self, position: int) -> TextAnchor:
        """What is at a position, to find it again in another version of the document."""
        return text_anchor(self.document(), position)

    def find_anchor(self, anchor: TextAnchor) -> tuple[int, bool]:
        """The position of an anchor, and whether its own block was found, or only the one before it."""
        return find_text_anchor(self.document(), anchor)

    def height_for(self, width: int) -> int:
        """The height of the document at the width that it is shown with, in pixels."""
        self.document().setTextWidth(width)
        self.wide_boxes.place(width)
        return round(self.document().size().height()) + 1

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from link to link and to the boxes; what it focuses is scrolled to."""
        self._begin_where_the_text_is_read(forward)
        if self.wide_boxes.focus_next(forward=forward):
            return True
        moved = super().focusNextPrevChild(forward)
        if self.hasFocus():
            self.reveal_requested.emit(self.cursorRect())
        return moved

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def _begin_where_the_text_is_read(self, forward: bool) -> None:
        """Look for the next link from the visible part of the text, unless the last one is in it."""
        visible = self.visibleRegion().boundingRect()
        line = self.cursorRect()
        # The cursor behind a box, which is as wide as the text, is right of it.
        line.moveLeft(visible.left())
        if not visible.isEmpty() and not visible.intersects(line):
            corner = visible.topLeft() if forward else visible.bottomRight()
            cursor = self.cursorForPosition(corner)
            # Without a selection, Qt looks from the beginning of the document on.
            moves = QTextCursor.MoveOperation
            move = moves.NextCharacter if forward else moves.PreviousCharacter
            cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _SCROLL_AREA_KEYS and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
            return
        super().keyPressEvent(event)

    def copy_selection(self) -> None:
        """Copy the selection, with the boxes in it.

        Qt asks `createMimeDataFromSelection`, but frees what Python returns there twice.
        """
        data = self.wide_boxes.selection()
        if data is None:
            self.copy()
        else:
            QGuiApplication.clipboard().setMimeData(data)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu(event.pos()).popup(event.globalPos())

    def context_menu(self, place: QPoint) -> QMenu:
        """Qt's menu for a place in the view, which copies boxes too."""
        menu = self.createStandardContextMenu(place)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.findChild(QAction, "edit-copy")
        if isinstance(copy, QAction):
            copy.triggered.disconnect()
            copy.triggered.connect(self.copy_selection)
        return menu

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.reveal_requested.emit(QRect(event.position().toPoint(), event.position().toPoint()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The scroll area scrolls and zooms."""
        event.ignore()

    def _press_link(self, url: QUrl) -> None:
        if url.toString().startswith(IMAGE_LINK):
            self.image_retry_requested.emit()
        elif url.toString().startswith("#"):
            self._show_place(url.fragment())
        else:
            self.link_pressed.emit(url.toString())

    def _show_place(self, name: str) -> None:
        """Go to a place in the text, such as a note."""
        position = named_position(self.document(), name)
        if position is not None:
            cursor = self.textCursor()
            cursor.setPosition(position)
            self.setTextCursor(cursor)
            self.reveal_requested.emit(self.cursorRect())

    def _placeholder(self, url: str) -> QImage:
        image = self._document_images.get(url)
        if image is None or image.width:
            return self._placeholder_image
        width = max(1, int(self.document().textWidth()))
        return self._placeholder_image.scaled(width, int(width * _DEFAULT_ASPECT_RATIO))


def _apply_heading_sizes(document: QTextDocument) -> None:
    """Let the style sheet's sizes apply to headings: QTextDocument gives `h1` to `h4` a FontSizeAdjustment,
    which takes precedence over a size in pixels.
    """
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            _clear_size_adjustment(block)
        block = block.next()


def _clear_size_adjustment(block: QTextBlock) -> None:
    cursor = QTextCursor(block)
    block_format = block.charFormat()
    block_format.clearProperty(QTextFormat.Property.FontSizeAdjustment)
    cursor.setBlockCharFormat(block_format)
    for start, length, text_format in _runs(block):
        text_format.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(text_format)


def _runs(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Position, length and format of the parts of a block that have one format each."""
    runs, iterator = [], block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        runs.append((fragment.position(), fragment.length(), fragment.charFormat()))
        iterator += 1
    return runs
