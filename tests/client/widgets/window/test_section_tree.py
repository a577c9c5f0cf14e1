"""The sections: chosen, marked without being chosen, kept while they are fetched anew."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import FrontPage, SectionBranch, SectionLink
from broadsheet_client.core.states import Offline, Ready
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
    more = replace(
        PAGE, sections=(*PAGE.sections, SectionBranch("sport", "Sport", (SectionLink("sport/a", "A"),)))
    )
    with qtbot.assertNotEmitted(sections.section_chosen):
        sections.show_state(Ready(more))
    assert sections.current_path == "world/asia"
    assert sections.section_name("sport") == "Sport"


def test_without_sections_it_says_so_quietly(qtbot: QtBot, theme: Theme) -> None:
    sections = SectionTree(theme)
    qtbot.addWidget(sections)
    sections.show_state(Offline())
    assert "newspaper can be reached" in sections.state_pane.message.text
    assert sections.state_pane.message.button.isHidden()


def test_waiting_mail_is_to_be_seen_and_no_mail_is_not(sections: SectionTree) -> None:
    assert sections.outbox_button.isHidden()
    sections.set_waiting_count(2)
    assert sections.outbox_button.text() == "Outbox (2)"
    sections.set_waiting_count(0)
    assert sections.outbox_button.isHidden()
