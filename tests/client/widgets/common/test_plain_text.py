"""What the newspaper wrote is shown as it wrote it, in every label and every tooltip."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QStyleOptionViewItem, QToolTip, QWidget
from pytestqt.qtbot import QtBot

import broadsheet_client
from broadsheet_client.widgets.article.links_dialog import LinksDialog
from broadsheet_client.widgets.common.plain_text import tooltip
from broadsheet_client.widgets.share.outbox_dialog import OutboxDialog
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.shortcuts_dialog import ShortcutsDialog
from tests.client import responses
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper

MARKUP = "<b>Ferry</b> <img src='file:///etc/hostname'> & more of it, so that it does not fit in one row"


def test_every_label_of_the_window_and_its_dialogs_is_plain(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles = [
        responses.page(number, related=(3, 4), headline=MARKUP, byline=MARKUP, summary=MARKUP)
        for number in range(1, 6)
    ]
    newspaper.front_page["publication"] = newspaper.front_page["publication"] | {"name": MARKUP}
    reader = open_reader(newspaper.origin)
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    for command in (Command.LINKS, Command.SHORTCUTS, Command.SEARCH):
        reader.window.trigger(command)
    labels = reader.window.findChildren(QLabel)
    assert len(labels) > 30
    assert reader.window.findChildren(LinksDialog)
    assert reader.window.findChildren(ShortcutsDialog)
    assert [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText] == []
    for widget in reader.window.findChildren(QWidget):
        assert not re.search("<(b|img)", widget.toolTip()), widget


def test_no_label_is_created_that_could_show_markup() -> None:
    folder = Path(broadsheet_client.__file__).parent / "widgets"
    files = list(folder.rglob("*.py"))
    rich = {file.name for file in files if re.search(r"\bQLabel\(|\(QLabel\)", file.read_text())}
    assert rich == {"plain_text.py", "elided_text.py"}
    raw = re.compile(r"setToolTip\((?!tooltip\(|self\.tr\(|f\"\{action\.text\(\)\}|lambda)")
    assert [file.name for file in files if raw.search(file.read_text())] == []


def test_every_label_of_the_share_dialog_and_the_outbox_is_plain(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles = [responses.page(1, headline=MARKUP)]
    newspaper.front_page["sections"] = [responses.section("world") | {"name": MARKUP}]
    newspaper.share_state = "NOT_DELIVERED"
    window = open_reader(newspaper.origin).window
    qtbot.waitUntil(lambda: window.article_pane.shows_article)
    window.trigger(Command.SHARE)
    dialog = window.findChildren(ShareDialog)[-1]
    dialog.form.recipients.set_addresses([f"<b>{'ana' * 20}</b>@friends.example", "ben@friends.example"])
    shown = [*plain_labels(dialog), *plain_labels(dialog.result_page)]
    assert len(shown) > 10
    dialog.form.recipients.set_addresses(["ben@friends.example"])
    dialog.form.sender_name.setText("Ada")  # a name with markup is refused
    dialog.send()
    qtbot.waitUntil(lambda: window.section_tree.outbox_button.isVisibleTo(window), timeout=8_000)
    dialog.close()
    window.trigger(Command.OUTBOX)
    outbox = window.findChildren(OutboxDialog)[-1]
    assert any("Ferry" in text for text in plain_labels(outbox))
    tree = window.section_tree.tree
    assert tooltip(MARKUP) in {
        tree.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(tree.model().rowCount())
    }


def plain_labels(shown: QWidget) -> list[str]:
    """The texts of all labels of a widget, none of which may show markup, nor may a tooltip."""
    labels = shown.findChildren(QLabel)
    assert [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText] == []
    for widget in shown.findChildren(QWidget):
        assert not re.search("<(b|img)", widget.toolTip()), widget
    return [label.text() for label in labels]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_headline_in_a_tooltip_is_no_markup(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles = [responses.page(1, headline=MARKUP * 3)]
    reader = open_reader(newspaper.origin)
    table = reader.window.article_list.table
    qtbot.waitUntil(lambda: table.model().rowCount() > 0)
    option = QStyleOptionViewItem()
    option.rect = table.visualRect(table.model().index(0, 0))
    event = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(30, 30), table.mapToGlobal(QPoint(30, 30)))
    table.itemDelegate().helpEvent(event, table, option, table.model().index(0, 0))
    qtbot.waitUntil(QToolTip.isVisible)
    assert "&lt;b&gt;Ferry" in QToolTip.text()
    QToolTip.hideText()
    QApplication.processEvents()


def test_a_plain_text_stays_as_it_is() -> None:
    assert tooltip("Fish & chips") == "Fish & chips"
    assert tooltip("1 < 2 & <i>") == "<span>1 &lt; 2 &amp; &lt;i&gt;</span>"
