"""Whoever reads by ear or by keyboard finds everything: names, roles, an order, a visible focus."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.share.outbox_dialog import OutboxDialog
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.main_window import MainWindow
from tests.client import responses
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def spoken(widget: QWidget) -> QAccessibleInterface:
    """The accessible interface of a widget."""
    return QAccessible.queryAccessibleInterface(widget)


def name(widget: QWidget) -> str:
    """The accessible name of a widget."""
    return str(spoken(widget).text(QAccessible.Text.Name))


def focusable(window: QWidget) -> Iterator[QWidget]:
    """All widgets that Tab reaches."""
    for widget in window.findChildren(QWidget):
        reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
        if reachable and widget.isVisibleTo(window) and not widget.focusProxy():
            yield widget


def nameless(window: QWidget) -> list[str]:
    """Focusable widgets without an accessible name."""
    return [
        f"{type(widget).__name__} {widget.objectName()}" for widget in focusable(window) if not name(widget)
    ]


def test_every_part_of_the_window_has_a_name(reader: Reader) -> None:
    assert len(list(focusable(reader.window))) > 8
    assert nameless(reader.window) == []


DIALOGS = (
    *(Command.SHARE, Command.OUTBOX, Command.LINKS, Command.SHORTCUTS),
    *(Command.ADD_PAPER, Command.PAPERS, Command.KEY, Command.ABOUT),
)


@pytest.mark.parametrize("command", DIALOGS)
def test_every_part_of_each_dialog_has_a_name(reader: Reader, command: Command) -> None:
    reader.window.trigger(command)
    dialog = reader.window.findChild(QDialog)
    assert dialog is not None
    if isinstance(dialog, ShareDialog):
        dialog.form.recipients.set_addresses(["ana@friends.example", "wrong"])
    assert name(dialog)
    assert nameless(dialog) == []
    dialog.reject()


def test_the_outbox_names_its_buttons_by_their_mail(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.go_offline()
    reader.window.trigger(Command.SHARE)
    dialog = reader.window.findChild(ShareDialog)
    assert dialog is not None
    dialog.form.recipients.set_addresses(["ana@friends.example"])
    dialog.form.sender_name.setText("Mira")
    dialog.send()
    qtbot.waitUntil(dialog.result_page.isVisible, timeout=8_000)
    dialog.accept()
    reader.window.trigger(Command.OUTBOX)
    outbox = reader.window.findChild(OutboxDialog)
    assert outbox is not None
    names = {name(button) for button in outbox.findChildren(QAbstractButton)}
    assert {"Send now: Story 1", "Remove: Story 1"} <= names
    outbox.reject()


def test_a_row_of_the_list_speaks_headline_section_and_age(reader: Reader) -> None:
    table = spoken(reader.window.article_list.table)
    assert table.role() == QAccessible.Role.Table
    names = [table.child(place).text(QAccessible.Text.Name) for place in range(table.childCount())]
    assert any(name.startswith("Story 1, World, ") for name in names)


def test_the_article_can_be_read_word_by_word(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles[0] |= {
        "leadImage": responses.image(caption=None),
        "bodyHtml": "<p>The ferry sails again.</p>",
    }
    reader = open_reader(newspaper.origin)
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    text = spoken(reader.window.article_pane.scroll_area.view).textInterface()
    words = text.text(0, text.characterCount())
    assert "The ferry sails again." in words
    assert "A ferry at the pier" in words, "a picture without caption shows its alternative text"


def test_problems_are_read_out_with_their_field(reader: Reader) -> None:
    reader.window.trigger(Command.SHARE)
    dialog = reader.window.findChild(ShareDialog)
    assert dialog is not None
    dialog.send()
    edit = spoken(dialog.form.recipients.edit)
    assert edit.text(QAccessible.Text.Name) == "To"
    assert "at least one friend" in edit.text(QAccessible.Text.Description)
    dialog.reject()


def test_tab_goes_round_the_whole_window_from_left_to_right(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    homes = [window.section_tree.tree, window.article_list.table, window.article_pane.scroll_area.view]
    window.section_tree.tree.setFocus()
    met: list[QWidget] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if met and focused is met[0]:
            break
        if focused not in met:
            met.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert [widget for widget in met if widget in homes] == homes
    assert {
        window.article_pane.scroll_area.share_button,
        *window.article_pane.scroll_area.related.rows,
    } <= set(met)
    assert set(focusable(window)) <= set(met)


def buttons(window: MainWindow) -> list[QAbstractButton]:
    """All buttons of the window, including those shown only at times."""
    window.article_list.show_newer(3)
    window.section_tree.set_waiting_count(1)
    window.article_list.state_pane.banner.show_message("The server takes too long to answer.")
    found = [one for one in focusable(window) if isinstance(one, QAbstractButton)]
    return [button for button in found if button is not window.header.menu_button]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_every_button_of_the_window_is_pressed_by_key(reader: Reader, qtbot: QtBot, key: Qt.Key) -> None:
    window = reader.window
    place = window.article_pane.scroll_area.verticalScrollBar()
    pressed = buttons(window)
    assert {
        window.article_list.newer_button,
        window.section_tree.outbox_button,
        window.article_pane.scroll_area.share_button,
    } <= set(pressed)
    assert len(pressed) > 9
    for button in pressed:
        button.show()
        button.setFocus()
        place.setValue(0)
        with qtbot.waitSignal(button.clicked, timeout=1_000):
            qtbot.keyClick(button, key)
        assert place.value() == 0
        for dialog in window.findChildren(QDialog):
            dialog.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_the_menu_opens_by_key(reader: Reader, qtbot: QtBot, key: Qt.Key) -> None:
    header = reader.window.header
    header.menu.aboutToShow.connect(lambda: QTimer.singleShot(0, header.menu.close))
    header.menu_button.setFocus()
    with qtbot.waitSignal(header.menu.aboutToShow, timeout=1_000):
        qtbot.keyClick(header.menu_button, key)


def test_what_tab_comes_to_is_scrolled_into_sight(reader: Reader, qtbot: QtBot) -> None:
    sheet = reader.window.article_pane.scroll_area
    sheet.share_button.setFocus()
    qtbot.keyClick(sheet.share_button, Qt.Key.Key_Tab)
    row = sheet.related.rows[0]
    assert QApplication.focusWidget() is row
    top = row.mapTo(sheet.viewport(), row.rect().topLeft()).y()
    assert 0 <= top < sheet.viewport().height()
