"""The text of an article: a QTextBrowser as tall as its document, which opens and loads nothing by itself."""

from PySide6.QtCore import QRect, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from broadsheet_client.core.article_document import ArticleDocument, DocumentImage
from broadsheet_client.core.document_image import IMAGE_LINK
from broadsheet_client.widgets.common.plain_text import tooltip

_SCROLL_AREA_KEYS = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}
_SIDEWAYS_STEPS = {Qt.Key.Key_Left: -60, Qt.Key.Key_Right: 60}
_IMAGE = QTextDocument.ResourceType.ImageResource
_DEFAULT_ASPECT_RATIO = 9 / 16


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
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self._document_images: dict[str, DocumentImage] = {}
        self._loaded_images: dict[str, QImage] = {}
        self._placeholder_image = QImage()
        self.anchorClicked.connect(self._press_link)
        self.highlighted.connect(lambda url: self.setToolTip(tooltip(_external_address(url))))

    def show_document(self, document: ArticleDocument, *, placeholder: QImage) -> None:
        """Show a document; `placeholder` (one pixel is enough) is drawn in place of images that are not
        loaded.
        """
        self._document_images = {image.url: image for image in document.images}
        for url in self._loaded_images.keys() - self._document_images.keys():
            # An added resource stays in the QTextDocument across setHtml: replace it by None.
            self.document().addResource(_IMAGE, QUrl(url), None)
            del self._loaded_images[url]
        self._placeholder_image = placeholder
        self.setHtml(document.html)
        _apply_heading_sizes(self.document())

    def show_image(self, url: str, image: QImage) -> None:
        """Show a loaded image of this document."""
        if url in self._document_images:
            self._loaded_images[url] = image
            self.document().addResource(_IMAGE, QUrl(url), image)
            self.document().markContentsDirty(0, self.document().characterCount())

    def has_image(self, url: str) -> bool:
        """Whether the image is loaded."""
        return url in self._loaded_images

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load only images of this document. The base class would load any local file."""
        if kind != _IMAGE.value:
            return None
        url = name if isinstance(name, str) else name.toString()
        return self._loaded_images.get(url) or self._placeholder(url)

    def block_position(self, text: str, number: int) -> int:
        """The position of the block with this text; of several, the one nearest to block `number`."""
        document = self.document()
        blocks = (document.findBlockByNumber(block_number) for block_number in range(document.blockCount()))
        blocks_with_text = [block for block in blocks if block.text() == text]
        block = min(blocks_with_text, key=lambda block: abs(block.blockNumber() - number), default=None)
        return (block or document.findBlockByNumber(number)).position()

    def height_for(self, width: int) -> int:
        """The height of the document at a width, in pixels."""
        self.document().setTextWidth(width)
        size = self.document().size()
        bar_height = self.horizontalScrollBar().sizeHint().height() if size.width() > width + 1 else 0
        return round(size.height()) + 1 + bar_height

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from link to link; the focused link is scrolled to."""
        self._begin_where_the_text_is_read(forward)
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
        if not visible.isEmpty() and not visible.intersects(self.cursorRect()):
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
        if event.key() in _SIDEWAYS_STEPS and self._is_wide and not event.modifiers():
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + _SIDEWAYS_STEPS[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    @property
    def _is_wide(self) -> bool:
        """Whether a table or preformatted text is wider than the view."""
        return self.horizontalScrollBar().maximum() > 0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.reveal_requested.emit(QRect(event.position().toPoint(), event.position().toPoint()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The scroll area scrolls and zooms; the view itself only scrolls a wide table sideways."""
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()) and self._is_wide:
            super().wheelEvent(event)
        else:
            event.ignore()

    def _press_link(self, url: QUrl) -> None:
        if url.toString().startswith(IMAGE_LINK):
            self.image_retry_requested.emit()
        else:
            self.link_pressed.emit(url.toString())

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


def _external_address(url: QUrl) -> str:
    """The URL for the tooltip, if it leads out of the newspaper."""
    return url.toDisplayString() if url.scheme() in {"http", "https", "mailto"} else ""
