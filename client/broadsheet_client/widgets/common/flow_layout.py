"""A layout that wraps widgets like words."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """The last widget fills the rest of its line; if that is less than `last_width` pixels, it gets a line of
    its own.
    """

    def __init__(self, parent: QWidget, *, gap: int = 5, last_width: int = 130) -> None:
        super().__init__(parent)
        self._gap, self._last_width = gap, last_width
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Insert a widget before the one at this index."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        tallest = max((item.minimumSize().height() for item in self._items), default=0)
        margins = self.contentsMargins()
        return QSize(self._last_width, tallest + margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Set the geometry of every item if `move`; returns the total height."""
        margins: QMargins = self.contentsMargins()
        contents = rect.marginsRemoved(margins)
        left, top, line = contents.left(), contents.top(), 0
        for item in self._items:
            hint, is_last = item.sizeHint(), item is self._items[-1]
            item_width = self._last_width if is_last else min(hint.width(), contents.width())
            if left > contents.left() and left + item_width > contents.right() + 1:
                left, top, line = contents.left(), top + line + self._gap, 0
            width = contents.right() + 1 - left if is_last else item_width
            if move:
                item.setGeometry(QRect(QPoint(left, top), QSize(width, hint.height())))
            left, line = left + width + self._gap, max(line, hint.height())
        return top + line - rect.top() + margins.bottom()
