"""A table or preformatted text that is wider than the column, in a box that scrolls sideways."""

from typing import Protocol

from PySide6.QtCore import QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QShowEvent,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from broadsheet_client.widgets.article.external_address import external_address
from broadsheet_client.widgets.article.wide_parts import WidePart, next_link
from broadsheet_client.widgets.common.plain_text import tooltip
from broadsheet_shared.truncation import truncate

STEP = 60
"""Pixels that an arrow key scrolls."""
FRAME = 2
"""Pixels of the focus ring around the content, as in the style sheet."""
_NAME_MAX = 80
"""Characters of the first cells or line in the accessible name."""


class ResourceLoader(Protocol):
    """Loads images of the document: `QTextBrowser.loadResource`."""

    def loadResource(self, kind: int, name: QUrl | str) -> object: ...


class WideBox(QTextBrowser):
    """Left and Right scroll it; every other key is its parent's. Tab goes from link to link in it."""

    left = Signal(bool)
    """Tab (True) or Backtab (False) leads out of it."""
    selecting = Signal()
    """A selection with the mouse begins."""
    reveal_requested = Signal(QRect)

    def __init__(self, loader: ResourceLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("wide")
        self._loader = loader
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        # Tab is led here by the text around it, in the order of the text.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)  # a box has room for whole words
        self.highlighted.connect(lambda url: self.setToolTip(tooltip(external_address(url))))

    def show_part(self, part: WidePart) -> None:
        """Show a part from its beginning, or, if it has the same text as before, from the same place."""
        bar, before = self.horizontalScrollBar(), self.toPlainText()
        value = bar.value()
        self.clear()
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if part.from_right else Qt.LayoutDirection.LeftToRight
        )
        QTextCursor(self.document()).insertFragment(part.content)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        first = truncate(" ".join(self.toPlainText().split()), _NAME_MAX)
        name = self.tr("Wide table: %1") if part.is_table else self.tr("Wide text: %1")
        self.setAccessibleName(name.replace("%1", first))
        self.setAccessibleDescription(self.tr("Left and Right scroll it sideways."))
        bar.setValue(value if self.toPlainText() == before else 0)

    def height_for(self, width: int) -> int:
        """The height of the whole box in pixels, for a width of the content."""
        self.document().setTextWidth(width)
        bar_height = self.horizontalScrollBar().sizeHint().height()
        return round(self.document().size().height()) + bar_height + 2 * FRAME

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def show_image(self, url: str, image: QImage) -> None:
        """Show a loaded image."""
        self.document().addResource(QTextDocument.ResourceType.ImageResource, QUrl(url), image)
        self.document().markContentsDirty(0, self.document().characterCount())

    def set_selected(self, selected: bool) -> None:
        """Show that the selection of the text around it contains it, or does not."""
        cursor = self.textCursor()
        if selected:
            self.selectAll()
        elif cursor.hasSelection():
            cursor.clearSelection()
            self.setTextCursor(cursor)

    def focus_from(self, *, forward: bool) -> None:
        """Take the focus from the text before it, or behind it."""
        move = QTextCursor.MoveOperation.Start if forward else QTextCursor.MoveOperation.End
        self.moveCursor(move)
        self.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        self.reveal_requested.emit(self.rect())

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load what the article loads."""
        return self._loader.loadResource(kind, name)

    def showEvent(self, event: QShowEvent) -> None:
        """Stay at the beginning: at first Qt scrolls to the cursor, which is at the left of a table."""
        bar = self.horizontalScrollBar()
        value = bar.value()
        super().showEvent(event)
        bar.setValue(value)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next link, then out of the box."""
        cursor = self.textCursor()
        position = cursor.selectionEnd() if forward else cursor.selectionStart()
        if next_link(self.document(), position, forward=forward) is not None:
            super().focusNextPrevChild(forward)
            self.ensureCursorVisible()
        else:
            self.left.emit(forward)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if direction and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + STEP * (-direction if is_mirrored else direction))
        elif event.modifiers() or event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.selecting.emit()
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways, also by Shift; the rest is the article's."""
        angle, modifiers = event.angleDelta(), event.modifiers()
        is_sideways = abs(angle.x()) > abs(angle.y())
        if is_sideways or modifiers == Qt.KeyboardModifier.ShiftModifier:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - (angle.x() if is_sideways else angle.y()))
            event.accept()
        else:
            event.ignore()
