"""The recipients as chips: typed, pasted, or completed from recent ones."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QListView, QPushButton, QSizePolicy, QWidget

from broadsheet_client.widgets.common.flow_layout import FlowLayout
from broadsheet_client.widgets.common.form_field import set_invalid, set_style_property
from broadsheet_shared.limits import RECIPIENTS_MAX
from broadsheet_shared.truncation import truncate

_ADDRESS_SHOWN_MAX = 40
"""Characters of an address on its chip; the whole address is in the tooltip."""
_SEPARATORS = re.compile(r"[,;，；、\n]")
_QUOTED_NAME = re.compile(r'"[^"]*"\s*(?=<)')
_NAMED = re.compile(r"([^<]*)(?:<([^>]*)>?)?")
_TERMINATED = re.compile(r"[,;，；、\n>]|^[^<]*@\S*\s")
"""An address ends at a comma or “>”, or at a space that is not part of a display name."""


class RecipientChip(QPushButton):
    """One address. A click, Delete or Backspace removes it."""

    removed = Signal()

    def __init__(self, address: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.address, self.problem = address, ""
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.removed)
        self.set_problem("")

    def set_problem(self, problem: str) -> None:
        """Show a problem; "" removes it."""
        self.problem = problem
        text = truncate(self.address, _ADDRESS_SHOWN_MAX)
        self.setText(f"{text}   ×".replace("&", "&&"))
        self.setToolTip(problem or self.address)
        self.setAccessibleName(self.tr("%1, remove").replace("%1", self.address))
        self.setAccessibleDescription(problem)
        set_invalid(self, bool(problem))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
            return
        super().keyPressEvent(event)


class RecipientField(QFrame):
    """`complete` returns addresses with a prefix; `validate` returns the problems of addresses by index."""

    changed = Signal()
    rejected = Signal(str)
    """Why an address was not added."""

    def __init__(
        self,
        complete: Callable[[str], Sequence[str]],
        validate: Callable[[Sequence[str]], dict[int, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("recipients")
        self._complete, self._validate = complete, validate
        self.chips: list[RecipientChip] = []
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(self.tr("friend@example.org"))
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self._completions = QStringListModel(self)
        self.popup = QListView()
        self.popup.setAccessibleName(self.tr("Recent recipients"))
        completer = QCompleter(self._completions, self)
        completer.setPopup(self.popup)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._add_completion, Qt.ConnectionType.QueuedConnection)
        self._completer = completer
        self.edit.setCompleter(completer)
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(6, 5, 6, 5)
        self._flow.addWidget(self.edit)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self.edit)
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self._text_edited)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The chips' addresses, and those being typed."""
        return (*(chip.address for chip in self.chips), *parse_addresses(self.edit.text()))

    def set_addresses(self, addresses: Sequence[str]) -> None:
        """Replace all addresses."""
        while self.chips:
            self._delete_chip(self.chips[-1])
        for address in addresses:
            self._add_chip(address)

    def commit(self) -> bool:
        """Turn the typed text into chips; False if some of it exceeds the limit and stays."""
        pending = parse_addresses(self.edit.text())
        while pending and len(self.chips) < RECIPIENTS_MAX:
            self._add_chip(pending.pop(0))
        self.edit.setText(" ".join(pending))
        if pending:
            limit = str(RECIPIENTS_MAX)
            self.rejected.emit(self.tr("At most %1 friends at a time.").replace("%1", limit))
        return not pending

    def set_problems(self, problems: dict[int, str]) -> None:
        """Show problems at the chips, by index."""
        for index, chip in enumerate(self.chips):
            chip.set_problem(problems.get(index, ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            set_style_property(self, "active", event.type() == QEvent.Type.FocusIn)
        if event.type() == QEvent.Type.FocusOut and not self.popup.isVisible():
            self.commit()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._handle_key(event)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.edit.setFocus()

    def _handle_key(self, event: QKeyEvent) -> bool:
        """Handle a key that concerns the chips; False if it is for the text."""
        text, key, plain = self.edit.text(), event.key(), not event.modifiers()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab} and plain and text.strip():
            self.commit()
            return True
        if key == Qt.Key.Key_Backspace and not text and self.chips:
            self._remove_chip(self.chips[-1])
            return True
        if key == Qt.Key.Key_Down and not text:
            self.show_recent()
            return True
        return False

    def show_recent(self) -> None:
        """Offer the recent recipients."""
        self._update_completions("")
        if self._completions.rowCount():
            self._completer.complete()
            self.popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _update_completions(self, beginning: str) -> None:
        used = {chip.address.lower() for chip in self.chips}
        self._completions.setStringList(
            [address for address in self._complete(beginning) if address.lower() not in used]
        )

    def _text_edited(self, text: str) -> None:
        if _TERMINATED.search(text):
            self.commit()
        self._update_completions(self.edit.text().strip())
        self.changed.emit()

    def _add_completion(self, address: str) -> None:
        self.edit.setText(address)
        self.commit()

    def _add_chip(self, address: str) -> None:
        chip = RecipientChip(address, self)
        chip.removed.connect(lambda: self._remove_chip(chip))
        self._flow.insert(len(self.chips), chip)
        QWidget.setTabOrder(chip, self.edit)
        chip.show()
        self.chips.append(chip)
        self._validate_all()

    def _remove_chip(self, chip: RecipientChip) -> None:
        self._delete_chip(chip)
        self.edit.setFocus()
        self._validate_all()

    def _delete_chip(self, chip: RecipientChip) -> None:
        self.chips.remove(chip)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _validate_all(self) -> None:
        """Validate all chips whenever one is added or removed."""
        addresses = [chip.address for chip in self.chips]
        self.set_problems(self._validate(addresses) if addresses else {})
        self.edit.setPlaceholderText("" if self.chips else self.tr("friend@example.org"))
        self.updateGeometry()
        self.changed.emit()


def parse_addresses(text: str) -> list[str]:
    """The addresses of an RFC 5322-like list: `Ana Brook <ana@example.org>, bea@example.org`."""
    addresses: list[str] = []
    for part in _SEPARATORS.split(_QUOTED_NAME.sub("", text)):
        for words, named in _NAMED.findall(part):
            # Before “<”, only words that are addresses themselves count.
            addresses += [word for word in words.split() if "@" in word or not named]
            addresses += [named.strip()] if named.strip() else []
    return addresses
