"""In every dialog Enter does what the focused widget says, and nothing else."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxState, Queued, Rejected
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from tests.client import responses
from tests.client.widgets.conftest import Desktop
from tests.client.widgets.newspaper import Newspaper

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
COMMANDS = [Command.SHARE, Command.OUTBOX, Command.LINKS, Command.SHORTCUTS]


@pytest.fixture
def newspaper_with_links(newspaper: Newspaper) -> Newspaper:
    """Its first article has a link, so that every dialog has all of its buttons."""
    newspaper.articles[0] = responses.page(1, bodyHtml='<p><a href="https://x.example">A link</a></p>')
    return newspaper


@pytest.fixture
def opened(newspaper_with_links: Newspaper, reader: Reader, qtbot: QtBot) -> Callable[[Command], QDialog]:
    """Opens a dialog; the outbox holds a mail in each state."""
    error = ReaderError(ErrorKind.REJECTED, ErrorCode.SHARE_REJECTED)
    reader.services.connection.report(False)
    for number, (state, reason) in enumerate(
        [(OutboxState.QUEUED, Queued(error)), (OutboxState.FAILED, Rejected(error)), (OutboxState.SENT, None)]
    ):
        draft = ShareDraft(article_id="a2", headline=f"Mail {number}", to=("ana@x.example",))
        reader.store.outbox.queue(draft)
        reader.store.outbox.set_state(draft.idempotency_key, state, reason=reason)
    reader.store.flush()

    def opened(command: Command) -> QDialog:
        reader.window.trigger(command)
        dialog = reader.window.findChildren(QDialog)[-1]
        assert isinstance(dialog, QDialog)
        if isinstance(dialog, ShareDialog):
            dialog.form.recipients.set_addresses(["ana@friends.example"])
            dialog.form.sender_name.setText("Mira")
        qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
        return dialog

    return opened


def buttons_of(dialog: QDialog) -> list[QAbstractButton]:
    """Its visible buttons, in their order."""
    buttons = dialog.findChildren(QAbstractButton)
    return [button for button in buttons if button.isVisible() and button.isEnabled()]


@pytest.mark.parametrize("command", COMMANDS)
def test_enter_presses_the_focused_button_and_no_other(
    opened: Callable[[Command], QDialog], command: Command, qtbot: QtBot
) -> None:
    dialog = opened(command)
    pressed: list[str] = []
    for button in dialog.findChildren(QAbstractButton):
        button.clicked.disconnect()
        button.clicked.connect(lambda checked=False, button=button: pressed.append(button.text()))
    for button in buttons_of(dialog):
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [button.text() for button in buttons_of(dialog)]
    dialog.done(0)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_button_is_a_default_button(opened: Callable[[Command], QDialog], command: Command) -> None:
    dialog = opened(command)
    buttons = dialog.findChildren(QPushButton)
    assert buttons
    assert [button.text() for button in buttons if button.isDefault() or button.autoDefault()] == []
    dialog.done(0)


@pytest.mark.parametrize("command", COMMANDS)
def test_enter_elsewhere_presses_no_button(
    opened: Callable[[Command], QDialog], command: Command, qtbot: QtBot
) -> None:
    dialog, pressed = opened(command), []
    for button in dialog.findChildren(QAbstractButton):
        button.clicked.connect(lambda: pressed.append("a button"))
    fields = [
        widget for widget in dialog.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    for field in fields:
        if field.isVisible() and not isinstance(field, QAbstractButton):
            field.setFocus()
            qtbot.keyClick(field, Qt.Key.Key_Return)
    assert pressed == []
    dialog.done(0)


@pytest.mark.parametrize("command", [*COMMANDS, Command.ABOUT, Command.KEY, Command.PAPERS])
def test_every_dialog_is_one_page_to_its_edges(
    opened: Callable[[Command], QDialog], reader: Reader, command: Command
) -> None:
    dialog = opened(command)
    picture = dialog.grab().toImage()
    at_the_foot = {picture.pixelColor(x, picture.height() - 1 - y).name() for x in (0, 9) for y in (0, 9)}
    assert at_the_foot == {reader.theme.palette.page_background}
    dialog.reject()


def test_enter_on_cancel_sends_nothing(
    opened: Callable[[Command], QDialog], newspaper: Newspaper, reader: Reader, qtbot: QtBot
) -> None:
    dialog = opened(Command.SHARE)
    assert isinstance(dialog, ShareDialog)
    dialog.editor.cancel_button.setFocus()
    qtbot.keyClick(dialog.editor.cancel_button, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    reader.services.connection.report(True)
    reader.store.flush()
    drafts = [entry for entry in reader.services.outbox.entries() if entry.draft.headline == "Story 1"]
    assert [entry.state for entry in drafts] == [OutboxState.DRAFT]


def test_enter_on_the_own_mail_program_opens_it_and_sends_nothing(
    opened: Callable[[Command], QDialog], newspaper: Newspaper, desktop: Desktop, qtbot: QtBot
) -> None:
    dialog = opened(Command.SHARE)
    assert isinstance(dialog, ShareDialog)
    dialog.editor.mail_program_button.setFocus()
    qtbot.keyClick(dialog.editor.mail_program_button, Qt.Key.Key_Enter)
    assert len(desktop.opened) == 1
    assert [share for share in newspaper.shares if share["article"] == "a1"] == []
    dialog.accept()


def test_enter_twice_in_to_makes_a_chip_and_leads_on(
    opened: Callable[[Command], QDialog], newspaper: Newspaper, reader: Reader, qtbot: QtBot
) -> None:
    dialog = opened(Command.SHARE)
    assert isinstance(dialog, ShareDialog)
    edit = dialog.form.recipients.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "bea@friends.example")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.form.sender_name
    qtbot.keyClick(dialog.form.sender_name, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.form.note
    assert dialog.form.isEnabled()
    dialog.reject()


def test_enter_on_a_focused_address_sends_nothing(
    opened: Callable[[Command], QDialog], newspaper: Newspaper, qtbot: QtBot
) -> None:
    dialog = opened(Command.SHARE)
    assert isinstance(dialog, ShareDialog)
    (chip,) = dialog.form.recipients.chips
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert dialog.form.isEnabled()
    assert dialog.editor.isVisible()
    assert dialog.form.recipients.edit.text() == "ana@friends.example"
    dialog.reject()


def test_a_key_held_down_presses_one_button_only(opened: Callable[[Command], QDialog], qtbot: QtBot) -> None:
    dialog, pressed = opened(Command.OUTBOX), []
    button = dialog.findChildren(QPushButton)[0]
    button.clicked.disconnect()
    button.clicked.connect(lambda: pressed.append("once"))
    button.setFocus()
    for repeats in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeats
        )
        QApplication.sendEvent(button, event)
    assert pressed == ["once"]
    dialog.done(0)
