"""A person reads several papers, each with its own store, and the last one opens at the next start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from broadsheet_client.core.papers import Paper
from broadsheet_client.program import Program
from broadsheet_client.store.reader_store import server_folder
from broadsheet_client.widgets.common.theme import Appearance
from broadsheet_client.widgets.papers.address_dialog import AddressDialog
from broadsheet_client.widgets.papers.papers_dialog import PapersDialog
from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.commands import ZOOM_STEP
from broadsheet_client.widgets.window.preferences import ZOOM_DEFAULT
from tests.client import responses
from tests.client.scripted_server import ScriptedServer, unused_origin
from tests.client.store.test_key_store import no_keyring  # noqa: F401 - a fixture
from tests.client.widgets.newspaper import Newspaper
from tests.client.widgets.styles import delete_closed_widgets, forget_styles

pytestmark = pytest.mark.usefixtures("no_keyring")


@pytest.fixture
def courier() -> Iterator[Newspaper]:
    """A second paper."""
    courier = Newspaper(ScriptedServer())
    courier.front_page = responses.front_page(publication=responses.PUBLICATION | {"name": "晨报"})
    courier.articles = [responses.page(7, headline="桥")]
    yield courier
    courier.server.close()


class Programs:
    """Starts the program, each time with the folder of the previous one."""

    def __init__(self, application: QApplication, qtbot: QtBot, folder: Path) -> None:
        self.folder, self._application, self._qtbot = folder, application, qtbot
        self._running: Program | None = None

    def start(self, server: str | None = None) -> Program:
        """Start it, as from the command line."""
        program = self._running = Program(self._application, None, self.folder)
        program.open(server)
        if program.reader is not None:
            self.wait_for_article(program)
        return program

    def wait_for_article(self, program: Program) -> None:
        """Wait until the open paper shows an article and is remembered."""
        self._qtbot.waitUntil(lambda: program.window.article_pane.shows_article)
        reader = program.reader
        assert reader is not None
        self._qtbot.waitUntil(lambda: program.preferences.last_paper == reader.server)

    def end(self) -> None:
        """End it, as its person does."""
        for widget in QApplication.topLevelWidgets():
            widget.close()
        if self._running:
            self._running.close()
            if self._running.reader is not None:
                self._running.reader.delete_later()
        self._running = None
        delete_closed_widgets()
        forget_styles(self._application)


@pytest.fixture
def programs(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Programs]:
    """The program, ended after the test."""
    qapp.setQuitOnLastWindowClosed(False)
    programs = Programs(qapp, qtbot, tmp_path)
    yield programs
    programs.end()
    qapp.setQuitOnLastWindowClosed(True)


def first_dialog() -> AddressDialog:
    """The dialog that asks for a paper."""
    (dialog,) = (
        one for one in QApplication.allWidgets() if isinstance(one, AddressDialog) and one.isVisible()
    )
    return dialog


def labels(program: Program) -> list[tuple[str, bool]]:
    """The papers in the menu, and whether each is checked."""
    program.window.papers_menu.update_papers()
    return [
        (action.text(), action.isChecked())
        for action in program.window.papers_menu._listed
        if not action.isSeparator()
    ]


def test_at_the_first_start_a_person_is_asked_and_the_answer_holds_for_the_next_one(
    programs: Programs, newspaper: Newspaper, qtbot: QtBot
) -> None:
    program = programs.start()
    assert program.reader is None
    dialog = first_dialog()
    dialog.field.setText(newspaper.origin)
    dialog.check()
    qtbot.waitUntil(lambda: dialog.paper is not None)
    dialog.read_button.click()
    programs.wait_for_article(program)
    programs.end()
    again = programs.start()
    assert again.reader is not None
    assert again.reader.server == newspaper.origin
    assert labels(again) == [("The Harbour Post", True)]


def test_a_person_finds_the_window_as_they_left_it(programs: Programs, newspaper: Newspaper) -> None:
    window = programs.start(newspaper.origin).window
    window.resize(730, 610)
    window.trigger(Command.ZOOM_IN)
    window.trigger(Command.DARK)
    programs.end()
    again = programs.start()
    assert again.window.size() == QSize(730, 610)
    assert again.preferences.zoom == ZOOM_DEFAULT + ZOOM_STEP
    assert again.preferences.appearance is Appearance.DARK


def test_a_person_turns_to_another_paper_and_back_and_each_has_its_own_articles(
    programs: Programs, newspaper: Newspaper, courier: Newspaper, qtbot: QtBot
) -> None:
    program = programs.start(newspaper.origin)
    first = program.window
    first.trigger(Command.ADD_PAPER)
    dialog = first_dialog()
    dialog.field.setText(courier.origin)
    dialog.check()
    qtbot.waitUntil(lambda: dialog.paper is not None)
    dialog.read_button.click()
    programs.wait_for_article(program)
    assert program.window is not first
    assert program.window.article_pane.shown_article is not None
    assert program.window.article_pane.shown_article.headline == "桥"
    assert labels(program) == [("The Harbour Post", False), ("晨报", True)]
    program.window.papers_menu._listed[0].trigger()
    programs.wait_for_article(program)
    assert program.reader is not None
    assert program.reader.server == newspaper.origin
    assert server_folder(programs.folder, courier.origin).exists()


def test_a_renamed_paper_keeps_its_name_and_a_removed_one_leaves_nothing(
    programs: Programs, newspaper: Newspaper, courier: Newspaper, qtbot: QtBot
) -> None:
    program = programs.start(courier.origin)
    program.read(newspaper.origin)
    programs.wait_for_article(program)
    program.window.trigger(Command.PAPERS)
    dialog = program.window.findChild(PapersDialog)
    assert dialog is not None
    dialog.list.item(1).setText("Morning read")
    assert labels(program) == [("晨报", False), ("Morning read", True)]
    dialog.list.setCurrentRow(0)
    dialog.remove_button.click()
    question = dialog.findChild(QMessageBox)
    assert question is not None
    assert "晨报" in question.text()
    next(button for button in question.buttons() if button.text() == "Remove").click()
    assert labels(program) == [("Morning read", True)]
    assert not server_folder(programs.folder, courier.origin).exists()
    dialog.reject()


def test_the_open_paper_can_be_removed_and_another_one_opens(
    programs: Programs, newspaper: Newspaper, courier: Newspaper, qtbot: QtBot
) -> None:
    program = programs.start(courier.origin)
    program.read(newspaper.origin)
    programs.wait_for_article(program)
    program.window._dialogs._remove_paper(newspaper.origin)
    programs.wait_for_article(program)
    assert program.reader is not None
    assert program.reader.server == courier.origin
    assert not server_folder(programs.folder, newspaper.origin).exists()
    program.window._dialogs._remove_paper(courier.origin)
    first_dialog().reject()
    qtbot.waitUntil(lambda: program.reader is None)
    assert not server_folder(programs.folder, courier.origin).exists()
    assert program.preferences.papers == ()


def test_an_address_that_never_answered_is_not_remembered_and_can_be_changed(
    programs: Programs, newspaper: Newspaper, qtbot: QtBot
) -> None:
    wrong = unused_origin()
    program = Program(programs._application, None, programs.folder)
    programs._running = program
    program.open(wrong)
    message = program.window.article_list.state_pane.message
    qtbot.waitUntil(message.isVisible)
    assert message.second_button.text() == "Change the address"
    message.second_button.click()
    dialog = first_dialog()
    assert dialog.field.text() == wrong
    dialog.field.setText(newspaper.origin)
    dialog.check()
    qtbot.waitUntil(lambda: dialog.paper is not None)
    dialog.read_button.click()
    programs.wait_for_article(program)
    assert program.preferences.papers == (
        Paper(newspaper.origin, "The Harbour Post", "https://news.example/"),
    )
