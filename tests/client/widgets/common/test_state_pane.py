"""Each state of a pane, as a person sees it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.widgets.common.state_pane import LOADING_DELAY, StateMessages, StatePane
from broadsheet_client.widgets.common.theme import Theme

WORDS = StateMessages(
    empty_title="Nothing here",
    empty_text="Come back later.",
    empty_button="Go home",
    failed_title="It did not come",
    offline_title="Offline",
    offline_text="Nothing was saved.",
    offline_banner="Saved news.",
)
TIMEOUT = ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT)
GONE = ReaderError(ErrorKind.NOT_FOUND, ErrorCode.ARTICLE_GONE)


@pytest.fixture
def content() -> QLabel:
    """The content of the pane."""
    label = QLabel()
    label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return label


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, content: QLabel) -> StatePane[str]:
    """A pane that shows a text."""
    pane: StatePane[str] = StatePane(content, content.setText, WORDS, theme, QWidget())
    qtbot.addWidget(pane)
    pane.resize(400, 300)
    pane.show()
    return pane


def test_an_answer_that_comes_soon_shows_no_loading_page(pane: StatePane[str], qtbot: QtBot) -> None:
    pane.show_state(Loading())
    assert not pane.is_loading
    pane.show_state(Ready("News"))
    qtbot.wait(LOADING_DELAY + 60)
    assert not pane.is_loading
    assert pane.shows_content


def test_an_answer_that_takes_its_time_shows_that_it_is_coming(pane: StatePane[str], qtbot: QtBot) -> None:
    pane.show_state(Ready("Old news"))
    pane.show_state(Loading())
    assert pane.shows_content
    qtbot.waitUntil(lambda: pane.is_loading, timeout=2_000)


def test_nothing_says_what_and_one_thing_to_do(pane: StatePane[str], qtbot: QtBot) -> None:
    pane.show_state(Empty())
    assert pane.message.text == "Nothing here\nCome back later."
    with qtbot.waitSignal(pane.empty_action_triggered):
        qtbot.mouseClick(pane.message.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("state", [Failed(TIMEOUT), Offline()])
def test_what_did_not_come_can_be_asked_for_again(
    pane: StatePane[str], qtbot: QtBot, state: PaneState[str]
) -> None:
    pane.show_state(state)
    assert pane.message.isVisible()
    assert pane.message.button.text() == "Try again"
    with qtbot.waitSignal(pane.retry_requested):
        qtbot.mouseClick(pane.message.button, Qt.MouseButton.LeftButton)


def test_what_is_gone_is_not_asked_for_again(pane: StatePane[str], qtbot: QtBot) -> None:
    pane.show_state(Failed(GONE))
    assert "not available any more" in pane.message.text
    assert pane.message.button.text() == "Go home"
    with qtbot.waitSignal(pane.empty_action_triggered):
        qtbot.mouseClick(pane.message.button, Qt.MouseButton.LeftButton)


def test_a_failure_leaves_what_was_there_and_says_so_above(
    pane: StatePane[str], content: QLabel, qtbot: QtBot
) -> None:
    pane.show_state(Failed(TIMEOUT, "Old news"))
    assert content.text() == "Old news"
    assert pane.shows_content
    assert pane.banner.text == "The server takes too long to answer."
    with qtbot.waitSignal(pane.retry_requested):
        qtbot.mouseClick(pane.banner.findChild(QPushButton), Qt.MouseButton.LeftButton)
    pane.show_state(Ready("New news"))
    assert not pane.banner.isVisible()


def test_offline_shows_what_was_saved_and_says_so(pane: StatePane[str], content: QLabel) -> None:
    pane.show_state(Offline("Old news"))
    assert (content.text(), pane.banner.text) == ("Old news", "Saved news.")


def test_offline_is_not_said_where_another_pane_says_it(pane: StatePane[str]) -> None:
    pane.set_offline_banner_enabled(False)
    pane.show_state(Offline("Old news"))
    assert not pane.banner.isVisible()
    pane.set_offline_banner_enabled(True)
    assert pane.banner.isVisible()
    pane.show_state(Ready("News"))
    pane.set_offline_banner_enabled(True)
    assert not pane.banner.isVisible()


def test_the_keyboard_stays_in_the_pane_when_its_page_turns(
    pane: StatePane[str], content: QLabel, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is pane)
    pane.show_state(Ready("News"))
    content.setFocus()
    pane.show_state(Failed(TIMEOUT))
    assert QApplication.focusWidget() is pane.message.button
    pane.show_state(Ready("News"))
    assert QApplication.focusWidget() is content


def test_the_keyboard_comes_back_to_what_took_its_time(
    pane: StatePane[str], content: QLabel, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is pane)
    pane.show_state(Ready("Old news"))
    content.setFocus()
    pane.show_state(Loading())
    qtbot.waitUntil(lambda: pane.is_loading)
    pane.show_state(Ready("News"))
    assert QApplication.focusWidget() is content
