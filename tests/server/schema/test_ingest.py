"""What those who bring articles in can ask: how the sources do, and what the imports did."""

from datetime import timedelta
from typing import Any

import pytest

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.ingest.hub_subscriptions import reconcile_subscriptions
from broadsheet_server.ingest.import_runs import recorded
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_server.ingest.poll_queue import PollFailure, claim_sources, finish_poll
from broadsheet_server.ingest.sources import SourceRequest, add_source
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome, Scope
from tests.builders import NOW
from tests.server.schema.api import Api

RUNS = """query ($first: Int, $after: String) { importRuns(first: $first, after: $after) {
    nodes { origin isPushed finishedAt error counts { created rejected }
        items { outcome place excerpt reason } }
    edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""


@pytest.fixture
def importer(api: Api, database: Database) -> Api:
    """Somebody with a key for imports."""
    with database.write() as session:
        _, api.key = create_key(session, "wire desk", [Scope.INGEST], now=NOW)
    return api


def keep_run(database: Database, origin: str, *items: ImportedItem) -> None:
    """An import that had these items."""
    for _ in recorded(database, items, origin):
        pass


def test_a_source_tells_how_it_does(importer: Api, database: Database) -> None:
    with database.write() as session:
        add_source(session, SourceRequest("The Post", "https://post.example/feed", "world"), now=NOW)
        [source] = claim_sources(session, NOW, 1)
        finish_poll(session, source, PollFailure("The server took no connection."), NOW)

    [told] = importer.ask("{ sources { name url sectionPath fullText interval state health lastError } }")[
        "sources"
    ]
    assert told["health"].startswith("Failed once: The server took no connection. No success yet. Next try ")
    assert told | {"health": ""} == {
        "name": "The Post",
        "url": "https://post.example/feed",
        "sectionPath": "world",
        "fullText": False,
        "interval": timedelta(minutes=15).seconds,
        "state": "ACTIVE",
        "health": "",
        "lastError": "The server took no connection.",
    }


def test_a_source_tells_of_its_subscription_at_a_hub(importer: Api, database: Database) -> None:
    hub = "https://hub.example/"
    with database.write() as session:
        source = add_source(session, SourceRequest("The Post", "https://post.example/feed", "world"), now=NOW)
        source.hub_urls, source.topic_url, source.last_success_at = [hub], source.url, NOW
        session.flush()
        reconcile_subscriptions(session, "https://news.example/websub/", NOW)

    query = """{ sources { hubUrls pushHealth
        subscription { hubUrl topicUrl state expiresAt pushes lastPushAt pushesIgnored lastError } } }"""
    [told] = importer.ask(query)["sources"]
    assert told["pushHealth"] == f"The hub {hub} has been asked for pushes, and has not verified it yet."
    assert told["hubUrls"] == [hub]
    assert told["subscription"] == {
        "hubUrl": hub,
        "topicUrl": "https://post.example/feed",
        "state": "REQUESTED",
        "expiresAt": None,
        "pushes": 0,
        "lastPushAt": None,
        "pushesIgnored": 0,
        "lastError": None,
    }


def test_a_run_has_its_counts_and_a_reason_for_what_was_not_taken(importer: Api, database: Database) -> None:
    keep_run(
        database,
        "wire.json",
        ImportedItem(ImportOutcome.CREATED, "Crane lifts its last load", "wire.json"),
        ImportedItem(ImportOutcome.REJECTED, "Ferry", "wire.json", "line 3", "The body is empty."),
    )
    [run] = importer.ask(RUNS)["importRuns"]["nodes"]
    assert run.pop("finishedAt") is not None
    assert run == {
        "origin": "wire.json",
        "isPushed": False,
        "error": None,
        "counts": {"created": 1, "rejected": 1},
        "items": [
            {
                "outcome": "REJECTED",
                "place": "wire.json: line 3",
                "excerpt": "Ferry",
                "reason": "The body is empty.",
            }
        ],
    }


def test_runs_are_paged_with_the_newest_first(importer: Api, database: Database) -> None:
    for name in ("first", "second", "third"):
        keep_run(database, name)
    page = importer.ask(RUNS, first=2)["importRuns"]
    assert [run["origin"] for run in page["nodes"]] == ["third", "second"]
    assert page["pageInfo"]["hasNextPage"] is True
    rest = importer.ask(RUNS, first=2, after=page["pageInfo"]["endCursor"])["importRuns"]
    assert [run["origin"] for run in rest["nodes"]] == ["first"]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert importer.refusal(RUNS, after="nonsense")["code"] == "BAD_USER_INPUT"
    assert "a page has 0 to 100" in importer.refusal(RUNS, first=101)["message"]


def test_items_are_read_on_by_their_numbers(importer: Api, database: Database) -> None:
    items = [ImportedItem(ImportOutcome.REJECTED, "", "wire", f"line {n}", "No headline.") for n in range(5)]
    keep_run(database, "wire", *items)

    def places(arguments: str) -> list[Any]:
        query = f"{{ importRuns {{ nodes {{ items({arguments}) {{ place }} }} }} }}"
        return [item["place"] for item in importer.ask(query)["importRuns"]["nodes"][0]["items"]]

    assert places("first: 2, after: 2") == ["wire: line 3", "wire: line 4"]


@pytest.mark.parametrize("query", ["{ sources { name } }", "{ importRuns { nodes { origin } } }"])
def test_only_a_key_for_imports_sees_them(api: Api, database: Database, query: str) -> None:
    assert api.refusal(query)["code"] == "UNAUTHENTICATED"
    with database.write() as session:
        _, api.key = create_key(session, "reader", [Scope.SHARE, Scope.EDIT], now=NOW)
    assert api.refusal(query)["code"] == "FORBIDDEN"
