"""Email this to your friend: sent, refused, kept, or handed to the mail program."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.common.elided_text import ElidedLabel
from broadsheet_client.widgets.common.palettes import LIGHT
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from tests.client import responses
from tests.client.scripted_server import error_response
from tests.client.widgets.conftest import Desktop, ReaderFactory
from tests.client.widgets.newspaper import Newspaper, user_error
from tests.client.widgets.share.draft_input import NOTE, OpenDialog, fill_in, problem_at

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


def test_it_says_how_far_the_mail_has_come(
    open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    fill_in(dialog, "ana@friends.example", "bea@friends.example")
    qtbot.mouseClick(dialog.editor.send_button, LEFT)
    qtbot.waitUntil(lambda: "On its way to ana@friends.example and bea" in dialog.result_page.text)
    qtbot.waitUntil(lambda: "Sent to ana@friends.example and bea" in dialog.result_page.text, timeout=8_000)
    assert "The mail server has it" in dialog.result_page.text
    dialog.accept()


def test_mail_that_the_mail_server_did_not_take_is_said_so(
    open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.share_state = "NOT_DELIVERED"
    dialog = open_dialog()
    fill_in(dialog)
    dialog.send()
    qtbot.waitUntil(lambda: "could not be delivered" in dialog.result_page.text, timeout=8_000)
    dialog.accept()


def test_each_thing_that_is_missing_is_said_at_its_field(
    open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    qtbot.mouseClick(dialog.editor.send_button, LEFT)
    assert "at least one friend" in problem_at(dialog.form.recipients)
    assert "your name" in problem_at(dialog.form.sender_name)
    fill_in(dialog, "ana@friends.example", "nobody")
    dialog.form.note.setPlainText("look: https://elsewhere.example")
    dialog.send()
    assert dialog.form.recipients.chips[1].problem
    assert "cannot contain a link" in problem_at(dialog.form.note)
    assert newspaper.shares == []
    dialog.reject()


def test_what_the_server_refuses_is_said_at_its_field_and_nothing_is_lost(
    open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.user_errors = [
        user_error("ADDRESS_NOT_SUPPORTED", "bea@friends.example cannot be reached.", "to", "1"),
        user_error("INVALID_NAME", "Please give a name with letters.", "senderName"),
    ]
    dialog = open_dialog()
    fill_in(dialog, "ana@friends.example", "bea@friends.example")
    dialog.send()
    qtbot.waitUntil(lambda: bool(problem_at(dialog.form.sender_name)))
    assert [chip.problem for chip in dialog.form.recipients.chips] == [
        "",
        "bea@friends.example cannot be reached: only plain Latin letters before the @ are supported.",
    ]
    assert dialog.draft.note == NOTE
    assert dialog.form.isEnabled()
    newspaper.user_errors = []
    dialog.send()
    qtbot.waitUntil(dialog.result_page.isVisible)
    dialog.accept()


def test_what_was_written_is_there_again_after_closing_and_after_a_restart(
    reader: Reader, open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot, open_dialog: OpenDialog
) -> None:
    dialog = open_dialog()
    fill_in(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(reader.services.outbox.entries()))
    assert open_dialog().draft.note == NOTE
    open_reader.close(reader)

    again = open_reader(newspaper.origin)
    qtbot.waitUntil(lambda: again.window.article_pane.shows_article)
    again.window.trigger(Command.SHARE)
    dialog = again.window.findChild(ShareDialog)
    assert dialog is not None
    assert dialog.draft.note == NOTE
    assert dialog.draft.to == ("ana@friends.example",)
    assert again.window.section_tree.outbox_button.isHidden()
    dialog.form.recipients.set_addresses([])
    dialog.form.note.clear()
    dialog.reject()
    qtbot.waitUntil(lambda: not again.services.outbox.entries())


def test_closing_the_reader_while_writing_keeps_what_was_written(
    reader: Reader, open_reader: ReaderFactory, newspaper: Newspaper, open_dialog: OpenDialog
) -> None:
    fill_in(open_dialog())
    open_reader.close(reader)
    (entry,) = open_reader(newspaper.origin).services.outbox.entries()
    assert entry.draft.note == NOTE


def test_the_buttons_stand_on_the_same_page_as_the_form(open_dialog: OpenDialog) -> None:
    dialog = open_dialog()
    image = dialog.editor.grab().toImage()
    assert image.pixelColor(4, image.height() - 4) == QColor(LIGHT.page_background)
    dialog.reject()


def test_the_name_is_remembered_for_the_next_mail(
    reader: Reader, open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    fill_in(dialog)
    dialog.send()
    qtbot.waitUntil(dialog.result_page.isVisible)
    dialog.accept()
    reader.store.flush()
    reader.window.navigation.open_article("a2")
    qtbot.waitUntil(lambda: reader.window.windowTitle().startswith("Story 2"))
    dialog = open_dialog()
    assert dialog.draft.sender_name == "Mira"
    assert dialog.draft.to == ()
    dialog.reject()


def test_the_preview_shows_the_mail_while_it_is_written(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    fill_in(dialog)
    shown = dialog.editor.preview.toPlainText()
    assert "Mira sent you: Story 1" in shown
    assert "Mira via The Harbour Post" in shown
    assert NOTE in shown
    assert "© 2026 The Harbour Post" in shown
    dialog.form.note.setPlainText("<b>bold</b> & plain\nsecond line")
    assert "<b>bold</b> & plain" in dialog.editor.preview.toPlainText()
    dialog.reject()


def test_the_preview_names_each_friend_once(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    for address in ("ana@friends.example", "bea@friends.example"):
        qtbot.keyClicks(dialog.form.recipients.edit, address)
        qtbot.keyClick(dialog.form.recipients.edit, Qt.Key.Key_Return)
    assert "→ ana@friends.example, bea@friends.example\n" in dialog.editor.preview.toPlainText()
    dialog.reject()


def test_the_sixth_friend_is_said_at_the_field_and_does_not_hold_the_keyboard(
    open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    fill_in(dialog, *(f"f{number}@friends.example" for number in range(5)))
    dialog.form.recipients.edit.setFocus()
    qtbot.keyClicks(dialog.form.recipients.edit, "six@friends.example,")
    assert problem_at(dialog.form.recipients) == "At most 5 friends at a time."
    qtbot.keyClick(dialog.form.recipients.edit, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.form.sender_name
    dialog.send()
    assert dialog.focusWidget() is dialog.form.recipients.edit
    assert newspaper.shares == []
    dialog.form.recipients.edit.clear()
    dialog.form.recipients.edit.textEdited.emit("")
    assert problem_at(dialog.form.recipients) == ""
    dialog.reject()


def test_the_own_mail_program_is_the_second_way(
    open_dialog: OpenDialog, desktop: Desktop, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    fill_in(dialog)
    qtbot.mouseClick(dialog.editor.mail_program_button, LEFT)
    (address,) = desktop.opened
    assert address.startswith("mailto:ana@friends.example?subject=Story%201&body=")
    assert "https%3A%2F%2Fnews.example%2Farticles%2Fstory-1" in address
    assert "Your mail program has been opened" in dialog.result_page.text
    assert "Sent" not in dialog.result_page.text
    dialog.accept()


def test_without_a_mail_program_it_says_so_and_keeps_the_words(
    open_dialog: OpenDialog, desktop: Desktop, qtbot: QtBot
) -> None:
    desktop.opens = False
    dialog = open_dialog()
    fill_in(dialog)
    dialog.use_mail_program()
    assert "No mail program" in dialog.form.problem
    assert dialog.draft.note == NOTE
    dialog.reject()


@pytest.fixture
def paper_without_mail(newspaper: Newspaper) -> Newspaper:
    """A newspaper whose server sends no mail."""
    newspaper.front_page = responses.front_page(
        publication=responses.PUBLICATION | {"canShareByEmail": False}
    )
    return newspaper


def test_a_server_without_mail_leaves_the_own_mail_program(
    paper_without_mail: Newspaper, reader: Reader, open_dialog: OpenDialog, desktop: Desktop, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    assert not dialog.editor.send_button.isVisible()
    assert not dialog.form.sender_name.isVisible()
    assert "does not send mail" in dialog.editor.reason
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert len(desktop.opened) == 1
    dialog.accept()


def test_a_server_that_stopped_sending_mail_meanwhile_leaves_it_too(
    open_dialog: OpenDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.user_errors = [user_error("MAIL_OFF", "This server does not send mail.")]
    dialog = open_dialog()
    fill_in(dialog)
    dialog.send()
    qtbot.waitUntil(lambda: not dialog.editor.send_button.isVisible())
    assert dialog.draft.note == NOTE
    dialog.reject()


def test_without_the_right_key_the_own_mail_program_is_left_too(
    open_dialog: OpenDialog, newspaper: Newspaper, desktop: Desktop, qtbot: QtBot
) -> None:
    newspaper.failure = error_response(
        "Sharing needs an API key with scope “share”.", "FORBIDDEN", status=403
    )
    dialog = open_dialog()
    fill_in(dialog)
    dialog.send()
    qtbot.waitUntil(lambda: not dialog.editor.send_button.isVisible())
    assert "scope “share”" in dialog.editor.reason
    qtbot.mouseClick(dialog.editor.mail_program_button, LEFT)
    assert desktop.opened[0].startswith("mailto:ana@friends.example")
    dialog.accept()


def test_the_note_counts_and_says_when_it_is_too_long(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    dialog.form.note.setPlainText("桥" * 503)
    assert "Too long by 3" in problem_at(dialog.form.note)
    dialog.form.note.setPlainText("桥" * 500)
    assert problem_at(dialog.form.note) == ""
    dialog.reject()


def is_whole(widget: QWidget, dialog: ShareDialog) -> bool:
    """Whether a widget is visible as a whole."""
    within = QRect(widget.mapTo(dialog, QPoint()), widget.size())
    return dialog.rect().contains(within) and widget.visibleRegion().boundingRect() == widget.rect()


@pytest.fixture(params=[(480, 600), (480, 400), (360, 420)], ids=str)
def small(
    request: pytest.FixtureRequest, open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> Iterator[ShareDialog]:
    """The dialog in a small window, for an article with a very long headline."""
    width, height = request.param
    newspaper.articles[0] |= {"headline": "The committee publishes its final interim report " * 5}
    reader = open_reader(newspaper.origin, width=width, height=height)
    qtbot.waitUntil(lambda: reader.window.model.count > 0)
    reader.window.trigger(Command.READ_ON)
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    reader.window.trigger(Command.SHARE)
    dialog = reader.window.findChild(ShareDialog)
    assert isinstance(dialog, ShareDialog)
    qtbot.waitUntil(dialog.isVisible)
    yield dialog
    dialog.reject()


def test_in_a_small_window_nothing_is_cut(small: ShareDialog, qtbot: QtBot) -> None:
    window, form = small.parentWidget(), small.form
    for widget in (small.editor.send_button, small.editor.cancel_button, small.editor.mail_program_button):
        assert is_whole(widget, small)
    form.recipients.set_addresses(["a@@b", "bea@x.example", "cyd@x.example", "somebody.else@x.example"])
    form.note.setPlainText("look: https://elsewhere.example")
    small.send()
    qtbot.waitUntil(lambda: is_whole(form.recipients, small))
    assert small.width() <= window.width()
    assert small.height() <= window.height()
    for widget in (small.editor.send_button, small.editor.cancel_button, small.editor.mail_program_button):
        assert is_whole(widget, small)
    while not form.note.hasFocus():
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: is_whole(form.note, small))


def test_a_long_headline_is_cut_between_its_letters(small: ShareDialog) -> None:
    label = small.findChild(ElidedLabel)
    assert label is not None
    assert label.text().count("\n") == 1
    assert label.text().endswith("…")
    assert label.height() >= 2 * label.fontMetrics().lineSpacing()
    assert label.accessibleName().startswith("The committee publishes")
