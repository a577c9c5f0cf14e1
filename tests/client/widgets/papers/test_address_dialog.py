"""At the first start a person gives the address of a paper, and learns what is wrong with it."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from broadsheet_client.core.papers import Paper
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.reader import create_paper_check
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.papers.address_dialog import AddressDialog
from tests.client.scripted_server import ScriptedResponse, unused_origin
from tests.client.tls_servers import secure, tls_server
from tests.client.widgets.newspaper import Newspaper


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> AddressDialog:
    """The dialog as it is at the first start."""
    dialog = AddressDialog(create_paper_check, is_first=True)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.field.hasFocus())
    return dialog


def press(qtbot: QtBot, dialog: AddressDialog, key: Qt.Key) -> None:
    """Press a key where the focus is."""
    qtbot.keyClick(dialog.focusWidget() or dialog, key)


def test_a_person_types_an_address_sees_the_paper_and_reads_it_with_enter_alone(
    qtbot: QtBot, dialog: AddressDialog, newspaper: Newspaper
) -> None:
    chosen: list[Paper] = []
    dialog.paper_chosen.connect(chosen.append)
    qtbot.keyClicks(dialog.field, f"{newspaper.origin.removeprefix('http://')}/articles/story-1")
    press(qtbot, dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.paper is not None)
    assert dialog.result_page.title.text() == "The Harbour Post"
    assert dialog.result_page.text.text() == "https://news.example/"
    assert dialog.read_button.hasFocus()
    press(qtbot, dialog, Qt.Key.Key_Return)
    assert chosen == [Paper(newspaper.origin, "The Harbour Post", "https://news.example/")]
    assert not dialog.isVisible()


def test_a_person_can_stop_the_wait_and_escape_closes_only_then(
    qtbot: QtBot, dialog: AddressDialog, newspaper: Newspaper
) -> None:
    over = Event()
    newspaper.failure = ScriptedResponse(hold=over)
    dialog.field.setText(newspaper.origin)
    dialog.check()
    assert dialog.is_checking
    assert dialog.cancel_button.text() == "Stop"
    press(qtbot, dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.is_checking
    assert dialog.field.text() == newspaper.origin
    press(qtbot, dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    over.set()


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "such as news.example"), ("harbour post", "“harbour post” is not"), ("ftp://a.example", "ftp://")],
)
def test_what_is_no_address_is_said_at_the_field_which_has_the_focus(
    qtbot: QtBot, dialog: AddressDialog, typed: str, words: str
) -> None:
    dialog.field.setText(typed)
    dialog.check()
    assert words in dialog.problem
    assert dialog.field.accessibleDescription() == dialog.problem
    assert dialog.field.hasFocus()
    qtbot.keyClicks(dialog.field, "x")
    assert dialog.problem == ""


def test_a_server_that_is_not_there_is_named(qtbot: QtBot, dialog: AddressDialog) -> None:
    origin = unused_origin()
    dialog.field.setText(origin)
    dialog.check()
    qtbot.waitUntil(lambda: bool(dialog.problem))
    assert origin.removeprefix("http://") in dialog.problem
    assert dialog.field.text() == origin


@pytest.mark.parametrize(
    ("certificate", "which", "what_to_do"),
    [
        ({}, "vouches for itself", "If it is your own server, add the certificate"),
        ({"days": -2}, "expired on", "Check this computer's date"),
        ({"first": 2}, "valid only from", "Check the date and time"),
        ({"authority": "Harbour"}, "who signed the certificate of the server (Harbour)", "If you trust them"),
    ],
)
def test_what_is_wrong_with_a_certificate_and_what_to_do_stands_at_the_field(
    qtbot: QtBot,
    dialog: AddressDialog,
    tmp_path: Path,
    certificate: dict[str, Any],
    which: str,
    what_to_do: str,
) -> None:
    with tls_server(tmp_path, **certificate) as (server, _):
        dialog.field.setText(secure(server))
        dialog.check()
        qtbot.waitUntil(lambda: bool(dialog.problem), timeout=10_000)
    assert which in dialog.problem
    assert what_to_do in dialog.problem
    assert dialog.field.hasFocus()


def test_a_redirect_fills_in_where_it_leads(
    qtbot: QtBot, dialog: AddressDialog, newspaper: Newspaper
) -> None:
    newspaper.failure = ScriptedResponse(status=308, headers={"Location": "https://www.news.example/graphql"})
    dialog.field.setText(newspaper.origin)
    dialog.check()
    qtbot.waitUntil(lambda: bool(dialog.problem))
    assert dialog.field.text() == "https://www.news.example"
    assert "leads to" in dialog.problem


def test_an_unprotected_public_address_is_used_only_after_a_clear_answer(
    qtbot: QtBot, dialog: AddressDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(dialog._check, "start", asked.append)
    for button in (dialog.protected_button, dialog.plain_button):
        dialog.field.setText("http://news.example")
        dialog.check()
        assert dialog.question.isVisible()
        assert dialog.protected_button.hasFocus()
        button.click()
        dialog._show_failure(ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT))
        assert dialog.field.text() == asked[-1][0], "the field shows what was asked"
    assert asked == [("https://news.example",), ("http://news.example",)]
    assert "news.example takes too long" in dialog.problem


def test_every_part_has_a_name_for_screen_readers(dialog: AddressDialog) -> None:
    assert dialog.field.accessibleName() == "Address of the paper"
    assert all(button.text() for button in dialog.findChildren(QPushButton))


@pytest.mark.parametrize("width", [320, 520])
def test_all_buttons_can_be_read_in_any_width(dialog: AddressDialog, width: int, qtbot: QtBot) -> None:
    dialog.field.setText("http://news.example")
    dialog.check()
    dialog.resize(width, 420)
    qtbot.waitUntil(lambda: dialog.question.width() == width)
    buttons = dialog.question.findChildren(QPushButton)
    qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in buttons))
