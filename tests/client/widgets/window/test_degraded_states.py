"""A person reads on where something is missing: the server, an article, the disk, or room in the window."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from broadsheet_client.core.states import Offline
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.models.article_list_model import READ_ROLE
from broadsheet_client.widgets.window.actions import Command
from tests.client.scripted_server import ScriptedResponse, error_response
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.focus import focused, open_id
from tests.client.widgets.newspaper import Newspaper

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton


def test_offline_shows_what_was_saved_and_heals_by_itself(
    open_reader: ReaderFactory, newspaper: Newspaper, reader: Reader, qtbot: QtBot
) -> None:
    open_reader.close(reader)
    newspaper.go_offline()
    again = open_reader(newspaper.origin)
    window = again.window
    qtbot.waitUntil(window.article_list.state_pane.banner.isVisible)
    assert "offline" in window.article_list.state_pane.banner.text
    assert window.model.count == 50
    assert open_id(again) == "a1"
    newspaper.articles[0] |= {"headline": "Story 1, and we are back"}
    newspaper.go_online()
    qtbot.waitUntil(lambda: not window.article_list.state_pane.banner.isVisible(), timeout=8_000)
    qtbot.waitUntil(lambda: "we are back" in str(window.model.index(0, 0).data()))


def test_a_server_that_falls_silent_is_noticed_and_heals_by_itself(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    over, banner = Event(), reader.window.article_list.state_pane.banner
    reader.client.timeout = 100
    newspaper.failure = ScriptedResponse(hold=over)
    qtbot.keyClick(reader.window, Qt.Key.Key_F5)
    qtbot.waitUntil(banner.isVisible)
    assert "takes too long" in banner.text
    assert not reader.services.connection.is_online
    newspaper.failure = None
    over.set()
    qtbot.waitUntil(lambda: not banner.isVisible(), timeout=8_000)


def test_a_server_that_is_silent_from_the_first_start_on_is_told_in_words_with_a_retry(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    over = Event()
    newspaper.failure = ScriptedResponse(hold=over)
    reader = open_reader(newspaper.origin)
    reader.client.timeout = 300
    reader.window.trigger(Command.REFRESH)
    message = reader.window.article_list.state_pane.message
    qtbot.waitUntil(message.isVisible, timeout=1_500)
    assert "takes too long" in message.text
    assert message.button.text() == "Try again"
    newspaper.failure = None
    over.set()
    message.button.click()
    qtbot.waitUntil(lambda: reader.window.model.count > 0)


def test_a_newspaper_whose_database_is_away_is_told_in_words_beside_what_is_there_until_it_is_back(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    banner = reader.window.article_list.state_pane.banner
    qtbot.waitUntil(lambda: reader.window.model.count > 0)
    away = error_response("The store is away. Try again soon.", "STORE_UNAVAILABLE", status=503)
    newspaper.failure = replace(away, headers={"Retry-After": "5"})
    qtbot.keyClick(reader.window, Qt.Key.Key_F5)
    qtbot.waitUntil(banner.isVisible)
    assert banner.text == "The server has trouble of its own. Please try again in a while."
    assert reader.window.model.count == 50
    assert reader.services.connection.is_online
    newspaper.failure = None
    qtbot.keyClick(reader.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not banner.isVisible())


def test_offline_from_the_first_start_on_says_so(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.go_offline()
    window = open_reader(newspaper.origin).window
    message = window.article_list.state_pane.message
    qtbot.waitUntil(message.isVisible)
    assert f"The newspaper at {newspaper.origin} cannot be reached." in message.text
    assert focused() is message.button
    assert message.button.text() == "Try again"
    assert not window.article_pane.shows_article
    assert not window.article_pane.state_pane.message.isVisible()
    newspaper.go_online()
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.article_pane.shows_article)


def test_offline_in_a_section_never_seen_it_says_that_one_is_offline(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: reader.services.front_page.value is not None)
    newspaper.go_offline()
    reader.window.navigation.open_section("world/asia")
    qtbot.waitUntil(reader.window.article_list.state_pane.message.isVisible)
    assert "You are offline" in reader.window.article_list.state_pane.message.text


def test_a_withdrawn_article_says_so_and_leads_back_to_the_news(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader.window.navigation.open_section("world")
    reader.window.navigation.open_article("gone")
    message = reader.window.article_pane.state_pane.message
    qtbot.waitUntil(message.isVisible)
    assert "not available any more" in message.text
    assert not reader.window.article_pane.shows_article
    qtbot.mouseClick(message.button, LEFT)
    assert reader.window.article_list.title.text() == "All news"
    qtbot.waitUntil(lambda: open_id(reader) != "")


def test_a_withdrawn_article_leads_back_to_the_list_where_only_one_fits(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader = open_reader(newspaper.origin, width=480, height=400)
    qtbot.waitUntil(lambda: reader.window.model.count == 50)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    reader.window.navigation.open_article("gone")
    qtbot.waitUntil(reader.window.article_pane.state_pane.message.isVisible)
    qtbot.mouseClick(reader.window.article_pane.state_pane.message.button, LEFT)
    assert reader.window.article_list.isVisible()
    assert focused() is reader.window.article_list.table


def test_that_nothing_can_be_kept_is_said_as_long_as_it_is_so(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "reader").write_text("a file stands where the folder should be")
    window = open_reader(newspaper.origin).window
    assert window.notice.isVisible()
    assert window.notice.text.startswith("Nothing can be saved in ")
    assert not window.toast.isVisible()


def test_the_narrow_window_shows_one_pane_after_the_other(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    window = open_reader(newspaper.origin, width=480, height=400).window
    qtbot.waitUntil(lambda: window.model.count == 50)
    assert not window.article_pane.isVisible()
    assert not window.section_tree.isVisible()
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.article_pane.shows_article)
    assert window.article_pane.isVisible()
    assert not window.article_list.isVisible()
    assert window.article_pane.scroll_area.horizontalScrollBar().maximum() == 0
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert window.article_list.isVisible()
    assert focused() is window.article_list.table
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.section_tree.isVisible()
    assert not window.article_list.isVisible()
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    assert window.section_tree.isVisible()
    assert window.article_list.title.text() == "World"
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert window.article_list.isVisible()
    assert focused() is window.article_list.table


def test_a_saved_article_says_that_one_is_offline_where_no_list_beside_it_does(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    window = reader.window
    newspaper.go_offline()
    reader.services.open_article._is_fresh = False
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(window.article_list.state_pane.banner.isVisible)
    reader.services.open_article.retry()
    qtbot.waitUntil(lambda: isinstance(window.article_pane.state_pane.state, Offline))
    assert not window.article_pane.state_pane.banner.isVisible()
    window.resize(480, 600)
    window.trigger(Command.READ_ON)
    assert window.article_pane.state_pane.banner.isVisible()
    assert "saved on this computer" in window.article_pane.state_pane.banner.text


@pytest.mark.parametrize("width", [480, 1240])
def test_the_name_of_the_paper_is_whole(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot, width: int
) -> None:
    reader = open_reader(newspaper.origin, width=width, height=600)
    qtbot.waitUntil(lambda: reader.window.model.count == 50)
    qtbot.waitUntil(lambda: reader.window.header.masthead.text() == "The Harbour Post")


def test_a_narrow_window_opens_no_article_that_nobody_sees(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader = open_reader(newspaper.origin, width=480, height=400)
    window = reader.window
    qtbot.waitUntil(lambda: window.model.count == 50)
    assert focused() is window.article_list.table
    assert window.navigation.history.current.article_id is None
    assert newspaper.server.calls("OpenArticle") == []
    assert not window.model.index(0, 0).data(READ_ROLE)
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    qtbot.keyClick(focused(), Qt.Key.Key_Down)
    assert window.article_list.current_id == "a3"
    assert window.navigation.history.current.article_id is None
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: open_id(reader) == "a3")
    assert window.article_pane.isVisible()


def test_who_reads_goes_on_reading_when_the_window_is_made_narrow(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    qtbot.waitUntil(lambda: window.article_pane.shows_article)
    view = window.article_pane.scroll_area.view
    view.setFocus()
    window.resize(480, 600)
    assert window.article_pane.isVisible()
    assert not window.article_list.isVisible()
    assert focused() is view


def test_space_leads_back_to_an_article_that_the_list_does_not_have(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader = open_reader(newspaper.origin, width=480, height=400)
    qtbot.waitUntil(lambda: reader.window.model.count == 50)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: open_id(reader) == "a1")
    reader.window.navigation.open_article("a60")
    qtbot.waitUntil(lambda: open_id(reader) == "a60")
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert reader.window.article_list.isVisible()
    qtbot.keyClick(focused(), Qt.Key.Key_Space)
    assert reader.window.article_pane.isVisible()
    assert open_id(reader) == "a60"


def test_a_row_opens_by_enter_though_it_was_the_current_one_already(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader = open_reader(newspaper.origin, width=480, height=400)
    qtbot.waitUntil(lambda: reader.window.model.count == 50)
    reader.window.navigation.open_article("a9")
    qtbot.waitUntil(lambda: open_id(reader) == "a9")
    with qtbot.waitSignal(reader.services.article_list.rows_reset):
        reader.window.navigation.open_section("world")
    qtbot.waitUntil(lambda: reader.window.model.count == 50)
    reader.window.article_list.table.setFocus()
    qtbot.keyClick(focused(), Qt.Key.Key_Home)
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: open_id(reader) == "a1")


@pytest.mark.parametrize(
    ("server", "is_told"), [("http://news.invalid", True), ("http://127.0.0.1:9", False)]
)
def test_a_key_that_goes_unencrypted_is_told(open_reader: ReaderFactory, server: str, is_told: bool) -> None:
    notice = open_reader(server).window.notice
    assert notice.isVisible() == is_told
    if is_told:
        assert "unencrypted" in notice.text
