"""The field in the header into which a search is typed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from broadsheet_client.widgets.common import icons
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_shared.limits import SEARCH_QUERY_MAX

_NOT_ENTERED = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}


class SearchField(QLineEdit):
    """`entered` comes when somebody goes into it, `left` on Escape, `submitted` on Enter."""

    entered = Signal()
    left = Signal()
    submitted = Signal()
    went_down = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self._theme = theme
        self.setMaxLength(SEARCH_QUERY_MAX)
        self.setPlaceholderText(self.tr("Search  Ctrl+K"))
        self.setAccessibleName(self.tr("Search the newspaper"))
        self.setAccessibleDescription(self.tr("Results come as you type. Down leads to them."))
        self._symbol = QAction(self)
        self.addAction(self._symbol, QLineEdit.ActionPosition.LeadingPosition)
        theme.changed.connect(self._draw)
        self._draw()

    def begin(self) -> None:
        """Put the cursor into it; what is there is overwritten by typing."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        """Ctrl+K is the window's, though some desktops delete to the end of the line with it."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_K
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Down:
                self.went_down.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.submitted.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _NOT_ENTERED:
            self.entered.emit()

    def _draw(self) -> None:
        self._symbol.setIcon(icons.icon("search", self._theme.palette.muted))
