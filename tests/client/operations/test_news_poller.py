"""Newer articles are found by polling, as often as is useful."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.operations.article_list import ArticleListOperation
from broadsheet_client.operations.connection_monitor import ConnectionMonitor
from broadsheet_client.operations.news_poller import NewsPoller
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses
from tests.client.scripted_server import ScriptedServer, data_response


@pytest.fixture
def listing(
    qtbot: QtBot, client: QtGraphQLClient, store: ReaderStore, server: ScriptedServer
) -> Iterator[ArticleListOperation]:
    """Five articles are listed, and a newer one was published since."""
    listing = ArticleListOperation(client, store)
    server.enqueue_data(articles=responses.cards(range(1, 6)))
    with qtbot.waitSignal(listing.newer_found):
        listing.start()
    server.default = data_response(articles=responses.cards(range(6)))
    yield listing
    listing.cancel()


@pytest.fixture
def connection(server: ScriptedServer) -> ConnectionMonitor:
    """The server is reachable."""
    return ConnectionMonitor(server.origin)


def test_every_few_minutes_it_looks(
    qtbot: QtBot, listing: ArticleListOperation, connection: ConnectionMonitor
) -> None:
    watch = NewsPoller(listing, connection, interval=10)
    watch.start()
    with qtbot.waitSignal(listing.newer_found) as found:
        pass
    watch.stop()
    assert found.args == [1]


def test_who_comes_back_after_a_while_finds_what_is_new(
    qtbot: QtBot, listing: ArticleListOperation, connection: ConnectionMonitor
) -> None:
    watch = NewsPoller(listing, connection, activation_interval=0)
    watch.start()
    with qtbot.waitSignal(listing.newer_found) as found:
        watch.window_activated()
    watch.stop()
    assert found.args == [1]


def test_who_was_away_for_a_moment_only_asks_nothing(
    listing: ArticleListOperation, connection: ConnectionMonitor, server: ScriptedServer
) -> None:
    watch = NewsPoller(listing, connection)
    watch.window_activated()
    watch.start()
    watch.window_activated()
    watch.stop()
    assert not listing._first_request.is_pending
    assert len(server.calls("ArticleList")) == 1


def test_without_a_way_to_the_server_it_leaves_the_looking_to_others(
    listing: ArticleListOperation, connection: ConnectionMonitor
) -> None:
    connection.report(False)
    NewsPoller(listing, connection).poll()
    assert not listing._first_request.is_pending
    connection.close()


def test_who_comes_back_right_after_a_poll_asks_nothing_again(
    qtbot: QtBot, listing: ArticleListOperation, connection: ConnectionMonitor, server: ScriptedServer
) -> None:
    watch = NewsPoller(listing, connection, activation_interval=200)
    watch.start()
    qtbot.wait(250)
    with qtbot.waitSignal(listing.newer_found):
        watch.poll()
    watch.window_activated()
    watch.stop()
    assert not listing._first_request.is_pending
    assert len(server.calls("ArticleList")) == 2
