"""A person reads with keyboard and mouse, in the real window, from a real server."""

from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from tests.client import responses
from tests.client.scripted_server import ScriptedResponse
from tests.client.widgets.conftest import Desktop, ReaderFactory
from tests.client.widgets.focus import focused, open_id
from tests.client.widgets.newspaper import Newspaper

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
AHEAD = ["a2", "a3", "a4", "a5", "a6", "a7"]
LEFT = Qt.MouseButton.LeftButton
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def ask_to_share(reader: Reader, qtbot: QtBot) -> ShareDialog:
    """Press Ctrl+E."""
    qtbot.keyClick(reader.window, Qt.Key.Key_E, CONTROL)
    dialog = reader.window.findChild(ShareDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    return dialog


def test_the_paper_opens_at_its_first_article(reader: Reader) -> None:
    window = reader.window
    assert open_id(reader) == "a1"
    assert window.windowTitle() == "Story 1 – The Harbour Post"
    assert window.header.masthead.text() == "The Harbour Post"
    assert window.model.count == 50
    assert window.article_list.current_id == "a1"
    assert focused() is window.article_list.table


def test_everything_from_the_list_to_the_sent_mail_by_keyboard(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    window = reader.window
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert focused() is window.article_pane.scroll_area.view
    related = window.article_pane.scroll_area.related.rows[0]
    for _ in range(20):
        if focused() is related:
            break
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: open_id(reader) == "a3")
    assert focused() is window.article_pane.scroll_area.view

    dialog = ask_to_share(reader, qtbot)
    qtbot.keyClicks(focused(), "bea@friends.example")
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    qtbot.keyClicks(focused(), "Ada")
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    qtbot.keyClicks(focused(), "Read this!")
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "Sent to bea@friends.example" in dialog.result_page.text, timeout=8_000)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    (share,) = newspaper.shares
    assert (share["article"], share["to"]) == ("a3", ["bea@friends.example"])
    assert (share["senderName"], share["note"]) == ("Ada", "Read this!")


def test_to_a_friend_written_to_before_it_takes_four_keys(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader.store.recipients.remember(["bea@friends.example"])
    reader.store.key_values.set("sender_name", "Ada")
    reader.store.flush()
    dialog = ask_to_share(reader, qtbot)
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    popup = dialog.form.recipients.popup
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(dialog.form.recipients.chips) == 1)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(newspaper.shares))
    assert newspaper.shares[0]["to"] == ["bea@friends.example"]


def test_back_from_a_related_story_leads_to_the_very_line(reader: Reader, qtbot: QtBot) -> None:
    scroll_area = reader.window.article_pane.scroll_area
    scroll_area.verticalScrollBar().setValue(640)
    row = scroll_area.related.rows[1]
    qtbot.mouseClick(row, LEFT, pos=QPoint(20, 20))
    qtbot.waitUntil(lambda: open_id(reader) == "a4")
    assert scroll_area.verticalScrollBar().value() == 0
    assert reader.window.article_list.current_id == "a4"

    qtbot.keyClick(reader.window, Qt.Key.Key_Left, ALT)
    qtbot.waitUntil(lambda: open_id(reader) == "a1")
    assert scroll_area.verticalScrollBar().value() == 640
    qtbot.keyClick(reader.window, Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: open_id(reader) == "a4")


def test_space_reads_on_and_at_the_end_goes_to_the_next_article(reader: Reader, qtbot: QtBot) -> None:
    bar = reader.window.article_pane.scroll_area.verticalScrollBar()
    seen = [bar.value()]
    while bar.value() < bar.maximum():
        qtbot.keyClick(focused(), Qt.Key.Key_Space)
        assert bar.value() > seen[-1]
        seen.append(bar.value())
    qtbot.keyClick(focused(), Qt.Key.Key_Space, SHIFT)
    assert bar.value() < bar.maximum()
    bar.setValue(bar.maximum())
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: open_id(reader) == "a2")
    assert bar.value() == 0


def test_space_on_a_related_story_opens_it(reader: Reader, qtbot: QtBot) -> None:
    row = reader.window.article_pane.scroll_area.related.rows[0]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: open_id(reader) == "a3")


def test_related_stories_are_fetched_before_they_are_wanted(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles[0] = responses.page(1, related=(3, 4, 5, 6, 7))
    reader = open_reader(newspaper.origin)
    qtbot.waitUntil(lambda: reader.store.articles.readable_offline(AHEAD) == set(AHEAD))
    requests = len(newspaper.server.calls("OpenArticle"))
    reader.window.navigation.open_article("a7")
    assert open_id(reader) == "a7"
    assert len(newspaper.server.calls("OpenArticle")) == requests


def test_a_held_arrow_key_ends_at_the_last_article_and_leaves_one_stop(reader: Reader, qtbot: QtBot) -> None:
    for _ in range(20):
        qtbot.keyClick(focused(), Qt.Key.Key_Down)
    assert reader.window.article_list.current_id == "a21"
    qtbot.waitUntil(lambda: open_id(reader) == "a21")
    assert not reader.window.navigation.history.can_go_back


def test_the_next_page_is_there_before_the_end_of_this_one(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    bar = reader.window.article_list.table.verticalScrollBar()
    bar.setValue(round(bar.maximum() * 0.85))
    qtbot.waitUntil(lambda: reader.window.model.count == 60)
    assert [call.get("after") for call in newspaper.server.calls("ArticleList")] == [None, "50"]


def test_a_breadcrumb_opens_its_section(reader: Reader, qtbot: QtBot) -> None:
    reader.window.article_pane.scroll_area.view.link_pressed.emit("broadsheet-section:world")
    qtbot.waitUntil(lambda: reader.window.article_list.title.text() == "World")
    assert reader.window.section_tree.current_path == "world"
    qtbot.keyClick(reader.window, Qt.Key.Key_Home, ALT)
    assert reader.window.article_list.title.text() == "All news"


def test_sections_are_chosen_by_keyboard(reader: Reader, qtbot: QtBot) -> None:
    qtbot.keyClick(focused(), Qt.Key.Key_F6, SHIFT)
    assert focused() is reader.window.section_tree.tree
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    assert reader.window.article_list.title.text() == "Asia"
    assert focused() is reader.window.section_tree.tree
    qtbot.waitUntil(lambda: not reader.window.article_list.state_pane.shows_content)
    assert "Nothing here yet" in reader.window.article_list.state_pane.message.text
    qtbot.mouseClick(reader.window.article_list.state_pane.message.button, LEFT)
    qtbot.waitUntil(lambda: reader.window.model.count == 50)


def test_new_articles_wait_until_they_are_wanted(reader: Reader, newspaper: Newspaper, qtbot: QtBot) -> None:
    window, bar = reader.window, reader.window.article_list.table.verticalScrollBar()
    window.article_list.table.selectRow(19)
    qtbot.waitUntil(lambda: open_id(reader) == "a20")
    seen = bar.value()
    assert seen > 0
    newspaper.articles.insert(0, responses.page(0))
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(window.article_list.newer_button.isVisible)
    assert window.article_list.newer_button.text() == "1 new"
    assert bar.value() == seen
    assert window.article_list.current_id == "a20"
    qtbot.mouseClick(window.article_list.newer_button, LEFT)
    assert window.model.article_id(0) == "a0"
    assert bar.value() == 0
    assert focused() is window.article_list.table
    assert window.article_list.current_id == "a20"
    assert open_id(reader) == "a20"


def test_who_comes_back_to_the_window_is_told_what_is_new(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader.services.news_poller, "activation_interval", 0)
    reader.services.news_poller.start()
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    newspaper.articles.insert(0, responses.page(0))
    reader.window.activateWindow()
    qtbot.waitUntil(reader.window.article_list.newer_button.isVisible)
    assert reader.window.article_list.current_id == "a1"


def test_a_refresh_does_not_move_what_is_being_read(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    bar = reader.window.article_pane.scroll_area.verticalScrollBar()
    bar.setValue(500)
    newspaper.articles[0] |= {"headline": "Story 1, as we know it now", "byline": "By two people"}
    reader.services.open_article._is_fresh = False
    reader.services.open_article.retry()
    qtbot.waitUntil(lambda: "as we know it now" in reader.window.windowTitle())
    assert abs(bar.value() - 500) <= 2


def test_a_link_to_another_article_of_the_paper_opens_here(
    reader: Reader, desktop: Desktop, qtbot: QtBot
) -> None:
    reader.window.navigation.follow_link("https://news.example/articles/story-7")
    qtbot.waitUntil(lambda: open_id(reader) == "a7")
    reader.window.navigation.follow_link("https://elsewhere.example/articles/story-8")
    assert desktop.opened == ["https://elsewhere.example/articles/story-8"]
    qtbot.keyClick(reader.window, Qt.Key.Key_Left, ALT)
    qtbot.waitUntil(lambda: open_id(reader) == "a1")


def test_dangerous_links_open_nothing(reader: Reader, desktop: Desktop) -> None:
    for link in ("file:///etc/passwd", "javascript:alert(1)", "smb://host/share", "mailto:"):
        reader.window.navigation.follow_link(link)
    assert desktop.opened == []
    assert reader.window.toast.isVisible()


def test_the_link_is_copied_and_opened_in_the_browser(reader: Reader, desktop: Desktop, qtbot: QtBot) -> None:
    qtbot.keyClick(reader.window, Qt.Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == "https://news.example/articles/story-1"
    assert reader.window.toast.text() == "Link copied"
    qtbot.keyClick(reader.window, Qt.Key.Key_O, CONTROL)
    assert desktop.opened == ["https://news.example/articles/story-1"]


def test_the_reader_opens_again_where_it_was_left(
    open_reader: ReaderFactory, newspaper: Newspaper, reader: Reader, qtbot: QtBot
) -> None:
    reader.window.navigation.open_section("world")
    reader.window.navigation.open_article("a5")
    qtbot.waitUntil(lambda: open_id(reader) == "a5")
    open_reader.close(reader)
    again = open_reader(newspaper.origin)
    assert open_id(again) == "a5"
    assert again.window.article_list.title.text() == "World"
    assert again.window.section_tree.current_path == "world"


def test_the_keyboard_stays_where_somebody_went_before_the_list_came(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    over = Event()
    newspaper.failure = ScriptedResponse(hold=over)
    window = open_reader(newspaper.origin).window
    qtbot.waitUntil(lambda: len(newspaper.server.requests) > 0)
    window.header.menu_button.setFocus()
    newspaper.failure = None
    over.set()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.model.count == 50)
    assert focused() is window.header.menu_button


def test_zoom_is_kept_for_the_next_start(
    open_reader: ReaderFactory, newspaper: Newspaper, reader: Reader, qtbot: QtBot
) -> None:
    for _ in range(3):
        qtbot.keyClick(reader.window, Qt.Key.Key_Plus, CONTROL)
    assert reader.window.toast.text() == "Text size 130 %"
    for _ in range(40):
        qtbot.keyClick(reader.window, Qt.Key.Key_Plus, CONTROL)
    assert reader.preferences.zoom == 300
    open_reader.close(reader)
    assert open_reader(newspaper.origin).preferences.zoom == 300
