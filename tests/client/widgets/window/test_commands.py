"""What a command means depends on where one is, and is never nothing."""

import os
import shutil
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.panes import Pane
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.focus import open_id
from tests.client.widgets.newspaper import Newspaper

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


def press_ctrl_e(reader: Reader, qtbot: QtBot) -> ShareDialog:
    """Press Ctrl+E at the focused widget; the share dialog opens."""
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: reader.window.findChild(ShareDialog) is not None)
    dialog = reader.window.findChildren(ShareDialog)[-1]
    assert isinstance(dialog, ShareDialog)
    return dialog


TAKEN_SHORTCUTS = """
from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication
from broadsheet_client.widgets.common.theme import Appearance, Theme
from broadsheet_client.widgets.search.search_field import SearchField
from broadsheet_client.widgets.window.actions import ACTIONS
application = QApplication([])
field = SearchField(Theme(application, Appearance.LIGHT))
field.setText("ferry")
for key in (key for row in ACTIONS for key in row.keys if key.startswith("Ctrl+")):
    keys = QKeySequence(key)[0]
    event = QKeyEvent(QEvent.Type.ShortcutOverride, keys.key(), keys.keyboardModifiers())
    event.ignore()
    QApplication.sendEvent(field, event)
    if event.isAccepted():
        print(key)
"""


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="editing keys differ by platform: it needs X11")
def test_the_search_field_leaves_every_shortcut_with_ctrl_to_the_window() -> None:
    told = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", TAKEN_SHORTCUTS],
        env=os.environ | {"QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert told.stdout.split() == []


def test_ctrl_e_in_the_search_field_shares_the_open_article(reader: Reader, qtbot: QtBot) -> None:
    reader.window.header.search_field.setFocus()
    dialog = press_ctrl_e(reader, qtbot)
    assert dialog.draft.article_id == "a1"
    dialog.reject()


def test_ctrl_e_on_a_related_row_shares_that_article(reader: Reader, qtbot: QtBot) -> None:
    row = reader.window.article_pane.scroll_area.related.rows[0]
    row.setFocus()
    dialog = press_ctrl_e(reader, qtbot)
    assert dialog.draft.article_id == row.article_id == "a3"
    assert dialog.draft.headline == "Story 3"
    dialog.reject()


def test_ctrl_e_on_a_related_row_that_is_not_stored_fetches_it_first(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader.services.prefetch.cancel()
    reader.store.articles.delete("a4").result()
    reader.window.article_pane.scroll_area.related.rows[1].setFocus()
    dialog = press_ctrl_e(reader, qtbot)
    assert dialog.draft.headline == "Story 4"
    dialog.reject()


def test_ctrl_e_on_a_related_row_that_is_gone_says_so(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader.services.prefetch.cancel()
    reader.store.articles.delete("a3").result()
    newspaper.articles = [article for article in newspaper.articles if article["id"] != "a3"]
    reader.window.article_pane.scroll_area.related.rows[0].setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(reader.window.toast.isVisible)
    assert reader.window.toast.text() == "This article is not available any more."


def test_the_share_button_means_the_open_article_whatever_has_the_focus(reader: Reader, qtbot: QtBot) -> None:
    reader.window.article_pane.scroll_area.related.rows[0].setFocus()
    qtbot.mouseClick(reader.window.header.share_button, LEFT)
    dialog = reader.window.findChild(ShareDialog)
    assert isinstance(dialog, ShareDialog)
    assert dialog.draft.article_id == "a1"
    dialog.reject()


def test_ctrl_e_on_a_search_result_shares_that_result(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    window.trigger(Command.SEARCH)
    qtbot.keyClicks(window.header.search_field, "story 2")
    qtbot.waitUntil(lambda: window.search.pane.model.count > 0)
    window.search.pane.table.setFocus()
    window.search.pane.table.selectRow(0)
    dialog = press_ctrl_e(reader, qtbot)
    assert dialog.draft.article_id == window.search.pane.current_id == "a2"
    dialog.reject()


def test_back_leads_to_the_list_after_the_window_was_narrowed(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    back = window.actions_[Command.BACK]
    assert not back.isEnabled()
    window.resize(480, 600)
    qtbot.waitUntil(lambda: window.panes.fitting_count == 1)
    window.article_list.table.setFocus()
    qtbot.keyClick(window.article_list.table, Qt.Key.Key_Return)
    assert window.panes.front is Pane.ARTICLE
    assert back.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.panes.front is Pane.ARTICLES
    assert not back.isEnabled()


def test_back_from_the_list_of_a_narrow_window_shows_where_it_leads(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader = open_reader(newspaper.origin, width=480, height=600)
    window = reader.window
    qtbot.waitUntil(lambda: window.model.count > 0)
    for row in (0, 4):
        window.article_list.table.selectRow(row)
        qtbot.keyClick(window.article_list.table, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda row=row: open_id(reader) == f"a{row + 1}")
        qtbot.wait(1_100)  # long enough to count as read
        window.trigger(Command.BACK)
        assert window.panes.front is Pane.ARTICLES
    window.trigger(Command.BACK)
    assert window.panes.front is Pane.ARTICLE
    qtbot.waitUntil(lambda: open_id(reader) == "a1")
