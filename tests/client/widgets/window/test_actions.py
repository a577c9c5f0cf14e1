"""The table of actions is complete, and the shortcuts dialog shows all of it."""

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.window.actions import ACTIONS, Command, Group
from broadsheet_client.widgets.window.shortcuts_dialog import ShortcutsDialog


def test_every_command_stands_in_the_table_once() -> None:
    assert Counter(row.command for row in ACTIONS) == Counter(Command)


def test_no_key_does_two_things() -> None:
    keys = Counter(QKeySequence(key).toString() for row in ACTIONS for key in row.keys)
    assert not [key for key, times in keys.items() if times > 1 or not key]


def test_the_menu_holds_every_action_and_each_does_something(reader: Reader) -> None:
    window = reader.window
    parts = [action.menu() for action in window.header.menu.actions()]
    assert len(parts) == len(Group)
    assert Counter(action.objectName() for part in parts for action in part.actions()) == Counter(Command)
    for command in Command:
        assert window.actions_[command].receivers("2triggered(bool)") > 0, command


def test_the_sheet_shows_every_key(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ShortcutsDialog(parent)
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for row in ACTIONS:
        if row.keys:
            assert row.text in shown
            assert all(QKeySequence(key).toString() in shown for key in row.keys)


def test_the_sheet_fits_a_narrow_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(360, 640)
    dialog = ShortcutsDialog(window)
    dialog.show()
    area = dialog.findChild(QScrollArea)
    assert area is not None
    assert dialog.width() <= window.width()
    assert area.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("command", [Command.SHARE, Command.OUTBOX, Command.LINKS, Command.SHORTCUTS])
def test_a_dialog_that_was_closed_is_gone(reader: Reader, qtbot: QtBot, command: Command) -> None:
    reader.window.trigger(command)
    dialog = reader.window.findChild(QDialog)
    assert dialog is not None
    dialog.reject()
    qtbot.waitUntil(lambda: not reader.window.findChildren(QDialog))


def test_buttons_say_their_keys_and_are_grey_where_they_can_do_nothing(reader: Reader) -> None:
    window = reader.window
    tips = [button.toolTip() for button in window.header.findChildren(QToolButton)]
    assert "Email this to your friend (Ctrl+E)" in tips
    assert not window.actions_[Command.BACK].isEnabled()
    assert window.actions_[Command.SHARE].isEnabled()
