"""A supervisor asks whether the server lives, and an operator what is not in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from broadsheet_server.models.leases import Lease
from broadsheet_server.operations import health as health_check
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.operations.health import health
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish

HOUR = timedelta(hours=1)


class Operator:
    """Asks a server whose followers take a step only when told to."""

    def __init__(self, client: TestClient, followers: ServerFollowers) -> None:
        self.client = client
        self.followers = followers

    def sees(self) -> dict[str, Any]:
        answer = self.client.get("/healthz")
        assert answer.status_code == 200
        seen: dict[str, Any] = answer.json()
        assert (seen["status"] == "ok") == (not seen["problems"])
        return seen

    def problems(self) -> dict[str, tuple[str, int]]:
        return {
            problem["part"]: (problem["reason"], problem["seconds"]) for problem in self.sees()["problems"]
        }


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is answered anew."""
    monkeypatch.setattr(health_check, "HEALTH_SECONDS", 0.0)


@pytest.fixture
def operator(database: Database, settings: Settings) -> Iterator[Operator]:
    with operator_of(database, settings) as operator:
        yield operator


@contextmanager
def operator_of(database: Database, settings: Settings) -> Iterator[Operator]:
    app = Starlette(routes=[Route("/healthz", health)])
    app.state.database, app.state.index = database, open_index(settings.index)
    app.state.followers = followers = ServerFollowers(database, settings)
    with TestClient(app) as client:
        yield Operator(client, followers)
        followers.close()
        assert client.portal is not None
        client.portal.call(database.close)


def test_a_server_that_has_done_all_its_work_is_healthy(operator: Operator, database: Database) -> None:
    publish(database, now=datetime.now(UTC) - HOUR)
    operator.followers.catch_up()
    seen = operator.sees()
    assert (seen["status"], seen["sequence"], seen["indexSequence"]) == ("ok", "1", "1")
    assert seen["listsSequence"] == "1"


def test_a_server_that_has_lost_its_store_lives_and_says_so_until_it_is_back(
    operator: Operator, database: Database
) -> None:
    operator.followers.catch_up()
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE change_head RENAME TO away"))
    reason, seconds = operator.problems()["store"]
    assert reason.startswith("The store does not answer: ")
    assert seconds == 0
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO change_head"))
    assert operator.problems() == {}


def test_an_index_that_is_being_built_is_told(operator: Operator) -> None:
    assert operator.problems()["search index"][0] == "The search index is being built."
    operator.followers.catch_up()
    assert operator.problems() == {}


def test_news_that_waits_for_index_and_lists_is_told_with_its_time(
    operator: Operator, database: Database
) -> None:
    operator.followers.catch_up()
    publish(database, now=datetime.now(UTC))
    assert operator.problems() == {}
    publish(database, now=datetime.now(UTC) - HOUR)
    operator.followers.step()
    operator.followers.catch_up()
    publish(database, now=datetime.now(UTC) - HOUR)
    problems = operator.problems()
    assert problems.keys() == {"search index", "related lists"}
    assert 3_600 <= problems["search index"][1] < 3_700
    operator.followers.catch_up()
    assert operator.problems() == {}


def test_a_follower_that_fails_is_told_until_it_succeeds(
    operator: Operator, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator.followers.catch_up()
    with monkeypatch.context() as patch:
        patch.setattr("broadsheet_server.search.index_follower.IndexFollower.step", _fail)
        operator.followers.step_with_retry()
        assert operator.problems()["follower"] == (
            "The search index cannot follow the news: OSError: the disk is full",
            0,
        )


@pytest.mark.postgres
def test_lists_that_nobody_builds_any_more_are_told(postgres_store: str, settings: Settings) -> None:
    database = Database(postgres_store)
    with operator_of(database, settings) as operator:
        operator.followers.catch_up()
        with database.write() as session:
            session.merge(Lease(name="related", owner="gone", until=datetime.now(UTC) - HOUR))
        seen = operator.sees()
        assert seen["leaseHolder"] == "gone"
        assert [problem["part"] for problem in seen["problems"]] == ["lease"]


def _fail(*_: object) -> int:
    raise OSError("the disk is full")


def test_who_asks_often_is_told_what_was_found_a_moment_ago(
    operator: Operator, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_check, "HEALTH_SECONDS", 60.0)
    before = operator.sees()
    publish(database)
    assert operator.sees() == before
    operator.client.app.state.known_health = None  # type: ignore[attr-defined]
    assert operator.sees()["sequence"] == "1"


def test_how_many_operations_plans_have_answered_is_counted(operator: Operator) -> None:
    counts = operator.sees()["operations"]
    assert counts.keys() == {"planned", "declined", "unplanned"}
    assert all(isinstance(count, int) for count in counts.values())
