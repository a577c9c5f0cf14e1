"""The text of an article: a text browser as tall as its text, that opens nothing by itself."""

from PySide6.QtCore import QRect, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from broadsheet_client.core.article_document import ArticleDocument, DocumentImage

_LEFT_TO_THE_SHEET = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}
_IMAGE = QTextDocument.ResourceType.ImageResource
_UNKNOWN_SHAPE = 9 / 16


class ArticleView(QTextBrowser):
    """Shows a document. Pictures appear when `show_picture` brings them; nothing else is ever loaded."""

    link_pressed = Signal(str)
    place_wanted = Signal(QRect)
    """This part of the view should be seen: a link got the focus, or a selection is being drawn."""

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
        self._images: dict[str, DocumentImage] = {}
        self._pictures: dict[str, QImage] = {}
        self._ground = QImage()
        self.anchorClicked.connect(lambda url: self.link_pressed.emit(url.toString()))
        self.highlighted.connect(lambda url: self.setToolTip(_spoken(url)))

    def show_document(self, document: ArticleDocument, *, ground: QImage) -> None:
        """Show a page; `ground` (one pixel will do) stands where pictures have not come yet."""
        self._images = {image.url: image for image in document.images}
        for url in self._pictures.keys() - self._images.keys():
            # What was added stays with the document, whatever page it shows.
            self.document().addResource(_IMAGE, QUrl(url), None)
            del self._pictures[url]
        self._ground = ground
        self.setHtml(document.html)

    def show_picture(self, url: str, picture: QImage) -> None:
        """A picture of this page came."""
        if url in self._images:
            self._pictures[url] = picture
            self.document().addResource(_IMAGE, QUrl(url), picture)
            self.document().markContentsDirty(0, self.document().characterCount())

    def has_picture(self, url: str) -> bool:
        """Whether it is here already."""
        return url in self._pictures

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures of this page only. The base class would open any local file."""
        if kind != _IMAGE.value:
            return None
        url = name if isinstance(name, str) else name.toString()
        return self._pictures.get(url) or self._placeholder(url)

    def paragraph(self, text: str, number: int) -> int:
        """Where the paragraph with this text begins; of several the one nearest to the `number`th."""
        document = self.document()
        blocks = (document.findBlockByNumber(place) for place in range(document.blockCount()))
        alike = [block for block in blocks if block.text() == text]
        found = min(alike, key=lambda block: abs(block.blockNumber() - number), default=None)
        return (found or document.findBlockByNumber(number)).position()

    def height_for(self, width: int) -> int:
        """How tall the text is in a column."""
        self.document().setTextWidth(width)
        return round(self.document().size().height()) + 1

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from link to link, then on; the link must be seen."""
        moved = super().focusNextPrevChild(forward)
        if self.hasFocus():
            self.place_wanted.emit(self.cursorRect())
        return moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _LEFT_TO_THE_SHEET and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.place_wanted.emit(QRect(event.position().toPoint(), event.position().toPoint()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The sheet scrolls, and zooms; the view itself has nothing to scroll."""
        event.ignore()

    def _placeholder(self, url: str) -> QImage:
        image = self._images.get(url)
        if image is None or image.width:
            return self._ground
        width = max(1, int(self.document().textWidth()))
        return self._ground.scaled(width, int(width * _UNKNOWN_SHAPE))


def _spoken(url: QUrl) -> str:
    """Where a link leads, if it leads out of the paper."""
    return url.toDisplayString() if url.scheme() in {"http", "https", "mailto"} else ""
