"""A key is asked for when somebody shares; a bad one is told, and reading goes on."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.common.list_format import BREAK_CHANCE
from broadsheet_client.widgets.papers.key_dialog import KeyDialog
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from tests.client.store.test_key_store import no_keyring  # noqa: F401 - a fixture
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper

pytestmark = pytest.mark.usefixtures("no_keyring")

GOOD = "bs_good"


@pytest.fixture
def reader(open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot) -> Reader:
    """A reader of a paper that knows one key; the person has none."""
    newspaper.keys = {GOOD}
    reader = open_reader(newspaper.origin, key=None)
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    return reader


def key_dialog(reader: Reader) -> KeyDialog | None:
    """The dialog that asks for the key, if it is open."""
    return next((one for one in reader.window.findChildren(KeyDialog) if one.isVisible()), None)


def write_share(reader: Reader) -> ShareDialog:
    """A mail that is ready to be sent."""
    reader.window.trigger(Command.SHARE)
    dialog = reader.window.findChildren(ShareDialog)[-1]
    assert isinstance(dialog, ShareDialog)
    dialog.form.recipients.set_addresses(["ana@friends.example"])
    dialog.form.sender_name.setText("Ben")
    return dialog


def test_a_person_without_a_key_is_asked_on_sending_and_the_mail_goes_with_it(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot, tmp_path: Path
) -> None:
    share = write_share(reader)
    assert key_dialog(reader) is None, "writing needs no key"
    share.send()
    qtbot.waitUntil(lambda: key_dialog(reader) is not None)
    dialog = key_dialog(reader)
    assert dialog is not None
    assert dialog.field.echoMode() is QLineEdit.EchoMode.Password
    dialog.show_button.click()
    assert dialog.field.echoMode() is QLineEdit.EchoMode.Normal
    dialog.field.setText("bs_old")
    dialog.use()
    qtbot.waitUntil(lambda: "does not know this key" in dialog.problem)
    qtbot.waitUntil(lambda: "keys.json" in dialog.place_label.text().replace(BREAK_CHANCE, ""))
    dialog.field.setText(GOOD)
    dialog.use()
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1, timeout=8_000)
    assert newspaper.server.requests[-1].headers["Authorization"] == f"Bearer {GOOD}"
    assert GOOD in (tmp_path / "reader" / "keys.json").read_text()


def test_a_key_that_was_kept_is_used_at_the_next_start_and_can_be_removed(
    reader: Reader, newspaper: Newspaper, open_reader: ReaderFactory, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(reader.services.access_key.accepted):
        reader.services.access_key.enter(GOOD)
    open_reader.close(reader)
    newspaper.server.requests.clear()
    again = open_reader(newspaper.origin, key=None)
    qtbot.waitUntil(lambda: newspaper.server.calls("FrontPage") != [])
    assert "Authorization" not in newspaper.server.requests[-1].headers, "reading needs no key"
    write_share(again).send()
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1, timeout=8_000)
    again.window.findChildren(ShareDialog)[-1].accept()
    again.window.trigger(Command.KEY)
    dialog = key_dialog(again)
    assert dialog is not None
    with qtbot.waitSignal(again.services.access_key.removed):
        dialog.remove_button.click()
    assert again.client.key is None
    assert dialog.remove_button.isHidden()


def test_a_person_whose_key_was_revoked_reads_on_and_is_told_in_a_bar(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.keys = {GOOD}
    reader = open_reader(newspaper.origin, key="bs_revoked")
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    notice = reader.window.key_notice
    assert notice.isVisible()
    assert "not valid any more" in notice.text
    notice.retry_requested.emit()
    assert notice.isHidden()
    dialog = key_dialog(reader)
    assert dialog is not None
    dialog.field.setText(GOOD)
    with qtbot.waitSignal(dialog.key_accepted):
        dialog.use()
    assert reader.client.key == GOOD


def test_a_key_that_is_revoked_between_is_asked_for_anew_and_no_mail_is_lost(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(reader.services.access_key.accepted):
        reader.services.access_key.enter(GOOD)
    newspaper.keys = {"bs_new"}
    share = write_share(reader)
    share.send()
    qtbot.waitUntil(lambda: key_dialog(reader) is not None, timeout=8_000)
    assert share.form.recipients.addresses == ("ana@friends.example",)
    dialog = key_dialog(reader)
    assert dialog is not None
    dialog.field.setText("bs_new")
    dialog.use()
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1, timeout=8_000)


def test_mail_that_waits_goes_out_at_the_next_start_with_the_kept_key(
    reader: Reader, newspaper: Newspaper, open_reader: ReaderFactory, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(reader.services.access_key.accepted):
        reader.services.access_key.enter(GOOD)
    newspaper.go_offline()
    share = write_share(reader)
    share.send()
    qtbot.waitUntil(lambda: "Waiting" in share.result_page.text, timeout=8_000)
    share.accept()
    open_reader.close(reader)
    newspaper.go_online()
    again = open_reader(newspaper.origin, key=None)
    qtbot.waitUntil(lambda: len(newspaper.shares) == 1, timeout=8_000)
    assert key_dialog(again) is None
