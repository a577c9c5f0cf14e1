"""Documents of an import are fetched ahead, and come in the order in which they were named."""

import threading
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from broadsheet_server.fetching.errors import FetchError
from broadsheet_server.ingest import document_fetches
from broadsheet_server.ingest.document_fetches import AHEAD_MAX, DocumentFetches
from tests.server.fetching.web_server import WebServer, response, serving, silence

LOOPBACK = [ip_network("127.0.0.1/32")]
NAMES = [f"/{number}" for number in range(AHEAD_MAX + 3)]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    monkeypatch.setattr(document_fetches, "PACE_SECONDS", 0.0)
    with serving({name: response(name.encode()) for name in NAMES}) as server:
        yield server


def test_they_come_in_the_order_of_their_addresses_and_failures_in_their_places(web: WebServer) -> None:
    web.answers["/3"] = response(status="404 Not Found")
    with DocumentFetches(LOOPBACK, threading.Event()) as fetches:
        found = list(fetches.fetch(web.url + name for name in NAMES))
    assert ["failed" if isinstance(each, FetchError) else each.body.decode() for each in found] == [
        name if name != "/3" else "failed" for name in NAMES
    ]


def test_no_more_are_asked_for_than_are_soon_needed(web: WebServer) -> None:
    with DocumentFetches(LOOPBACK, threading.Event()) as fetches:
        next(fetches.fetch(web.url + name for name in NAMES))
    assert len(web.requests) <= AHEAD_MAX + 1


def test_a_stop_ends_the_wait_for_a_silent_server(web: WebServer) -> None:
    web.answers["/1"] = silence
    stop = threading.Event()
    with DocumentFetches(LOOPBACK, stop) as fetches:
        documents = fetches.fetch(web.url + name for name in NAMES)
        next(documents)
        stop.set()
        assert list(documents) == []
