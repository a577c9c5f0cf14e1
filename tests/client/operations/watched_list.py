"""A list of articles that is watched, and its stored rows."""

from datetime import UTC, datetime
from typing import Any

from broadsheet_client.api.generated import ArticleCardPage
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.core.states import Loading, PaneState, Ready
from broadsheet_client.operations.article_list import ArticleListOperation
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Watched:
    """A list operation, and every signal it emitted."""

    def __init__(self, client: QtGraphQLClient, store: ReaderStore) -> None:
        self.operation = ArticleListOperation(client, store)
        self.states: list[PaneState[Any]] = []
        self.said: list[tuple[Any, ...]] = []
        self.operation.state_changed.connect(self.states.append)
        self.operation.rows_appended.connect(lambda *rows: self.said.append(("appended", *rows)))
        self.operation.rows_changed.connect(lambda *rows: self.said.append(("changed", *rows)))
        self.operation.row_removed.connect(lambda row: self.said.append(("removed", row)))
        self.operation.newer_found.connect(lambda count: self.said.append(("newer", count)))

    @property
    def ids(self) -> list[str]:
        return list(self.operation.rows.ids)

    def is_settled(self) -> bool:
        return bool(self.states) and not isinstance(self.states[-1], Loading) and not self.is_stale()

    def is_stale(self) -> bool:
        return isinstance(self.states[-1], Ready) and self.states[-1].stale


def ids(*numbers: int) -> list[str]:
    return [f"a{number}" for number in numbers]


def keep(store: ReaderStore, section: str, numbers: range, cursor: str | None = None) -> None:
    page = ArticleCardPage.from_json(responses.cards(numbers, cursor=cursor))
    store.lists.save_first_page(section, page, now=NOW).result()
