"""A mail that could not go out waits in the outbox, and goes by itself or is edited or removed there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxEntry, OutboxState, Queued
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.share.outbox_dialog import OutboxDialog, OutboxRow
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from tests.client.scripted_server import ScriptedResponse
from tests.client.widgets.newspaper import Newspaper, user_error
from tests.client.widgets.share.draft_input import NOTE, OpenDialog, fill_in, problem_at

LEFT = Qt.MouseButton.LeftButton


def go_offline(reader: Reader, newspaper: Newspaper) -> None:
    """The newspaper is unreachable, and no response is pending."""
    newspaper.go_offline()
    reader.client.cancel_all()
    reader.services.connection.report(False)


def be_refused(dialog: ShareDialog, newspaper: Newspaper, qtbot: QtBot) -> None:
    """Send a mail that the server does not accept, and close the dialog."""
    newspaper.user_errors = [user_error("INVALID_NAME", "Please give a name with letters.", "senderName")]
    fill_in(dialog)
    dialog.send()
    qtbot.waitUntil(lambda: bool(problem_at(dialog.form.sender_name)))
    dialog.reject()


def wait_in_outbox(dialog: ShareDialog, qtbot: QtBot) -> None:
    """Send a mail that cannot go now."""
    fill_in(dialog)
    dialog.send()
    qtbot.waitUntil(lambda: "Waiting in your outbox" in dialog.result_page.text, timeout=8_000)


def open_outbox(reader: Reader) -> OutboxDialog:
    """Open the outbox as by its key."""
    reader.window.trigger(Command.OUTBOX)
    return shown_outbox(reader)


def shown_outbox(reader: Reader) -> OutboxDialog:
    """The outbox that is open."""
    outbox = reader.window.findChild(OutboxDialog)
    assert isinstance(outbox, OutboxDialog)
    return outbox


def test_without_a_way_to_the_server_it_waits_in_the_outbox_and_goes_by_itself(
    reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.go_offline()
    dialog = open_dialog()
    wait_in_outbox(dialog, qtbot)
    assert reader.window.section_tree.outbox_button.isVisible()
    assert reader.window.section_tree.outbox_button.text() == "Outbox (1)"
    dialog.accept()
    newspaper.go_online()
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1, timeout=15_000)
    qtbot.waitUntil(lambda: not reader.window.section_tree.outbox_button.isVisible())


def test_a_server_that_fails_keeps_the_mail_in_the_outbox(
    open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.failure = ScriptedResponse(status=500, body=b"oops")
    dialog = open_dialog()
    wait_in_outbox(dialog, qtbot)
    dialog.accept()


def test_a_mail_that_was_refused_can_be_edited_from_the_outbox(
    reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    be_refused(open_dialog(), newspaper, qtbot)
    newspaper.user_errors = []
    reader.window.navigation.open_article("a2")
    outbox = open_outbox(reader)
    edit = next(one for one in outbox.findChildren(QPushButton) if one.text() == "Edit")
    assert edit.accessibleName() == "Edit: Story 1"
    qtbot.mouseClick(edit, LEFT)
    again = reader.window.findChildren(ShareDialog)[-1]
    assert isinstance(again, ShareDialog)
    assert (again.draft.headline, again.draft.note) == ("Story 1", NOTE)
    again.form.sender_name.setText("Mira Tolland")
    again.send()
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1)
    qtbot.waitUntil(again.result_page.isVisible)
    assert newspaper.shares[0]["senderName"] == "Mira Tolland"
    again.accept()


def test_a_failed_mail_that_was_only_looked_at_stays_in_the_outbox(
    reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    be_refused(open_dialog(), newspaper, qtbot)
    open_dialog().reject()
    reader.store.flush()
    assert [entry.state for entry in reader.services.outbox.entries()] == [OutboxState.FAILED]


@pytest.mark.parametrize(("tries", "said"), [(0, ""), (1, "may have gone out")])
def test_removing_a_mail_that_was_tried_says_that_it_may_have_gone(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot, tries: int, said: str
) -> None:
    draft = ShareDraft(article_id="a1", headline="Story 1", to=("ana@x.example",), sender_name="Bo")
    go_offline(reader, newspaper)
    reader.services.outbox.send(draft)
    for _ in range(tries):
        reader.store.outbox.set_state(draft.idempotency_key, OutboxState.QUEUED, counts_as_attempt=True)
    reader.store.flush()
    outbox = open_outbox(reader)
    outbox.findChildren(OutboxRow)[0].buttons[-1].click()
    qtbot.waitUntil(lambda: not reader.services.outbox.entries())
    assert said in outbox.notice.text
    assert outbox.notice.isVisible() is bool(said)
    outbox.reject()


def test_the_outbox_shows_what_waits_and_what_can_be_done(
    reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.go_offline()
    dialog = open_dialog()
    wait_in_outbox(dialog, qtbot)
    dialog.result_page.outbox_requested.emit()
    outbox = shown_outbox(reader)
    (row,) = outbox.findChildren(OutboxRow)
    assert "Story 1" in row.text
    assert "ana@friends.example" in row.text
    assert row.text.count("by itself") == 1
    assert "You can read" not in row.text
    row.buttons[-1].click()
    qtbot.waitUntil(lambda: not reader.services.outbox.entries())
    qtbot.waitUntil(lambda: not outbox.findChildren(OutboxRow))
    outbox.reject()


@pytest.mark.parametrize(
    "code", [ErrorCode.UNREACHABLE, ErrorCode.CONNECTION_REFUSED, ErrorCode.SHARE_QUEUED, ErrorCode.TIMEOUT]
)
def test_who_sends_is_told_once_that_it_goes_out_and_not_what_can_be_read(
    reader: Reader, open_dialog: OpenDialog, code: ErrorCode
) -> None:
    kind = ErrorKind.TIMEOUT if code is ErrorCode.TIMEOUT else ErrorKind.OFFLINE
    queued = Queued(ReaderError(kind, code))
    draft = ShareDraft(article_id="a1", headline="Story 1", to=("ana@x.example",), sender_name="Bo")
    dialog = open_dialog()
    dialog.result_page.show_queued(queued)
    for said in (
        OutboxRow(OutboxEntry(draft, OutboxState.QUEUED, reason=queued), can_edit=True).text,
        dialog.result_page.text,
    ):
        assert said.count("by itself") == 1
        assert "You can read" not in said
    dialog.reject()


def test_an_arabic_headline_in_the_outbox_begins_at_the_right_also_with_a_latin_name(
    reader: Reader, newspaper: Newspaper
) -> None:
    headline = "BBC: العبارة تبحر من جديد"
    go_offline(reader, newspaper)
    reader.services.outbox.send(
        ShareDraft(article_id="a1", headline=headline, to=("ana@x.example",), sender_name="Bo", language="ar")
    )
    outbox = open_outbox(reader)
    shown = [label.text() for label in outbox.findChildren(QLabel) if headline in label.text()]
    assert shown == [f"\u200f{headline}"]
    outbox.reject()


def test_what_is_removed_by_key_leaves_the_keyboard_at_its_neighbour(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    go_offline(reader, newspaper)
    for number in range(2):
        reader.services.outbox.send(
            ShareDraft(article_id="a1", headline=f"Story {number}", to=("ana@x.example",))
        )
    qtbot.waitUntil(lambda: len(reader.services.outbox.entries()) == 2)
    outbox = open_outbox(reader)
    for left in (1, 0):
        outbox.findChildren(OutboxRow)[0].buttons[-1].setFocus()
        qtbot.keyClick(outbox.focusWidget(), Qt.Key.Key_Space)
        qtbot.waitUntil(lambda left=left: len(outbox.findChildren(OutboxRow)) == left)
        assert outbox.focusWidget().isVisible()
        assert outbox.focusWidget().accessibleName().startswith("Remove: Story") is bool(left)
    assert outbox.focusWidget().text() == "Close"
    outbox.reject()


def test_what_the_server_refused_waits_for_the_person(
    reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    be_refused(open_dialog(), newspaper, qtbot)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    (entry,) = reader.services.outbox.entries()
    assert entry.state in {OutboxState.FAILED, OutboxState.DRAFT}
    assert open_dialog().draft.note == NOTE
