"""A person searches, in the real window, from a real server, mostly by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.window.shortcuts_dialog import ShortcutsDialog
from tests.client import responses
from tests.client.scripted_server import error_response
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.focus import focused, open_id
from tests.client.widgets.newspaper import Newspaper

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEY = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ASIA = {"path": "asia", "name": "Asia"}


def search(reader: Reader, qtbot: QtBot, text: str) -> None:
    """Press Ctrl+K, type, and wait for the results."""
    qtbot.keyClick(focused(), KEY.Key_K, CONTROL)
    reader.window.header.search_field.setText("")
    if text.isascii():
        qtbot.keyClicks(focused(), text)
    else:
        write_by_input_method(focused(), text)
    qtbot.waitUntil(lambda: reader.services.search.is_settled)


def write_by_input_method(widget: QWidget, text: str) -> None:
    """Type Chinese by an input method: pre-edit letters, then characters."""
    QApplication.sendEvent(widget, QInputMethodEvent("dian che", []))
    chosen = QInputMethodEvent()
    chosen.setCommitString(text)
    QApplication.sendEvent(widget, chosen)


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    """Press keys, each where the focus is then."""
    for key in keys:
        qtbot.keyClick(focused(), key)


def title(reader: Reader) -> str:
    """The title of the results, with their number."""
    return reader.window.search.pane.title.text()


@pytest.mark.parametrize(
    "key", [(KEY.Key_K, CONTROL), (KEY.Key_F, CONTROL), (KEY.Key_Slash, Qt.KeyboardModifier.NoModifier)]
)
def test_from_the_article_to_a_result_and_back_by_keyboard(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot, key: tuple[Qt.Key, Qt.KeyboardModifier]
) -> None:
    window = reader.window
    qtbot.keyClick(focused(), *key)
    assert focused() is window.header.search_field
    qtbot.keyClicks(focused(), "story 5")
    qtbot.waitUntil(lambda: title(reader) == "11 articles")
    assert newspaper.server.calls("Search") == [{"query": "story 5", "first": 20, "orderBy": "RELEVANCE"}]
    qtbot.keyClick(focused(), KEY.Key_Down)
    assert focused() is window.search.pane.table
    press(qtbot, KEY.Key_Down, KEY.Key_Return)
    qtbot.waitUntil(lambda: open_id(reader) == "a50")
    assert focused() is window.article_pane.scroll_area.view
    assert window.search.is_active
    for widget in (window.search.pane.table, window.header.search_field):
        press(qtbot, KEY.Key_Escape)
        assert focused() is widget
    press(qtbot, KEY.Key_Escape)
    assert not window.search.is_active
    assert focused() is window.article_list.table
    assert window.article_list.title.text() == "All news"
    assert open_id(reader) == "a50"
    qtbot.keyClick(focused(), KEY.Key_Left, ALT)
    qtbot.waitUntil(lambda: open_id(reader) == "a1")


def test_escape_at_once_leads_back_to_the_very_line(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    qtbot.keyClick(focused(), KEY.Key_Return)
    window.article_pane.scroll_area.verticalScrollBar().setValue(400)
    window.article_list.table.verticalScrollBar().setValue(300)
    search(reader, qtbot, "story 5")
    qtbot.keyClick(focused(), KEY.Key_Escape)
    assert focused() is window.article_pane.scroll_area.view
    assert window.article_pane.scroll_area.verticalScrollBar().value() == 400
    assert window.article_list.table.verticalScrollBar().value() == 300
    assert open_id(reader) == "a1"


def test_back_from_a_result_leads_to_the_very_line(reader: Reader, qtbot: QtBot) -> None:
    bar = reader.window.article_pane.scroll_area.verticalScrollBar()
    bar.setValue(640)
    search(reader, qtbot, "story 5")
    press(qtbot, KEY.Key_Down, KEY.Key_Return)
    qtbot.waitUntil(lambda: open_id(reader) == "a5")
    qtbot.keyClick(reader.window, KEY.Key_Left, ALT)
    qtbot.waitUntil(lambda: open_id(reader) == "a1")
    assert bar.value() == 640


def test_the_result_that_is_reached_opens_without_delay(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    search(reader, qtbot, "story 5")
    qtbot.keyClick(focused(), KEY.Key_Down)
    qtbot.waitUntil(lambda: {"a5", "a50"} <= reader.store.articles.readable_offline(["a5", "a50"]))
    requests = len(newspaper.server.calls("OpenArticle"))
    qtbot.keyClick(focused(), KEY.Key_Return)
    assert open_id(reader) == "a5"
    assert len(newspaper.server.calls("OpenArticle")) == requests


def test_enter_in_the_field_waits_for_the_answer_and_goes_to_it(reader: Reader, qtbot: QtBot) -> None:
    qtbot.keyClick(focused(), KEY.Key_K, CONTROL)
    qtbot.keyClicks(focused(), "story 7")
    qtbot.keyClick(focused(), KEY.Key_Return)
    qtbot.waitUntil(lambda: focused() is reader.window.search.pane.table)
    assert reader.window.search.pane.table.currentIndex().row() == 0
    qtbot.keyClick(focused(), KEY.Key_Up)
    assert focused() is reader.window.header.search_field


def test_letters_that_are_keys_of_the_window_are_typed(reader: Reader, qtbot: QtBot) -> None:
    qtbot.keyClick(focused(), KEY.Key_K, CONTROL)
    qtbot.keyClicks(focused(), "jk? a/b ")
    assert reader.window.header.search_field.text() == "jk? a/b "
    qtbot.keyClick(focused(), KEY.Key_Home)
    qtbot.keyClick(focused(), KEY.Key_K, CONTROL)
    assert reader.window.header.search_field.selectedText() == "jk? a/b "
    assert open_id(reader) == "a1"


def test_closing_the_window_while_one_types_ends_the_search(
    open_reader: ReaderFactory, newspaper: Newspaper, reader: Reader, qtbot: QtBot
) -> None:
    qtbot.keyClick(focused(), KEY.Key_K, CONTROL)
    qtbot.keyClicks(focused(), "story")
    open_reader.close(reader)
    qtbot.wait(200)
    assert newspaper.server.calls("Search") == []


def test_chinese_is_found_and_marked(reader: Reader, newspaper: Newspaper, qtbot: QtBot) -> None:
    chinese = {"headline": "平旋桥修复方案通过 电车明年三月底重新过河", "language": "zh-Hans"}
    newspaper.articles.append(responses.page(99) | chinese)
    search(reader, qtbot, "电车")
    assert title(reader) == "1 article"
    (hit,) = reader.services.search.results.hits
    (mark,) = hit.highlights[0].ranges
    assert hit.node.headline[mark.start : mark.end] == "电车"
    assert not reader.window.search.pane.grab().isNull()


def test_a_section_narrows_and_is_taken_away_again(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles[4] |= {"section": ASIA}
    search(reader, qtbot, "story 5")
    facets = reader.window.search.pane.facets
    sections, *others = facets.buttons.values()
    assert all(button.isHidden() for button in others)
    sections.setFocus()
    qtbot.keyClick(sections, KEY.Key_Space)
    menu = sections.menu()
    qtbot.waitUntil(menu.isVisible)
    assert [action.text() for action in menu.actions()] == ["All sections", "", "Asia  (1)", "World  (10)"]
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Return):
        qtbot.keyClick(menu, key)
    qtbot.waitUntil(lambda: title(reader) == "1 article")
    assert newspaper.server.calls("Search")[-1]["where"] == {"section": "asia"}
    (chip,) = facets.active
    assert chip.accessibleName() == "Remove filter: Asia"
    chip.setFocus()
    qtbot.keyClick(chip, KEY.Key_Return)
    qtbot.waitUntil(lambda: title(reader) == "11 articles")
    assert not facets.active


def test_the_newest_first_if_one_likes(reader: Reader, newspaper: Newspaper, qtbot: QtBot) -> None:
    search(reader, qtbot, "story 5")
    reader.window.search.pane.order_button.menu().actions()[1].trigger()
    qtbot.waitUntil(lambda: reader.services.search.is_settled)
    assert newspaper.server.calls("Search")[-1]["orderBy"] == "NEWEST"
    assert reader.window.search.pane.order_button.accessibleName() == "Order: Newest first"


def test_the_next_page_comes_before_the_end_of_this_one(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    search(reader, qtbot, "story")
    bar = reader.window.search.pane.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: reader.window.search.model.count == 40)
    assert newspaper.server.calls("SearchMore")[0]["after"] == "20"


def test_nothing_found_says_what_was_searched_and_what_to_try(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.did_you_mean = "story 5"
    newspaper.articles[4] |= {"section": ASIA}
    search(reader, qtbot, "story 5")
    reader.window.search.pane.facets.buttons["section"].menu().actions()[2].trigger()
    qtbot.waitUntil(lambda: title(reader) == "1 article")
    qtbot.keyClicks(reader.window.header.search_field, " and a whale")
    no_results_page = reader.window.search.pane.no_results_page
    qtbot.waitUntil(no_results_page.isVisible)
    assert "No article in Asia says “story 5 and a whale”." in no_results_page.message.text
    assert no_results_page.shorter_button.text() == "Search for “story 5 and a”"
    reader.window.header.search_field.setFocus()
    qtbot.keyClick(focused(), KEY.Key_Down)
    assert focused() is no_results_page.suggestion_button
    no_results_page.clear_filters_button.click()
    qtbot.waitUntil(lambda: reader.services.search.is_settled)
    assert no_results_page.clear_filters_button.isHidden()
    no_results_page.suggestion_button.setFocus()
    qtbot.keyClick(no_results_page.suggestion_button, KEY.Key_Return)
    qtbot.waitUntil(lambda: title(reader) == "11 articles")
    assert reader.window.header.search_field.text() == "story 5"


def test_recent_searches_are_offered_taken_and_forgotten(reader: Reader, qtbot: QtBot) -> None:
    for text in ("story 5", "story 7"):
        search(reader, qtbot, text)
        qtbot.keyClick(focused(), KEY.Key_Return)
    search(reader, qtbot, "")
    start = reader.window.search.pane.start_page
    assert start.isVisible()
    offered = [start.recent_list.item(row).text() for row in range(start.recent_list.count())]
    assert offered == ["story 7", "story 5"]
    press(qtbot, KEY.Key_Down, KEY.Key_Down, KEY.Key_Return)
    qtbot.waitUntil(lambda: title(reader) == "11 articles")
    search(reader, qtbot, "")
    start.clear_button.setFocus()
    qtbot.keyClick(start.clear_button, KEY.Key_Space)
    assert start.recent_list.isHidden()
    assert reader.store.searches.recent() == ()


def test_an_empty_search_ends_when_one_goes_elsewhere(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    search(reader, qtbot, "")
    window.article_pane.scroll_area.view.setFocus()
    assert not window.search.is_active
    assert focused() is window.article_pane.scroll_area.view
    search(reader, qtbot, "story 5")
    window.article_pane.scroll_area.view.setFocus()
    assert window.search.is_active
    window.navigation.go_home()
    assert not window.search.is_active
    assert window.header.search_field.text() == ""


def test_offline_the_saved_articles_are_searched_and_it_says_so(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader.client.retry_delays = (5, 5, 5)
    reader.store.flush()
    newspaper.go_offline()
    pane = reader.window.search.pane
    search(reader, qtbot, "story 5")
    qtbot.waitUntil(lambda: title(reader) == "6 saved", timeout=8_000)
    assert "Only headlines and summaries saved on this computer were searched" in pane.state_pane.banner.text
    reader.window.header.search_field.setText("whales")
    qtbot.waitUntil(pane.state_pane.message.isVisible, timeout=8_000)
    assert "No headline or summary saved on this computer says that" in pane.state_pane.message.text
    reader.window.header.search_field.setText("story 5")
    qtbot.waitUntil(lambda: title(reader) == "6 saved", timeout=8_000)
    newspaper.go_online()
    qtbot.waitUntil(lambda: title(reader) == "11 articles", timeout=10_000)


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({}, "The search did not work\nThe newspaper cannot be searched"),
        ({"percentIndexed": 42}, "preparing its search and has done 42 % of it"),
    ],
)
def test_trouble_is_told_and_asked_again(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot, details: dict[str, int], told: str
) -> None:
    reader.client.retry_delays = (5, 5, 5)
    reason = "The search index is being built."
    newspaper.failure = error_response(reason, "SEARCH_UNAVAILABLE", status=503, **details)
    search(reader, qtbot, "story 5")
    message = reader.window.search.pane.state_pane.message
    qtbot.waitUntil(message.isVisible)
    assert told in message.text
    newspaper.failure = None
    message.button.click()
    qtbot.waitUntil(lambda: title(reader) == "11 articles")


def test_searching_in_a_narrow_window(open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot) -> None:
    reader = open_reader(newspaper.origin, width=480, height=600)
    window = reader.window
    qtbot.waitUntil(lambda: window.model.count == 50)
    assert not window.header.search_field.isVisible()
    search(reader, qtbot, "story 5")
    assert window.header.search_field.width() > 200
    press(qtbot, KEY.Key_Down, KEY.Key_Return)
    qtbot.waitUntil(lambda: window.article_pane.isVisible() and window.article_pane.shows_article)
    press(qtbot, KEY.Key_Escape)
    assert window.search.pane.isVisible()
    press(qtbot, KEY.Key_Escape, KEY.Key_Escape)
    assert window.article_list.isVisible()
    assert not window.header.search_field.isVisible()


def test_the_sheet_of_keys_shows_the_search(reader: Reader) -> None:
    dialog = ShortcutsDialog(reader.window)
    assert "Ctrl+K or Ctrl+F or /" in [label.text() for label in dialog.findChildren(QLabel)]


def test_every_part_of_the_search_has_a_name(reader: Reader, qtbot: QtBot) -> None:
    search(reader, qtbot, "story 5")
    pane, field = reader.window.search.pane, reader.window.header.search_field
    parts = [field, pane.table, pane.order_button, pane.close_button, *pane.facets.buttons.values()]
    parts += [pane.start_page.recent_list, pane.start_page.clear_button]
    assert [part for part in parts if not part.accessibleName()] == []
    assert field.accessibleDescription() == "11 articles"
    row = pane.table.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert row.startswith("Story 5, World, ")
    assert row.endswith("What happened.")
