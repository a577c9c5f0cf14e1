"""Of several requests only the latest counts, even when a response comes after its request was cancelled."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.client import Request
from broadsheet_client.api.generated import FrontPage, OpenArticle, SearchOrder, front_page
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.core.search_query import SearchQuery
from broadsheet_client.core.states import Loading, Ready
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.operations.article_list import ArticleListOperation
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.operations.open_article import OpenArticleOperation
from broadsheet_client.operations.search import SearchOperation
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses

ERROR = ReaderError(ErrorKind.SERVER, ErrorCode.SERVER_ERROR)


class LateRequest(Request):
    """Its response is on its way already when it is cancelled."""

    def __init__(self, operation: GraphQLOperation[Any]) -> None:
        super().__init__()
        self.operation = operation
        self.is_cancelled = False

    def cancel(self) -> None:
        """Too late: only note it."""
        self.is_cancelled = True

    def respond(self, **data: Any) -> None:
        """Deliver the data of the operation."""
        self.succeeded.emit(self.operation.read(data))


class LateClient:
    """A GraphQLClient whose requests a test answers by hand, in any order."""

    def __init__(self) -> None:
        self.requests: list[LateRequest] = []

    def send(self, operation: GraphQLOperation[Any]) -> Request:
        """Keep the request until the test responds."""
        self.requests.append(LateRequest(operation))
        return self.requests[-1]


@pytest.fixture
def client() -> LateClient:
    """Nobody has asked anything yet."""
    return LateClient()


class Caller:
    """Somebody who sends requests, and what came back."""

    def __init__(self, client: LateClient) -> None:
        self.request = LatestRequest(client)
        self.received: list[object] = []

    def send(self) -> None:
        """Ask for the front page."""
        self.request.send(front_page(), self.received.append, self.received.append)


def test_the_response_of_the_latest_request_is_delivered_once(client: LateClient) -> None:
    caller = Caller(client)
    caller.send()
    assert caller.request.is_pending
    client.requests[0].respond(**responses.front_page())
    (response,) = caller.received
    assert isinstance(response, FrontPage)
    assert not caller.request.is_pending


def test_a_late_response_to_an_earlier_request_is_dropped(client: LateClient) -> None:
    caller = Caller(client)
    caller.send()
    caller.send()
    assert [request.is_cancelled for request in client.requests] == [True, False]
    client.requests[0].respond(**responses.front_page())
    assert caller.received == []
    assert caller.request.is_pending
    client.requests[1].respond(**responses.front_page())
    assert len(caller.received) == 1


def test_a_late_error_of_an_earlier_request_is_dropped(client: LateClient) -> None:
    caller = Caller(client)
    caller.send()
    caller.send()
    client.requests[0].failed.emit(ERROR)
    assert caller.received == []
    client.requests[1].failed.emit(ERROR)
    assert caller.received == [ERROR]


def test_nothing_is_delivered_after_cancelling(client: LateClient) -> None:
    caller = Caller(client)
    caller.send()
    caller.request.cancel()
    assert not caller.request.is_pending
    client.requests[0].respond(**responses.front_page())
    client.requests[0].failed.emit(ERROR)
    assert caller.received == []


def test_the_article_left_before_it_came_is_not_shown(
    qtbot: QtBot, client: LateClient, store: ReaderStore
) -> None:
    operation = OpenArticleOperation(client, store, debounce=0)
    states: list[Any] = []
    operation.state_changed.connect(states.append)
    operation.start("a1")
    operation.start("a2")
    first, second = client.requests
    first.respond(article=responses.page(1))
    assert states == [Loading(), Loading()]
    second.respond(article=responses.page(2))
    assert states[-1].value.id == "a2"
    store.flush()
    assert store.articles.page("a1") is None


def test_the_section_left_before_it_came_is_not_listed(
    qtbot: QtBot, client: LateClient, store: ReaderStore
) -> None:
    operation = ArticleListOperation(client, store)
    operation.start("world")
    operation.start("sport")
    world, sport = client.requests
    sport.respond(articles=responses.cards(range(1, 3)))
    world.respond(articles=responses.cards(range(7, 9)))
    assert list(operation.rows.ids) == ["a1", "a2"]
    assert isinstance(operation.state, Ready)


def test_the_results_of_an_earlier_text_are_not_shown(
    qtbot: QtBot, client: LateClient, store: ReaderStore
) -> None:
    operation = SearchOperation(client, store)
    operation.search(SearchQuery("ferry"))
    operation.search(SearchQuery("ferries", order=SearchOrder.NEWEST))
    early, late = client.requests
    early.failed.emit(ERROR)
    assert operation.results is None
    assert not operation.is_settled
    late.failed.emit(ERROR)
    assert operation.results is not None
    assert operation.results.query.text == "ferries"


def test_an_article_that_comes_after_the_window_closed_is_not_stored(
    qtbot: QtBot, client: LateClient, store: ReaderStore
) -> None:
    operation = OpenArticleOperation(client, store)
    operation.start("a1")
    operation.cancel()
    response = OpenArticle.from_json({"article": responses.page(1)})
    client.requests[0].succeeded.emit(response)
    store.flush()
    assert store.articles.page("a1") is None


def test_the_next_page_of_a_section_left_is_not_appended(
    qtbot: QtBot, client: LateClient, store: ReaderStore
) -> None:
    operation = ArticleListOperation(client, store)
    operation.start("world")
    client.requests[0].respond(articles=responses.cards(range(3), cursor="c"))
    operation.load_more()
    operation.start("sport")
    _, next_page, sport = client.requests
    assert next_page.is_cancelled
    sport.respond(articles=responses.cards(range(7, 9)))
    next_page.respond(articles=responses.cards(range(3, 6)))
    assert list(operation.rows.ids) == ["a7", "a8"]
