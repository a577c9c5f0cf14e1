"""What was found is shown, however odd it is."""

import pytest
from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import FacetValue, FacetValues, SearchHit, TotalCount
from broadsheet_client.core.search_query import Facet, SearchQuery
from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.widgets.common.palettes import DARK, LIGHT, Palette
from broadsheet_client.widgets.common.theme import Appearance, Theme
from broadsheet_client.widgets.models.search_model import SearchModel
from broadsheet_client.widgets.search.search_pane import LOADING_DELAY, SearchPane
from tests.client import responses
from tests.client.widgets.common.colours import contrast

SILENCE = ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT)
WORLD = FacetValue("world", "World", 3)


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme) -> SearchPane:
    """An empty pane on the screen."""
    pane = SearchPane(SearchModel(), theme)
    qtbot.addWidget(pane)
    pane.resize(356, 600)
    pane.show()
    return pane


def hit(text: str, *ranges: tuple[int, int]) -> SearchHit:
    """A hit in headline and body."""
    marks = [{"start": start, "end": end} for start, end in ranges]
    passage = {"field": "BODY", "text": text, "ranges": marks}
    node = responses.card(1, headline=text, summary=None)
    return SearchHit.from_json({"node": node, "highlights": [passage, passage | {"field": "HEADLINE"}]})


def found(*hits: SearchHit, total: TotalCount | None = None, **changes: object) -> SearchResults:
    """The results of a first page."""
    result = SearchResults(SearchQuery("story"), total or TotalCount(1, False), **changes)  # type: ignore[arg-type]
    result.append(hits)
    return result


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
@pytest.mark.parametrize(
    "text",
    ["x" * 400, "平旋桥 story " * 40, "", "قصة story " * 30, "🌉" * 90 + "story", "one\n\ntwo \u2028three"],
    ids=["one word", "chinese", "nothing", "arabic", "pictures", "paragraphs"],
)
def test_any_result_can_be_painted(pane: SearchPane, theme: Theme, appearance: Appearance, text: str) -> None:
    theme.set_appearance(appearance)
    pane.show_state(Ready(found(hit(text, (3, 2), (395, 900), (-4, 3)))), None)
    pane.table.selectRow(0)
    assert not pane.grab().isNull()
    assert pane.table.horizontalScrollBar().maximum() == 0


def test_a_count_that_is_a_lower_bound_has_a_plus(pane: SearchPane) -> None:
    pane.show_state(Ready(found(hit("story"), total=TotalCount(10_000, True))), None)
    assert pane.title.text() == f"{QLocale().toString(10_000)}+ articles"


@pytest.mark.parametrize("state", [Failed(SILENCE), Offline()])
def test_where_nothing_came_no_count_and_no_choices_are_left_over(
    pane: SearchPane, state: PaneState[SearchResults]
) -> None:
    choices = FacetValues((WORLD,), (), (), ())
    pane.show_state(Ready(found(hit("story"), facets=choices, did_you_mean="tale")), None)
    assert pane.title.text() == "1 article"
    assert pane.facets.isVisible()
    pane.show_state(state, found())
    assert pane.title.text() == "Search"
    assert pane.state_pane.message.isVisible()
    assert not pane.facets.isVisible()
    assert not pane.suggestion_button.isVisible()
    assert pane.model.count == 0


def test_a_filter_can_be_taken_away_though_the_search_failed(pane: SearchPane) -> None:
    failed = found()
    failed.query = failed.query.with_choice(Facet.SECTION, WORLD)
    pane.show_state(Failed(SILENCE), failed)
    assert [chip.accessibleName() for chip in pane.facets.active] == ["Remove filter: World"]
    assert pane.facets.isVisible()


def test_nothing_flickers_while_one_types(pane: SearchPane, qtbot: QtBot) -> None:
    pane.show_state(Loading(), None)
    assert pane.start_page.isVisible()
    pane.show_state(Empty(), found())
    pane.show_state(Loading(), None)
    assert pane.no_results_page.isVisible()
    qtbot.waitUntil(lambda: pane.state_pane.is_loading and pane.state_pane.isVisible())
    pane.show_start(())
    pane.show_state(Loading(), None)
    assert pane.start_page.isVisible()
    qtbot.waitUntil(pane.state_pane.isVisible)


def test_an_emptied_field_waits_for_nothing(pane: SearchPane, qtbot: QtBot) -> None:
    pane.show_state(Loading(), None)
    pane.show_start(())
    qtbot.wait(LOADING_DELAY + 60)
    assert pane.start_page.isVisible()


def test_what_was_meant_can_be_taken_beside_what_was_found(pane: SearchPane, qtbot: QtBot) -> None:
    pane.show_state(Ready(found(hit("story"), did_you_mean="stories & tales")), None)
    assert pane.suggestion_button.accessibleName() == "Did you mean “stories & tales”?"
    with qtbot.waitSignal(pane.text_requested) as required:
        pane.suggestion_button.click()
    assert required.args == ["stories & tales"]


def test_many_long_filters_leave_room_for_the_results(pane: SearchPane) -> None:
    long = FacetValue("x", "The council of the united harbour communities " * 4, 12_345)
    question = SearchQuery("story")
    for facet in Facet:
        question = question.with_choice(facet, long)
    result = found(hit("story"), facets=FacetValues((long,), (long,), (long,), (long,)))
    result.query = question
    pane.show_state(Ready(result), None)
    assert len(pane.facets.active) == 4
    assert all(chip.geometry().right() <= pane.facets.width() for chip in pane.facets.active)
    assert pane.table.height() > 200


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_marked_words_stand_out_from_their_mark(palette: Palette) -> None:
    assert contrast(palette.text, palette.highlight) >= 4.5


def test_searching_again_and_again_leaves_nothing_behind(pane: SearchPane) -> None:
    result = found(hit("story"), facets=FacetValues((WORLD,), (), (), ()))
    menu = pane.facets.buttons[Facet.SECTION].menu()
    before = -1
    for _ in range(3):
        pane.facets.show_results(result)
        kept = len(menu.findChildren(QObject))
        assert before in {-1, kept}
        before = kept
    assert [action.isChecked() for action in menu.actions()] == [True, False, False]


@pytest.mark.parametrize("height", [280, 600])
def test_recent_searches_leave_room_for_the_help_below_them(pane: SearchPane, height: int) -> None:
    pane.resize(356, height)
    pane.show_start(tuple(f"search {number}" for number in range(8)))
    QApplication.processEvents()
    recent, hint = pane.start_page.recent_list, pane.start_page._hint
    assert recent.geometry().bottom() < hint.geometry().top()
    assert hint.geometry().bottom() <= pane.start_page.height()
    assert hint.height() >= hint.heightForWidth(hint.width())
    assert (recent.verticalScrollBar().maximum() > 0) is (height == 280)
