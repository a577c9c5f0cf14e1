"""The list model keeps Qt's rules, requests each page once, and says what comes below."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import ArticleCard
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.operations.article_rows import ArticleRows
from broadsheet_client.widgets.models.article_list_model import FOOTER_ROLE, READ_ROLE, ArticleListModel
from tests.client.responses import article_card

ROOT = QModelIndex()
TROUBLE = ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT)


def rows_of(numbers: Sequence[int]) -> ArticleRows:
    """Rows as the operation creates them."""
    cards = {f"a{number}": article_card(number) for number in numbers}

    def find(ids: Sequence[str]) -> list[ArticleCard]:
        return [cards[one] for one in ids if one in cards]

    rows = ArticleRows(find)
    rows.append([article_card(number) for number in numbers])
    return rows


@pytest.fixture
def model(qtbot: QtBot) -> ArticleListModel:
    """A model of ten articles, the second of which was read, watched by Qt's model tester."""
    model = ArticleListModel(opened_ids=lambda ids: {"a2"} & set(ids))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.reset(rows_of(range(1, 11)))
    return model


def test_a_row_speaks_its_headline_first(model: ArticleListModel) -> None:
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Story 1, World, ")


def test_a_row_says_whether_it_was_read(model: ArticleListModel) -> None:
    spoken = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert spoken[0].endswith(", unread")
    assert spoken[1].endswith(", read")


def test_more_is_asked_for_once(model: ArticleListModel, qtbot: QtBot) -> None:
    requests: list[None] = []
    model.more_requested.connect(lambda: (requests.append(None), model.set_paging_state(PagingState.LOADING)))
    assert model.canFetchMore(ROOT)
    model.fetchMore(ROOT)
    model.fetchMore(ROOT)
    assert len(requests) == 1
    assert not model.canFetchMore(ROOT)


def test_rows_come_and_go_one_page_at_a_time(model: ArticleListModel) -> None:
    rows = model.rows
    assert isinstance(rows, ArticleRows)
    rows.append([article_card(number) for number in range(11, 61)])
    model.append(10, 59)
    assert (model.count, model.rowCount()) == (60, 61)
    assert model.row_of("a60") == 59
    rows.remove(0)
    model.remove(0)
    assert model.article_id(0) == "a2"
    assert model.article_id(59) is None


def test_the_last_row_says_what_comes_below(model: ArticleListModel) -> None:
    tail = model.index(10, 0)
    model.set_paging_state(PagingState.LOADING)
    assert tail.data(FOOTER_ROLE) == "Loading more…"
    assert not tail.flags() & Qt.ItemFlag.ItemIsSelectable
    model.set_paging_state(PagingState.END)
    assert tail.data(FOOTER_ROLE) == "You have reached the end."
    model.set_paging_state(PagingState.FAILED, TROUBLE)
    assert tail.data(FOOTER_ROLE).startswith("The server takes too long to answer. Click")
    assert tail.data(Qt.ItemDataRole.AccessibleTextRole) == tail.data(FOOTER_ROLE)
    assert tail.flags() & Qt.ItemFlag.ItemIsSelectable
    assert model.index(0, 0).data(FOOTER_ROLE) is None


def test_what_was_read_is_known_and_learned(model: ArticleListModel) -> None:
    assert [model.index(row, 0).data(READ_ROLE) for row in range(3)] == [False, True, False]
    model.mark_read("a3")
    model.mark_read("elsewhere")
    assert model.index(2, 0).data(READ_ROLE) is True


def test_a_list_with_nothing_in_it_has_no_last_row_either(model: ArticleListModel) -> None:
    model.reset(None)
    assert model.rowCount() == 0
    assert not model.canFetchMore(ROOT)
