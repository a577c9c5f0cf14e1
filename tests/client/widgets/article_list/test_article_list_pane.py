"""The list of articles: what a row shows, and what is selected."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from broadsheet_client.core.states import Failed, Ready
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.operations.article_rows import ArticleRows
from broadsheet_client.widgets.article_list.article_list_pane import ArticleListPane
from broadsheet_client.widgets.common.theme import Appearance, Theme
from broadsheet_client.widgets.models.article_list_model import ArticleListModel
from tests.client.responses import article_card
from tests.client.widgets.models.test_article_list_model import rows_of
from tests.processor_time import slowness

LONG = "The harbour trust and the fishermen settle, and the mud goes to Hollow Bank " * 4
CARD_ROLE = article_card()
TIMEOUT_ERROR = ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT)


@pytest.fixture
def model() -> ArticleListModel:
    """An empty model."""
    return ArticleListModel()


@pytest.fixture
def articles(qtbot: QtBot, theme: Theme, model: ArticleListModel) -> ArticleListPane:
    """A list of a hundred articles."""
    articles = ArticleListPane(model, theme)
    qtbot.addWidget(articles)
    articles.resize(360, 600)
    articles.show()
    articles.show_state(Ready(rows_of(range(1, 101))))
    return articles


def rows_with(**changes: object) -> ArticleRows:
    """Rows with one article."""
    card = article_card(1, **changes)
    rows = ArticleRows(lambda ids: [card])
    rows.append([card])
    return rows


@pytest.mark.parametrize(
    "changes",
    [
        {"headline": LONG},
        {"headline": "平旋桥修复方案通过 电车明年三月底重新过河" * 6, "language": "zh-Hans", "summary": None},
        {"headline": "إغلاق الجسر بعد العثور على شقوق", "language": "ar", "summary": "أُغلق الجسر."},
        {"headline": "x" * 300, "summary": "y" * 3_000},
        {"headline": "", "summary": ""},
    ],
    ids=["long", "chinese", "arabic", "one word", "nothing"],
)
@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_any_row_can_be_painted(
    articles: ArticleListPane, theme: Theme, changes: dict[str, object], appearance: Appearance
) -> None:
    theme.set_appearance(appearance)
    articles.show_state(Ready(rows_with(**changes)))
    articles.table.selectRow(0)
    assert not articles.grab().isNull()
    assert articles.table.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize(("headline", "tip"), [(LONG, LONG), ("Ferry sails", "")])
def test_only_a_cut_headline_is_told_whole_in_the_tooltip(
    articles: ArticleListPane, headline: str, tip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: messages.append(text))
    articles.show_state(Ready(rows_with(headline=headline)))
    index = articles.table.model().index(0, 0)
    option = QStyleOptionViewItem()
    option.rect = articles.table.visualRect(index)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5))
    articles.table.itemDelegate().helpEvent(event, articles.table, option, index)
    assert messages == [tip]


def test_the_selection_stays_on_its_article_when_newer_ones_come(
    articles: ArticleListPane, qtbot: QtBot
) -> None:
    articles.table.selectRow(4)
    with qtbot.assertNotEmitted(articles.article_selected):
        articles.reset(rows_of([200, 201, *range(1, 60)]))
    assert articles.current_id == "a5"


def test_an_article_that_is_not_listed_leaves_no_row_selected(articles: ArticleListPane) -> None:
    articles.table.selectRow(4)
    assert not articles.select("elsewhere")
    assert not articles.table.selectionModel().hasSelection()
    assert articles.next_id == "a6"


def test_steps_end_at_the_ends(articles: ArticleListPane) -> None:
    articles.table.selectRow(0)
    assert not articles.step(-1)
    assert articles.step(1)
    articles.table.selectRow(99)
    assert not articles.step(1)


def test_what_failed_below_is_asked_for_again_by_enter(
    articles: ArticleListPane, model: ArticleListModel, qtbot: QtBot
) -> None:
    model.set_paging_state(PagingState.FAILED, TIMEOUT_ERROR)
    articles.table.setCurrentIndex(model.index(100, 0))
    with qtbot.waitSignal(articles.retry_requested):
        qtbot.keyClick(articles.table, Qt.Key.Key_Return)
    assert not articles.grab().isNull()


def test_rows_stay_where_they_are_when_a_refresh_fails(
    articles: ArticleListPane, model: ArticleListModel
) -> None:
    bar = articles.table.verticalScrollBar()
    bar.setValue(2_000)
    assert model.rows is not None
    articles.show_state(Failed(TIMEOUT_ERROR, model.rows))
    assert bar.value() == 2_000
    assert articles.state_pane.banner.isVisible()


def test_the_end_of_the_page_asks_for_the_next_one(
    articles: ArticleListPane, model: ArticleListModel
) -> None:
    requests: list[None] = []
    model.more_requested.connect(lambda: (requests.append(None), model.set_paging_state(PagingState.LOADING)))
    bar = articles.table.verticalScrollBar()
    bar.setValue(round(bar.maximum() * 0.5))
    assert not requests
    bar.setValue(round(bar.maximum() * 0.85))
    assert len(requests) == 1


def test_a_page_comes_in_quickly_at_a_hundred_thousand_rows(
    articles: ArticleListPane, model: ArticleListModel, qtbot: QtBot
) -> None:
    rows = ArticleRows(lambda ids: [replace(CARD_ROLE, id=one) for one in ids])
    rows.append([replace(CARD_ROLE, id=str(number)) for number in range(100_000)])
    articles.show_state(Ready(rows))
    times = [cpu_ms(partial(add_page, rows, model, first)) for first in range(100_000, 100_500, 50)]
    assert sorted(times)[len(times) // 2] < 40 * slowness()


def add_page(rows: ArticleRows, model: ArticleListModel, first: int) -> None:
    """Append fifty rows and paint them."""
    rows.append([replace(CARD_ROLE, id=str(number)) for number in range(first, first + 50)])
    model.append(first, first + 49)
    QApplication.processEvents()


def cpu_ms(work: Callable[[], None]) -> float:
    """CPU milliseconds of this process."""
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1_000
