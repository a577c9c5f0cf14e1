"""The search field in the header."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from broadsheet_client.widgets.common import icons
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_shared.limits import SEARCH_QUERY_MAX

_PASSIVE_FOCUS_REASONS = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}


class SearchField(QLineEdit):
    """Signals that it was focused by the user, and the keys Escape, Down and Enter."""

    focused = Signal()
    escape_pressed = Signal()
    submitted = Signal()
    down_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self._theme = theme
        self.setMaxLength(SEARCH_QUERY_MAX)
        self.setPlaceholderText(self.tr("Search  Ctrl+K"))
        self.setAccessibleName(self.tr("Search the newspaper"))
        self.setAccessibleDescription(self.tr("Results come as you type. Down leads to them."))
        self._icon_action = QAction(self)
        self.addAction(self._icon_action, QLineEdit.ActionPosition.LeadingPosition)
        theme.changed.connect(self._update_icon)
        self._update_icon()

    def focus_and_select(self) -> None:
        """Focus the field and select its text."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+K and Ctrl+E to the window's shortcuts; on some platforms they edit the line."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in {Qt.Key.Key_K, Qt.Key.Key_E}
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.escape_pressed.emit()
            case Qt.Key.Key_Down:
                self.down_pressed.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.submitted.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _PASSIVE_FOCUS_REASONS:
            self.focused.emit()

    def _update_icon(self) -> None:
        self._icon_action.setIcon(icons.icon("search", self._theme.palette.muted_text))
