"""For five seconds a mail that was sent can be taken back; then it goes, once, whatever happens."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from broadsheet_client.core.share_progress import OutboxState
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper
from tests.client.widgets.share.draft_input import NOTE, OpenDialog, fill_in
from tests.processes import ending_with_us

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(reader: Reader, open_dialog: OpenDialog, qtbot: QtBot) -> ShareDialog:
    """A mail was just sent, and can be taken back for five seconds."""
    reader.services.outbox.hold = 5_000
    dialog = open_dialog()
    fill_in(dialog)
    qtbot.mouseClick(dialog.editor.send_button, LEFT)
    qtbot.waitUntil(dialog.result_page.undo_button.isVisible)
    return dialog


def test_it_says_how_long_it_can_be_taken_back(
    dialog: ShareDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    assert "Goes out in 5 seconds" in dialog.result_page.text
    assert "To ana@friends.example. Undo or Escape takes it back." in dialog.result_page.text
    qtbot.waitUntil(lambda: "Goes out in 3 seconds" in dialog.result_page.text, timeout=4_000)
    assert newspaper.shares == []
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1, timeout=8_000)
    qtbot.waitUntil(lambda: "ana@friends.example" in dialog.result_page.text)
    assert not dialog.result_page.undo_button.isVisible()
    dialog.accept()


def test_long_addresses_fit_a_narrow_window(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader = open_reader(newspaper.origin, width=360, height=480)
    qtbot.waitUntil(lambda: reader.window.model.count > 0)
    reader.window.trigger(Command.READ_ON)
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    reader.window.trigger(Command.SHARE)
    dialog = reader.window.findChild(ShareDialog)
    assert isinstance(dialog, ShareDialog)
    fill_in(dialog, f"{'beatrice' * 6}@{'friends' * 6}.example")
    dialog.send()
    qtbot.waitUntil(lambda: "On its way" in dialog.result_page.text)
    assert f"to {'beatrice' * 6}@{'friends' * 6}.example" in dialog.result_page.text
    qtbot.wait(100)
    assert dialog.width() <= reader.window.width()
    dialog.accept()


def test_after_an_undo_by_key_the_next_mail_has_a_button_with_the_focus(
    dialog: ShareDialog, reader: Reader, qtbot: QtBot
) -> None:
    reader.services.outbox.hold = 0
    dialog.result_page.undo_button.setFocus()
    qtbot.keyClick(dialog.result_page.undo_button, Qt.Key.Key_Space)
    qtbot.waitUntil(dialog.editor.isVisible)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Sent" in dialog.result_page.text, timeout=8_000)
    assert dialog.focusWidget() is dialog.result_page.close_button
    dialog.accept()


@pytest.mark.parametrize("way", ["Escape", "Undo"])
def test_taking_it_back_opens_what_was_written_again(
    dialog: ShareDialog, newspaper: Newspaper, reader: Reader, qtbot: QtBot, way: str
) -> None:
    if way == "Escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(dialog.result_page.undo_button, LEFT)
    assert dialog.editor.isVisible()
    assert dialog.form.isEnabled()
    assert (dialog.draft.note, dialog.draft.to) == (NOTE, ("ana@friends.example",))
    reader.store.flush()
    assert [entry.state for entry in reader.services.outbox.entries()] == [OutboxState.DRAFT]
    qtbot.wait(5_500)
    assert newspaper.shares == []
    dialog.form.note.setPlainText("Changed")
    reader.services.outbox.hold = 0
    dialog.send()
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1)
    assert newspaper.shares[0]["note"] == "Changed"
    dialog.accept()


def test_closing_the_dialog_does_not_take_it_back(
    dialog: ShareDialog, newspaper: Newspaper, qtbot: QtBot
) -> None:
    qtbot.mouseClick(dialog.result_page.close_button, LEFT)
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1, timeout=8_000)


def test_closing_the_reader_in_these_seconds_sends_it_once_at_the_next_start(
    dialog: ShareDialog, reader: Reader, open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    open_reader.close(reader)
    assert newspaper.shares == []
    again = open_reader(newspaper.origin)
    again.services.outbox.hold = 5_000
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1, timeout=8_000)
    qtbot.wait(300)
    assert len(newspaper.shares) == 1


WRITE = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import Held, Sending
from broadsheet_client.reader import Reader
application = QApplication([])
reader = Reader(application, sys.argv[1], "a-key", Path(sys.argv[2]))
reader.open()
outbox = reader.services.outbox
outbox.progress_changed.connect(lambda key, progress: print(type(progress).__name__, flush=True))
if sys.argv[3:]:
    outbox.hold = int(sys.argv[3])
    draft = ShareDraft(article_id="a1", headline="Story 1", to=("ana@x.example",), sender_name="Bo")
    outbox.send(draft, held=True)
application.exec()
"""


def wait_for(program: "subprocess.Popen[str]", line: str) -> None:
    """Wait until the program prints a line."""
    assert program.stdout is not None
    assert line in (printed.strip() for printed in program.stdout)


def started(newspaper: Newspaper, folder: Path, *hold: str) -> "subprocess.Popen[str]":
    """A reader in a process of its own; with `hold` it sends a mail."""
    return subprocess.Popen(
        ending_with_us(sys.executable, "-c", WRITE, newspaper.origin, folder, *hold),
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize(("hold", "moment"), [("5000", "Held"), ("1", "Sending")])
def test_kill_9_before_it_went_sends_it_once_at_the_next_start(
    newspaper: Newspaper, tmp_path: Path, hold: str, moment: str
) -> None:
    first = started(newspaper, tmp_path, hold)
    wait_for(first, moment)
    first.kill()
    first.communicate()
    second = started(newspaper, tmp_path)
    wait_for(second, "Accepted")
    second.kill()
    second.communicate()
    assert len({share["idempotencyKey"] for share in newspaper.shares}) == 1
    if moment == "Held":
        assert len(newspaper.shares) == 1
