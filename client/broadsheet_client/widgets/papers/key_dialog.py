"""The dialog for the key that the paper needs to send mail for this person."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from broadsheet_client.errors import ErrorCode, ReaderError
from broadsheet_client.operations.access_key import AccessKey
from broadsheet_client.store.key_store import KeyPlace
from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.error_messages import error_message, message_for
from broadsheet_client.widgets.common.form_field import FormField
from broadsheet_client.widgets.common.list_format import breakable
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.papers.dialog_page import DialogPage

WIDTH, HEIGHT = 540, 360


class KeyDialog(Dialog):
    """Ask for a key, have the server check it, and keep it; or remove the one that is kept.

    `sends_in_clear` warns that others on the network could read the key. Emits `key_accepted` when it is
    kept.
    """

    key_accepted = Signal()

    def __init__(
        self, access_key: AccessKey, paper_name: str, parent: QWidget, *, sends_in_clear: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Key for sharing"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._key = access_key
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._form = FormField(self.tr("&Key"), self.field)
        self.show_button = QPushButton(self.tr("Show the key"))
        self.show_button.setObjectName("link")
        self.show_button.setFlat(True)
        self.show_button.setCheckable(True)
        self.place_label, self._warning = PlainLabel(), PlainLabel()
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.remove_button = QPushButton(self.tr("Remove the key"))
        self.use_button = QPushButton(self.tr("Use this key"))
        self._create_layout(paper_name, sends_in_clear)
        self._connect()
        self._show_state()
        self.resize(min(WIDTH, parent.width() - 24), min(HEIGHT, parent.height() - 24))
        self.field.setFocus()

    @property
    def problem(self) -> str:
        """What is wrong with the key, or ""."""
        return self._form.problem

    def use(self) -> None:
        """Have the server check the key in the field."""
        if self.use_button.isEnabled():
            self._set_checking(True)
            self._key.enter(self.field.text())

    def line_entered(self, line: QLineEdit) -> None:
        del line
        self.use()

    def done(self, result: int) -> None:
        self._key.cancel()
        super().done(result)

    def _create_layout(self, paper_name: str, sends_in_clear: bool) -> None:
        text = self.tr(
            "Only sending mail needs it; reading does not. Ask %1 for a key, and paste it here."
        ).replace("%1", paper_name or self.tr("the newspaper"))
        page = self._page = DialogPage(self.windowTitle(), text)
        for label, part in ((self.place_label, "hint"), (self._warning, "problem")):
            label.setProperty("part", part)
        self._warning.setText(error_message(ErrorCode.KEY_UNENCRYPTED))
        page.add(self._form)
        page.add(self.show_button, at_start=True)
        for label in (self.place_label, self._warning):
            page.add_label(label)
        self._warning.setVisible(sends_in_clear)
        page.add_buttons(self.cancel_button, self.use_button, left=self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)

    def _connect(self) -> None:
        self.show_button.toggled.connect(self._show_text)
        self.field.textChanged.connect(lambda: self._form.set_problem(""))
        self.use_button.clicked.connect(self.use)
        self.cancel_button.clicked.connect(self.reject)
        self.remove_button.clicked.connect(self._key.remove)
        self._key.accepted.connect(self._accepted)
        self._key.rejected.connect(self._rejected)
        self._key.removed.connect(self._show_state)
        self._key.restored.connect(self._show_state)

    def _show_text(self, shows: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shows else QLineEdit.EchoMode.Password
        self.field.setEchoMode(mode)
        self.show_button.setText(self.tr("Hide the key") if shows else self.tr("Show the key"))

    def _show_state(self) -> None:
        """Say whether there is a key, and where it is or will be kept."""
        self.remove_button.setVisible(self._key.is_known)
        if not self._key.is_known:
            self.place_label.hide()
            self._key.find_place(self._show_future_place)
            return
        match self._key.place:
            case KeyPlace.KEYRING:
                text = self.tr("There is a key, in the keyring of this computer. A new one replaces it.")
            case KeyPlace.FILE:
                text = self.tr("There is a key, in the file %1. A new one replaces it.")
            case _:
                text = self.tr("There is a key for this session. A new one replaces it and is kept.")
        self._say_place(text)

    def _show_future_place(self, place: KeyPlace) -> None:
        if place is KeyPlace.KEYRING:
            text = self.tr("It is kept in the keyring of this computer.")
        else:
            text = self.tr("This computer has no keyring, so it is kept in a file that only you can read: %1")
        self._say_place(text)

    def _say_place(self, text: str) -> None:
        self.place_label.setText(text.replace("%1", breakable(self._key.file)))
        self.place_label.show()
        self._page.make_room()

    def _set_checking(self, is_checking: bool) -> None:
        self.use_button.setEnabled(not is_checking)
        self.field.setReadOnly(is_checking)
        self.use_button.setText(self.tr("Asking …") if is_checking else self.tr("Use this key"))

    def _accepted(self) -> None:
        self.accept()
        self.key_accepted.emit()

    def _rejected(self, error: ReaderError) -> None:
        self._set_checking(False)
        if error.code is ErrorCode.ACCESS_DENIED:
            problem = self.tr(
                "This key is for something else: it does not allow to share. Ask for another one."
            )
        elif error.code is ErrorCode.KEY_REFUSED:
            problem = self.tr(
                "The newspaper does not know this key. Was all of it pasted, and is it still valid?"
            )
        else:
            problem = message_for(error)
        self._form.set_problem(problem)
        self._page.make_room()
        self.field.setFocus()
        self.field.selectAll()
