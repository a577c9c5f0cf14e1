"""The recipients as chips: typed, pasted, or completed from recent ones."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QLineEdit,
    QListView,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from broadsheet_client.widgets.common.flow_layout import FlowLayout
from broadsheet_client.widgets.common.form_field import set_invalid, set_style_property
from broadsheet_client.widgets.common.plain_text import tooltip
from broadsheet_shared.limits import RECIPIENTS_MAX
from broadsheet_shared.truncation import truncate

_CROSS = "   ×"
_WIDE = 1_000
"""Pixels: wider than the least width that a style gives to a button."""
_ADDRESS_SHOWN_MAX = 40
"""Characters of an address on its chip; the whole address is in the tooltip."""
_SEPARATORS = re.compile(r"[,;，；、\n]")
_QUOTED_NAME = re.compile(r'"[^"]*"\s*(?=<)')
_NAMED = re.compile(r"([^<]*)(?:<([^>]*)>?)?")
_ADDRESS_END = re.compile(r"[,;，；、\n>]|\A[^<@]*@\S*\s")


class RecipientChip(QPushButton):
    """One address. A click or Enter edits it; Delete, Backspace or a click on its cross removes it."""

    edit_requested = Signal()
    removed = Signal()

    def __init__(self, address: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.address, self.problem = address, ""
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._is_cross_pressed = False
        self.clicked.connect(self._clicked)
        self._elide(self.sizeHint().width())
        self.set_problem("")

    def set_problem(self, problem: str) -> None:
        """Show a problem; "" removes it."""
        self.problem = problem
        self.setToolTip(tooltip(problem or self.address))
        self.setAccessibleName(self.tr("%1, edit").replace("%1", self.address))
        self.setAccessibleDescription(problem or self.tr("Delete removes it."))
        set_invalid(self, bool(problem))

    def sizeHint(self) -> QSize:
        """As wide as the whole address, up to its longest form on a chip."""
        hint, metrics = super().sizeHint(), self.fontMetrics()
        address = truncate(self.address, _ADDRESS_SHOWN_MAX)
        text_width = metrics.horizontalAdvance(address) + metrics.horizontalAdvance(_CROSS)
        return QSize(text_width + self._padding + 1, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide(event.size().width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cross_width = self.fontMetrics().horizontalAdvance(_CROSS) + self._padding // 2
        self._is_cross_pressed = event.position().x() >= self.width() - cross_width
        super().mousePressEvent(event)

    @property
    def _padding(self) -> int:
        """The width that the style adds to the text."""
        option, contents = QStyleOptionButton(), QSize(_WIDE, 0)
        self.initStyleOption(option)
        whole = self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, contents, self)
        return whole.width() - _WIDE

    def _elide(self, width: int) -> None:
        metrics = self.fontMetrics()
        address_width = width - self._padding - metrics.horizontalAdvance(_CROSS)
        address = truncate(self.address, _ADDRESS_SHOWN_MAX)
        elided = metrics.elidedText(address, Qt.TextElideMode.ElideMiddle, address_width)
        self.setText(f"{elided}{_CROSS}".replace("&", "&&"))

    def _clicked(self) -> None:
        is_cross, self._is_cross_pressed = self._is_cross_pressed, False
        (self.removed if is_cross else self.edit_requested).emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
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
        self._edited_index: int | None = None
        """Where the address that is edited stood among the chips."""
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(self.tr("friend@example.org"))
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self._completions = QStringListModel(self)
        self.popup = QListView()
        self.popup.setAccessibleName(self.tr("Recent recipients"))
        self._completer = self._create_completer()
        self.edit.setCompleter(self._completer)
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(6, 5, 6, 5)
        self._flow.addWidget(self.edit)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self.edit)
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self._text_edited)

    def _create_completer(self) -> QCompleter:
        completer = QCompleter(self._completions, self)
        completer.setPopup(self.popup)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._add_completion, Qt.ConnectionType.QueuedConnection)
        return completer

    @property
    def addresses(self) -> tuple[str, ...]:
        """The chips' addresses, and those being typed."""
        return (*(chip.address for chip in self.chips), *parse_addresses(self.edit.text()))

    @property
    def problem(self) -> str:
        """The first problem of a chip, or that there are too many addresses; else ""."""
        problems = [chip.problem for chip in self.chips if chip.problem]
        if len(self.addresses) > RECIPIENTS_MAX:
            problems.append(self._limit_text())
        return problems[0] if problems else ""

    def set_addresses(self, addresses: Sequence[str]) -> None:
        """Replace all addresses, and what is being typed."""
        self.edit.clear()
        self._edited_index = None
        while self.chips:
            self._delete_chip(self.chips[-1])
        self._add_chips(addresses)

    def commit(self) -> bool:
        """Turn the typed text into chips; False if some of it exceeds the limit and stays as it was typed."""
        typed = parse_addresses(self.edit.text())
        free = RECIPIENTS_MAX - len(self.chips)
        added, left = typed[:free], typed[free:]
        # The text goes before the chips come, so that no address is there twice in between.
        if added or not left:
            self.edit.setText(", ".join(left))
        if added:
            self._add_chips(added)
        if left:
            self.rejected.emit(self._limit_text())
        return not left

    def _limit_text(self) -> str:
        return self.tr("At most %1 friends at a time.").replace("%1", str(RECIPIENTS_MAX))

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
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain and text.strip():
            self.commit()
            return True
        if key == Qt.Key.Key_Tab and plain and text.strip():
            return self.commit()  # text that cannot become a chip must not keep the focus here
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
        if has_whole_address(text):
            self.commit()
        self._update_completions(self.edit.text().strip())
        self.changed.emit()

    def _add_completion(self, address: str) -> None:
        self.edit.setText(address)
        self.commit()

    def _add_chips(self, addresses: Sequence[str]) -> None:
        """Add chips behind the others, or where the address stood that was edited."""
        start, self._edited_index = self._edited_index, None
        start = len(self.chips) if start is None else min(start, len(self.chips))
        for index, address in enumerate(addresses, start):
            self._insert_chip(index, address)
        self._validate_all()

    def _insert_chip(self, index: int, address: str) -> None:
        chip = RecipientChip(address, self)
        chip.removed.connect(lambda: self._remove_chip(chip))
        chip.edit_requested.connect(lambda: self._edit_chip(chip))
        self._flow.insert(index, chip)
        self.chips.insert(index, chip)
        for earlier, later in pairwise([*self.chips, self.edit]):
            QWidget.setTabOrder(earlier, later)
        chip.show()

    def _edit_chip(self, chip: RecipientChip) -> None:
        """Put an address back into the line, after what was being typed has become a chip."""
        index, address = self.chips.index(chip), chip.address
        self._delete_chip(chip)
        self.commit()
        self._edited_index = index
        self.edit.setText(address)
        self.edit.setFocus()
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


def has_whole_address(text: str) -> bool:
    """Whether an address has ended: at a comma or “>”, or at a blank that is not part of a display name."""
    return _ADDRESS_END.search(text) is not None


def parse_addresses(text: str) -> list[str]:
    """The addresses of an RFC 5322-like list: `Ana Brook <ana@example.org>, bea@example.org`."""
    addresses: list[str] = []
    for part in _SEPARATORS.split(_QUOTED_NAME.sub("", text)):
        for words, named in _NAMED.findall(part):
            # Before “<”, only words that are addresses themselves count.
            addresses += [word for word in words.split() if "@" in word or not named]
            addresses += [named.strip()] if named.strip() else []
    return addresses
