"""A mail that does not arrive is told, wherever one is then, and can be edited and sent again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from broadsheet_client.core.share_progress import OutboxState
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.share.outbox_dialog import OutboxDialog, OutboxRow
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper
from tests.client.widgets.share.draft_input import NOTE, OpenDialog, fill_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def sent(reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot) -> ShareDialog:
    """A mail to two friends that the newspaper has accepted."""
    newspaper.share_state = "QUEUED"
    reader.services.outbox.follower.poll_delays = (20,)
    dialog = open_dialog()
    fill_in(dialog, "ana@friends.example", "bea@friends.example")
    dialog.send()
    qtbot.waitUntil(lambda: "On its way" in dialog.result_page.text)
    return dialog


def open_outbox(reader: Reader) -> OutboxDialog:
    reader.window.trigger(Command.OUTBOX)
    outbox = reader.window.findChildren(OutboxDialog)[-1]
    assert isinstance(outbox, OutboxDialog)
    return outbox


def row_text(outbox: OutboxDialog) -> str:
    """The text of its only row."""
    (row,) = outbox.findChildren(OutboxRow)
    assert isinstance(row, OutboxRow)
    return row.text


def press(outbox: OutboxDialog, text: str) -> None:
    """Press a button of its row."""
    next(button for button in outbox.findChildren(QPushButton) if button.text() == text).click()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("REFUSED", "check its spelling"),
        ("RECIPIENT_LIMIT", "as much shared mail as it may get"),
        ("EXPIRED", "within a day"),
        ("ARTICLE_WITHDRAWN", "withdrawn before the mail went out"),
        ("CANCELLED", "cancelled the mail"),
        ("UNCERTAIN", "may have arrived"),
        ("A_REASON_OF_TOMORROW", "does not say why"),
    ],
)
def test_the_true_cause_is_said(
    reason: str, words: str, sent: ShareDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.failure_reason, newspaper.share_state = reason, "NOT_DELIVERED"
    qtbot.waitUntil(lambda: "could not be delivered" in sent.result_page.text)
    assert words in sent.result_page.text


def test_the_outbox_says_the_same_as_the_dialog(
    sent: ShareDialog, reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.share_state = "NOT_DELIVERED"
    qtbot.waitUntil(lambda: "could not be delivered" in sent.result_page.text)
    assert "The newspaper does not say why." in sent.result_page.text
    sent.accept()
    outbox = open_outbox(reader)
    assert "It could not be delivered. The newspaper does not say why." in row_text(outbox)
    assert "Taken by" not in row_text(outbox)
    assert reader.window.section_tree.outbox_button.text() == "Outbox (1)"
    outbox.reject()


def test_the_outbox_follows_a_mail_while_it_is_open(
    sent: ShareDialog, reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    sent.accept()
    outbox = open_outbox(reader)
    assert "handing it to the mail server" in row_text(outbox)
    assert [button.text() for button in outbox.findChildren(QPushButton) if button.isVisible()] == ["Close"]
    newspaper.share_state = "SENT"
    qtbot.waitUntil(lambda: "Sent just now: the mail server has it." in row_text(outbox))
    outbox.reject()


def test_with_the_dialog_closed_the_window_says_that_a_mail_failed(
    sent: ShareDialog, reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    sent.accept()
    notice = reader.window.outbox_notice
    assert not notice.isVisible()
    newspaper.share_state = "NOT_DELIVERED"
    qtbot.waitUntil(notice.isVisible)
    assert notice.text == "“Story 1” could not be sent to your friend."
    (button,) = notice.findChildren(QPushButton)
    qtbot.mouseClick(button, LEFT)
    outbox = reader.window.findChild(OutboxDialog)
    assert outbox is not None
    assert not notice.isVisible()
    assert "could not be delivered" in row_text(outbox)
    outbox.reject()


def test_a_failure_that_a_dialog_shows_is_not_said_twice(
    sent: ShareDialog, reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.share_state = "NOT_DELIVERED"
    qtbot.waitUntil(lambda: "could not be delivered" in sent.result_page.text)
    assert not reader.window.outbox_notice.isVisible()
    sent.accept()


def test_a_mail_that_fails_after_a_restart_is_told_too(
    sent: ShareDialog, reader: Reader, open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    open_reader.close(reader)
    newspaper.share_state = "NOT_DELIVERED"
    again = open_reader(newspaper.origin)
    qtbot.waitUntil(again.window.outbox_notice.isVisible)
    assert [entry.state for entry in again.services.outbox.entries()] == [OutboxState.FAILED]


@pytest.mark.parametrize("where", ["the dialog", "the outbox", "the article"])
def test_a_failed_mail_can_be_edited_and_sent_again(
    sent: ShareDialog, reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot, where: str
) -> None:
    newspaper.share_states = ["SENT", "NOT_DELIVERED"]
    qtbot.waitUntil(sent.result_page.edit_button.isVisible)
    assert "ana@friends.example: the mail server has it" in sent.result_page.text
    assert "bea@friends.example: could not be delivered" in sent.result_page.text
    dialog = sent
    if where == "the dialog":
        qtbot.mouseClick(sent.result_page.edit_button, LEFT)
    else:
        sent.accept()
        if where == "the outbox":
            press(open_outbox(reader), "Edit")
            dialog = reader.window.findChildren(ShareDialog)[-1]
        else:
            dialog = open_dialog()
    assert dialog.editor.isVisible()
    assert (dialog.draft.note, dialog.draft.to) == (NOTE, ("bea@friends.example",))
    newspaper.share_states, newspaper.share_state = [], "SENT"
    dialog.form.note.setPlainText("Once more")
    dialog.send()
    qtbot.waitUntil(lambda: "Sent to bea@friends.example" in dialog.result_page.text)
    assert [share["to"] for share in newspaper.shares[1:]] == [["bea@friends.example"]]
    assert [entry.state for entry in reader.services.outbox.entries()] == [OutboxState.SENT]
    dialog.accept()


def test_a_failed_mail_is_sent_again_from_the_outbox(
    sent: ShareDialog, reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.share_state = "NOT_DELIVERED"
    qtbot.waitUntil(lambda: "could not be delivered" in sent.result_page.text)
    sent.accept()
    outbox = open_outbox(reader)
    newspaper.share_state = "SENT"
    press(outbox, "Send again")
    qtbot.waitUntil(lambda: "Sent just now" in row_text(outbox))
    assert len({share["idempotencyKey"] for share in newspaper.shares}) == 2
    outbox.reject()


def test_a_mail_that_waits_for_a_limit_says_so_and_can_be_edited(
    reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.user_errors = [
        {"code": "RATE_LIMITED", "message": "Too many.", "path": ["input"], "retryAfter": 3_000}
    ]
    dialog = open_dialog()
    fill_in(dialog)
    dialog.send()
    qtbot.waitUntil(lambda: "Waiting in your outbox" in dialog.result_page.text)
    assert "You have sent many articles in a short time." in dialog.result_page.text
    assert dialog.result_page.icon_name == "email"  # nobody is offline
    dialog.accept()
    outbox = open_outbox(reader)
    assert "You have sent many articles in a short time." in row_text(outbox)
    press(outbox, "Edit")
    again = reader.window.findChildren(ShareDialog)[-1]
    assert isinstance(again, ShareDialog)
    assert again.draft.note == NOTE
    newspaper.user_errors = []
    qtbot.wait(100)
    assert newspaper.shares == []
    again.send()
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1)
    again.accept()
