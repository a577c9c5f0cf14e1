"""A person whose system speaks Chinese gets a Chinese window, and nothing of it is English."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.core.languages import Language
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.common.list_format import breakable
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.about_dialog import AboutDialog, described_program
from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.translators import effective_language
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper

_ENGLISH = re.compile(r"[A-Za-z]{2,}")
_NOT_WORDS = re.compile(
    r"Ctrl|Shift|Alt|Enter|Return|Esc|Home|Left|Right|Space|English|Broadsheet|\bF\d+"
    r"|\S+@\S+|https?://\S+|zh-Hans"
)
"""Keys, names and addresses are the same in every language."""


@pytest.fixture
def reader(open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot) -> Reader:
    """A Chinese window on an English newspaper, whose own texts are not the window's."""
    reader = open_reader(newspaper.origin, language=Language.CHINESE)
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    return reader


def said(widget: QObject) -> Iterator[str]:
    """All texts of a widget, including those for screen readers."""
    if isinstance(widget, QWidget):
        yield from (
            widget.accessibleName(),
            widget.accessibleDescription(),
            widget.toolTip(),
            widget.windowTitle(),
        )
    if isinstance(widget, QAction):
        yield from (widget.text(), widget.toolTip())
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()


def english_in(root: QWidget, *newspaper: str) -> list[str]:
    """The English texts, without the newspaper's own."""
    texts = {text for widget in (root, *root.findChildren(QObject)) for text in said(widget) if text}
    found = []
    for text in texts:
        rest = text
        for word in sorted(newspaper, key=len, reverse=True):
            rest = rest.replace(word, "")
        if _ENGLISH.search(_NOT_WORDS.sub("", rest)):
            found.append(text)
    return found


NEWSPAPER_TEXTS = (
    "The Harbour Post",
    "Story",
    "World",
    "Asia",
    "What happened",
    "the same story",
    "The same story",
    "Ana Brook",
)


def test_nothing_of_the_window_is_english(reader: Reader) -> None:
    window = reader.window
    assert window.header.share_button.text().strip() == "邮件分享给朋友"
    assert window.header.search_field.placeholderText().startswith("搜索")
    assert window.article_pane.scroll_area.related._title.text() == "相关新闻"
    assert window.section_tree.section_name("") == "全部新闻"
    assert english_in(window, *NEWSPAPER_TEXTS) == []


def test_empty_places_and_being_offline_are_told_in_chinese(
    reader: Reader, newspaper: Newspaper, open_reader: ReaderFactory, qtbot: QtBot
) -> None:
    newspaper.articles = []
    reader.window.navigation.open_section("world")
    reader.window.trigger(Command.REFRESH)
    message = reader.window.article_list.state_pane.message
    qtbot.waitUntil(message.isVisible)
    assert "这里还没有内容" in message.text
    assert english_in(reader.window.article_list, *NEWSPAPER_TEXTS) == []
    newspaper.go_offline()
    reader.window.navigation.open_section("world/asia")
    qtbot.waitUntil(lambda: "离线" in message.text, timeout=8_000)


def test_the_share_dialog_is_chinese_with_its_problems(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    reader.window.trigger(Command.SHARE)
    dialog = reader.window.findChild(ShareDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "邮件分享给朋友"
    dialog.send()
    assert english_in(dialog, *NEWSPAPER_TEXTS) == []
    dialog.form.recipients.set_addresses(["ana@x.example", "ben@@x"])
    dialog.form.sender_name.setText("桥")
    dialog.send()
    assert dialog.form.recipients.chips[1].problem == "“ben@@x”不是邮箱地址。"
    dialog.form.recipients.set_addresses(["ana@x.example", "ben@x.example"])
    dialog.send()
    qtbot.waitUntil(lambda: "已发送给 ana@x.example、ben@x.example" in dialog.result_page.text, timeout=8_000)
    dialog.accept()


PAPER_COMMANDS = (Command.ADD_PAPER, Command.PAPERS, Command.KEY)


@pytest.mark.parametrize("command", [Command.SHORTCUTS, Command.OUTBOX, Command.LINKS, *PAPER_COMMANDS])
def test_the_other_dialogs_are_chinese_too(reader: Reader, command: Command) -> None:
    reader.window.trigger(command)
    (dialog,) = (one for one in reader.window.findChildren(QDialog) if one.isVisible())
    assert english_in(dialog, *NEWSPAPER_TEXTS, "news.example", "http") == []
    dialog.reject()


def test_what_the_reader_says_of_itself_is_chinese(reader: Reader) -> None:
    reader.window.trigger(Command.ABOUT)
    dialog = reader.window.findChild(AboutDialog)
    assert dialog is not None
    folder = breakable(str(reader.preferences.folder))
    assert english_in(dialog, described_program(), folder) == []
    dialog.reject()


def test_searching_is_chinese(reader: Reader, qtbot: QtBot) -> None:
    window = reader.window
    window.search.activate()
    assert english_in(window.search.pane) == []
    window.header.search_field.setText("story 5")
    qtbot.waitUntil(lambda: window.search.pane.title.text() == "11 篇文章", timeout=8_000)
    window.header.search_field.setText("whale")
    qtbot.waitUntil(window.search.pane.no_results_page.isVisible, timeout=8_000)
    assert "没有文章提到“whale”" in window.search.pane.no_results_page.message.text


def test_reasons_are_asked_for_in_the_language_of_the_window(reader: Reader, newspaper: Newspaper) -> None:
    assert {call["language"] for call in newspaper.server.calls("OpenArticle")} == {"zh-Hans"}
    assert QLocale().language() is QLocale.Language.Chinese


def test_another_language_is_chosen_in_the_menu_and_holds_from_the_next_start(
    reader: Reader, open_reader: ReaderFactory, newspaper: Newspaper
) -> None:
    assert reader.window.actions_[Command.CHINESE].isChecked()
    reader.window.trigger(Command.ENGLISH)
    assert reader.window.toast.text() == "重新打开阅读器后，语言将会改变。"
    assert not reader.window.actions_[Command.CHINESE].isChecked()
    assert reader.preferences.language is Language.ENGLISH
    reader.window.trigger(Command.SYSTEM_LANGUAGE)
    assert reader.preferences.language is None


def test_without_a_choice_the_system_is_asked(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _: ["zh-Hant-TW"])
    assert effective_language(None) is Language.CHINESE
    assert effective_language(Language.ENGLISH) is Language.ENGLISH
