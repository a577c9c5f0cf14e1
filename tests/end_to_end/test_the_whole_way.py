"""One article the whole way: imported, served, read in the window, sent to a friend, opened from the mail."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from broadsheet_server.demo.newspaper import ARTICLES
from tests.end_to_end.installation import PUBLIC_URL, Installation, SmtpServer, installation

PATIENCE = 20_000
FERRY = "Night ferry sinks in the Lindang Strait"


@pytest.fixture
def postbox() -> Iterator[SmtpServer]:
    with SmtpServer() as postbox:
        yield postbox


@pytest.fixture
def paper(tmp_path: Path, postbox: SmtpServer) -> Iterator[Installation]:
    """The demo's articles, imported by the command and served by a process of its own."""
    paper = installation(tmp_path / "data", mail_port=postbox.port)
    told = paper.run("import", str(ARTICLES))
    assert told.returncode == 0, told.stderr
    with paper.serving():
        paper.wait_for_related("lindang-strait-ferry-sinks")
        yield paper


@pytest.fixture
def reader(qapp: QApplication, qtbot: QtBot, tmp_path: Path, paper: Installation) -> Iterator[Reader]:
    """The window, with a key that may share."""
    key = paper.run("key", "create", "--scope", "share").stdout.splitlines()[-1]
    reader = Reader(qapp, paper.url, key, tmp_path / "reader")
    qtbot.addWidget(reader.window)
    reader.open()
    yield reader
    reader.window.close()
    reader.close()


def test_the_whole_way_from_an_imported_article_to_a_friends_mailbox(
    reader: Reader, paper: Installation, postbox: SmtpServer, qtbot: QtBot
) -> None:
    _read_the_ferry_story(reader, qtbot)
    _follow_what_is_related_and_come_back(reader, qtbot)
    _send_it_to_bea(reader, qtbot)

    qtbot.waitUntil(lambda: len(postbox.messages) == 1, timeout=PATIENCE)
    recipient, mail = postbox.messages[0]
    assert recipient == "bea@friends.example"
    assert "Ada via The Vallmere Courier" in str(mail["From"])
    words = mail.get_body(("plain",))
    assert words is not None
    text = words.get_content()
    assert FERRY in text
    assert "Thought of your crossing last year." in text
    assert "Register No. 1887-042" in text

    links = re.findall(r'href="([^"]+)"', mail.get_body(("html",)).get_content())  # type: ignore[union-attr]
    page = _fetch(next(link for link in links if "/articles/" in link).replace(PUBLIC_URL, paper.url))
    assert FERRY in page
    assert "Related News" in page
    assert "Email this to your friend" in page
    assert "Register No. 1887-042" in page
    for step in ("Home", "World", "Asia"):
        assert f">{step}<" in page


def _read_the_ferry_story(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    window.navigation.open_section("world/asia")
    model = window.article_list.table.model()

    def row() -> int:
        names = [
            str(model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole))
            for row in range(model.rowCount())
        ]
        return next((number for number, name in enumerate(names) if name.startswith(FERRY)), -1)

    qtbot.waitUntil(lambda: row() >= 0, timeout=PATIENCE)
    window.article_list.table.setCurrentIndex(model.index(row(), 0))
    qtbot.waitUntil(lambda: _shows(window.article_pane.article, FERRY), timeout=PATIENCE)
    assert [step.label for step in window.article_pane.article.breadcrumb] == ["Home", "World", "Asia"]
    assert "Selendra Queen" in window.article_pane.scroll_area.view.toPlainText()
    assert "Register No. 1887-042" in window.article_pane.scroll_area.footer.toPlainText()


def _follow_what_is_related_and_come_back(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    row = window.article_pane.scroll_area.related.rows[0]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not _shows(window.article_pane.article, FERRY), timeout=PATIENCE)
    window.trigger(Command.BACK)
    qtbot.waitUntil(lambda: _shows(window.article_pane.article, FERRY), timeout=PATIENCE)


def _send_it_to_bea(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    window.trigger(Command.SHARE)
    dialog = window.findChild(ShareDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.form.recipients.edit, "bea@friends.example")
    dialog.form.sender_name.setText("Ada")
    dialog.form.note.setPlainText("Thought of your crossing last year.")
    qtbot.mouseClick(dialog.editor.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.result_page.isVisible, timeout=PATIENCE)
    dialog.accept()


def _shows(page: object, headline: str) -> bool:
    return page is not None and str(getattr(page, "headline", "")).startswith(headline)


def _fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.status == 200
        return answer.read().decode()
