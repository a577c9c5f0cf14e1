"""The sections: chosen, marked without being chosen, kept while they are fetched anew."""

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import FrontPage
from broadsheet_client.core.states import Failed, Offline, Ready
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.window.section_tree import SectionTree
from tests.client import responses

PAGE = FrontPage.from_json(responses.front_page())


@pytest.fixture
def sections(qtbot: QtBot, theme: Theme) -> SectionTree:
    """World, with Asia below it."""
    sections = SectionTree(theme)
    qtbot.addWidget(sections)
    sections.show_state(Ready(PAGE))
    sections.show()
    return sections


def test_all_news_comes_first_and_sections_have_their_names(sections: SectionTree) -> None:
    assert [sections.section_name(path) for path in ("", "world", "world/asia")] == [
        "All news",
        "World",
        "Asia",
    ]
    assert sections.section_name("world/europe") == "Europe"


def test_marking_a_section_does_not_open_it(sections: SectionTree, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(sections.section_chosen):
        sections.select("world/asia")
    assert sections.current_path == "world/asia"


def test_the_mark_stays_when_a_section_is_added(sections: SectionTree, qtbot: QtBot) -> None:
    sections.select("world/asia")
    sport = responses.section("sport", responses.section("sport/a"))
    more = FrontPage.from_json(responses.front_page(sections=[*responses.front_page()["sections"], sport]))
    with qtbot.assertNotEmitted(sections.section_chosen):
        sections.show_state(Ready(more))
    assert sections.current_path == "world/asia"
    assert sections.section_name("sport") == "Sport"


JAPAN = responses.section("world/asia/japan", responses.section("world/asia/japan/tokyo"))
DEEP = responses.section("world", responses.section("world/asia", JAPAN))


def test_sections_of_every_level_are_there_and_can_be_marked(sections: SectionTree, qtbot: QtBot) -> None:
    sections.show_state(Ready(FrontPage.from_json(responses.front_page(sections=[DEEP]))))
    for path, name in (("world/asia/japan", "Japan"), ("world/asia/japan/tokyo", "Tokyo")):
        sections.select(path)
        assert sections.current_path == path
        assert sections.section_name(path) == name
        assert sections.tree.visualRect(sections.tree.currentIndex()).isValid()


@pytest.mark.parametrize(("path", "marked"), [("world/asia/japan", "world/asia"), ("sport/rowing", "")])
def test_a_section_that_is_not_there_marks_the_nearest_above_it_and_never_all_news(
    sections: SectionTree, path: str, marked: str
) -> None:
    sections.select("")
    sections.select(path)
    assert sections.current_path == marked
    assert sections.tree.currentIndex().isValid() is bool(marked)


def test_a_section_that_appears_later_is_marked_then(sections: SectionTree) -> None:
    sections.select("world/asia/japan")
    sections.show_state(Ready(FrontPage.from_json(responses.front_page(sections=[DEEP]))))
    assert sections.current_path == "world/asia/japan"


def test_without_sections_it_says_so_quietly(qtbot: QtBot, theme: Theme) -> None:
    sections = SectionTree(theme)
    qtbot.addWidget(sections)
    sections.show_state(Offline())
    assert "newspaper can be reached" in sections.state_pane.message.text
    assert sections.state_pane.message.button.isHidden()


def test_what_is_wrong_is_said_at_length_beside_the_sections_and_briefly_in_their_column(
    sections: SectionTree,
) -> None:
    sections.show_state(
        Failed(ReaderError(ErrorKind.PROTOCOL, ErrorCode.CERTIFICATE_EXPIRED, value="2026-11-01"))
    )
    assert sections.state_pane.message.text.strip() == "The sections could not be loaded."


def test_waiting_mail_is_to_be_seen_and_no_mail_is_not(sections: SectionTree) -> None:
    assert sections.outbox_button.isHidden()
    sections.set_waiting_count(2)
    assert sections.outbox_button.text() == "Outbox (2)"
    sections.set_waiting_count(0)
    assert sections.outbox_button.isHidden()
