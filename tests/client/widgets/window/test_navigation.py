"""Back and forward lead where one was, whatever stands in the article's place meanwhile."""

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.core.states import Ready
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.window.actions import Command
from tests.client.scripted_server import ScriptedResponse
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.focus import open_id
from tests.client.widgets.newspaper import Newspaper

PLACE = 640


@pytest.fixture
def silence(newspaper: Newspaper, reader: Reader) -> Iterator[None]:
    """From now on the newspaper does not respond."""
    over = Event()
    newspaper.failure = ScriptedResponse(hold=over)
    yield
    over.set()


def read_to(reader: Reader, place: int) -> None:
    """Scroll the article."""
    reader.window.article_pane.scroll_area.verticalScrollBar().setValue(place)


def place(reader: Reader) -> int:
    """How far the article is scrolled."""
    return reader.window.article_pane.scroll_area.verticalScrollBar().value()


def go_back(reader: Reader, qtbot: QtBot) -> None:
    """Press Alt and the left arrow."""
    qtbot.keyClick(reader.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)


@pytest.mark.usefixtures("silence")
def test_back_from_an_article_that_does_not_come_leads_to_the_line_one_left(
    reader: Reader, qtbot: QtBot
) -> None:
    read_to(reader, PLACE)
    reader.window.navigation.open_article("a30")
    qtbot.waitUntil(lambda: reader.window.article_pane.state_pane.is_loading)
    go_back(reader, qtbot)
    assert (open_id(reader), place(reader)) == ("a1", PLACE)


def test_back_at_once_drops_the_article_that_was_on_its_way(reader: Reader, qtbot: QtBot) -> None:
    reader.window.navigation.open_article("a30")
    go_back(reader, qtbot)
    assert reader.services.open_article.requested_id == "a1"
    assert open_id(reader) == "a1"


@pytest.mark.parametrize("article_id", ["gone", "a30"])
def test_back_from_an_article_that_is_gone_or_failed_leads_to_the_line_one_left(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot, article_id: str
) -> None:
    read_to(reader, PLACE)
    newspaper.failure = None if article_id == "gone" else ScriptedResponse(status=500)
    reader.window.navigation.open_article(article_id)
    qtbot.waitUntil(reader.window.article_pane.state_pane.message.isVisible)
    go_back(reader, qtbot)
    assert (open_id(reader), place(reader)) == ("a1", PLACE)


def test_an_article_that_did_not_come_takes_no_place_from_the_one_before(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles[29] |= {"bodyHtml": newspaper.articles[0]["bodyHtml"]}
    read_to(reader, PLACE)
    newspaper.failure = ScriptedResponse(status=500)
    reader.window.navigation.open_article("a30")
    qtbot.waitUntil(reader.window.article_pane.state_pane.message.isVisible)
    go_back(reader, qtbot)
    newspaper.failure = None
    qtbot.keyClick(reader.window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: open_id(reader) == "a30")
    assert place(reader) == 0


def test_an_article_that_a_link_named_is_a_stop_like_any_other(reader: Reader, qtbot: QtBot) -> None:
    reader.window.navigation.follow_link("https://news.example/articles/story-7")
    qtbot.waitUntil(lambda: open_id(reader) == "a7")
    reader.window.navigation.open_article("a8")
    qtbot.waitUntil(lambda: open_id(reader) == "a8")
    go_back(reader, qtbot)
    assert reader.window.navigation.history.current.article_id == "a7"
    qtbot.waitUntil(lambda: open_id(reader) == "a7")


@pytest.mark.usefixtures("silence")
def test_while_an_article_is_on_its_way_nothing_can_be_done_with_the_one_before(
    reader: Reader, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("what was copied before")
    reader.window.navigation.open_article("a30")
    qtbot.waitUntil(lambda: reader.window.article_pane.state_pane.is_loading)
    for command in (Command.SHARE, Command.COPY_LINK, Command.BROWSER, Command.LINKS):
        assert not reader.window.actions_[command].isEnabled()
        reader.window.trigger(command)
    assert QGuiApplication.clipboard().text() == "what was copied before"
    assert reader.window.windowTitle() == "The Harbour Post"


def test_sections_that_the_arrows_pass_are_one_stop_together(reader: Reader, qtbot: QtBot) -> None:
    tree = reader.window.section_tree.tree
    tree.setFocus()
    for _ in range(2):
        qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert reader.window.article_list.title.text() == "Asia"
    go_back(reader, qtbot)
    assert reader.window.article_list.title.text() == "All news"
    assert not reader.window.navigation.history.can_go_back


def test_each_section_that_is_chosen_is_a_stop(reader: Reader, qtbot: QtBot) -> None:
    tree = reader.window.section_tree.tree
    tree.setFocus()
    for _ in range(2):
        qtbot.keyClick(tree, Qt.Key.Key_Down)
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    go_back(reader, qtbot)
    assert reader.window.article_list.title.text() == "World"


@pytest.mark.parametrize("scrolled", [700, 6_500])
def test_back_to_another_section_leads_to_the_row_one_left(
    reader: Reader, qtbot: QtBot, scrolled: int
) -> None:
    articles = reader.window.article_list
    bar = articles.table.verticalScrollBar()
    if scrolled > bar.maximum():
        bar.setValue(bar.maximum())
        qtbot.waitUntil(lambda: reader.window.model.count == 60)
        reader.store.flush()
    bar.setValue(scrolled)
    left = articles.position
    assert left is not None
    reader.window.navigation.open_section("world/asia")
    qtbot.waitUntil(lambda: not articles.state_pane.shows_content)
    go_back(reader, qtbot)
    assert articles.title.text() == "All news"
    assert articles.position == left
    qtbot.waitUntil(lambda: reader.services.article_list.state == Ready(reader.services.article_list.rows))
    assert articles.position == left


def test_sections_that_were_hidden_stay_hidden_at_the_next_start(
    reader: Reader, open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    qtbot.keyClick(reader.window, Qt.Key.Key_F9)
    assert not reader.window.section_tree.isVisible()
    open_reader.close(reader)
    again = open_reader(newspaper.origin)
    assert not again.window.section_tree.isVisible()
    qtbot.keyClick(again.window, Qt.Key.Key_F9)
    assert again.window.section_tree.isVisible()


def test_a_translation_opens_in_the_window_and_back_leads_to_the_original(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles[0]["translations"] = [{"id": "a30", "language": "zh", "headline": "渡轮复航"}]
    reader = open_reader(newspaper.origin)
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    view = reader.window.article_pane.scroll_area.view
    assert "Also in: 中文" in view.toPlainText()
    view.link_pressed.emit(reader.window.article_pane.scroll_area.document.links[0].url)
    qtbot.waitUntil(lambda: open_id(reader) == "a30")
    go_back(reader, qtbot)
    assert open_id(reader) == "a1"
