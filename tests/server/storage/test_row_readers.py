"""Rows straight from the driver: in time, bounded, and on few connections."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Text, bindparam, func, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from broadsheet_server.models.articles import Article
from broadsheet_server.storage import postgres_rows
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.deadline import DeadlineError, deadline
from broadsheet_server.storage.postgres_rows import POOL_SIZE
from broadsheet_server.storage.statement_text import StatementText, compile_statement
from broadsheet_server.storage.text_budget import TextBudget, TooMuchTextError
from tests.builders import PUBLISHED_AT, publish

ENDLESS = StatementText(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) "
    "SELECT count(*) FROM n",
    None,
    {},
    (),
)
ONE = StatementText("SELECT 1", None, {}, ())
ARTICLES = select(col(Article.headline), col(Article.published_at)).order_by(col(Article.headline))


def run(database: Database, ask: Any) -> Any:
    """Ask in an event loop, and close the connections in it."""

    async def ask_and_close() -> Any:
        try:
            return await ask()
        finally:
            await database.close()

    return asyncio.run(ask_and_close())


def test_the_rows_are_those_of_the_statement(database: Database) -> None:
    for headline in ("B", "A", "C"):
        publish(database, headline=headline)
    chosen = ARTICLES.where(
        col(Article.headline).in_(bindparam("headlines", expanding=True)),
        col(Article.published_at) <= bindparam("now", type_=Article.__table__.c.published_at.type),  # type: ignore[attr-defined]
    )
    statement = compile_statement(chosen, database.dialect_name, lengths={"headlines": 2})
    values = {"headlines": ["A", "C"], "now": PUBLISHED_AT}
    for is_slow in (False, True):
        rows = run(database, lambda slow=is_slow: database.fetch_rows(statement, values, is_slow=slow))
        assert [row[0] for row in rows] == ["A", "C"]


@pytest.mark.parametrize("is_slow", [False, True])
def test_a_statement_ends_with_the_time_it_was_given(database: Database, is_slow: bool) -> None:
    async def ask() -> None:
        with deadline(0.2), pytest.raises(DeadlineError):
            await database.fetch_rows(ENDLESS, {}, is_slow=is_slow)
        assert list(await database.fetch_rows(ONE, {})) == [(1,)]

    began = time.monotonic()
    run(database, ask)
    assert time.monotonic() - began < 60  # it would take hours


def test_a_slow_statement_holds_up_nobody(database: Database) -> None:
    async def ask() -> None:
        with deadline(5):
            slow = asyncio.create_task(database.fetch_rows(ENDLESS, {}, is_slow=True))
            await asyncio.sleep(0)
            assert list(await database.fetch_rows(ONE, {})) == [(1,)]
            assert not slow.done()
        slow.cancel()

    if not database.is_sqlite:
        run(database, ask)
        return

    async def ask_in_time() -> None:
        with deadline(0.3):
            slow = asyncio.create_task(database.fetch_rows(ENDLESS, {}, is_slow=True))
            await asyncio.sleep(0)
            assert list(await database.fetch_rows(ONE, {})) == [(1,)]
            with pytest.raises(DeadlineError):
                await slow

    run(database, ask_in_time)


def test_a_statement_that_proves_to_be_slow_holds_up_nobody(database: Database) -> None:
    turns: list[float] = []

    async def others() -> None:
        while True:
            turns.append(time.monotonic())
            await asyncio.sleep(0.005)

    async def ask() -> None:
        beside = asyncio.create_task(others())
        with deadline(0.5), pytest.raises(DeadlineError):
            await database.fetch_rows(ENDLESS, {})
        beside.cancel()

    run(database, ask)
    assert len(turns) >= 4  # the first of them before the statement


def test_an_error_is_that_of_sqlalchemy_without_the_values(database: Database) -> None:
    broken = StatementText("SELECT slug FROM nowhere", None, {}, ())
    with pytest.raises(Exception, match="nowhere") as raised:
        run(database, lambda: database.fetch_rows(broken, {}))
    assert type(raised.value).__module__ == "sqlalchemy.exc"


def test_texts_that_are_too_long_are_not_read_to_their_end(database: Database) -> None:
    for number in range(10):
        publish(database, headline=f"{number} " + "x" * 98)
    statement = compile_statement(ARTICLES, database.dialect_name)
    budget = TextBudget()
    budget.left = 350
    with pytest.raises(TooMuchTextError):
        run(database, lambda: database.fetch_rows(statement, {}, lambda rows: budget.charge_rows(rows, (0,))))
    assert budget.left == -50

    enough = TextBudget()
    enough.left = 2_000
    rows = run(
        database, lambda: database.fetch_rows(statement, {}, lambda rows: enough.charge_rows(rows, (0,)))
    )
    assert (len(rows), enough.left) == (10, 1_000)


@pytest.mark.postgres
def test_readers_wait_for_a_connection_instead_of_opening_another(postgres_store: str) -> None:
    database = Database(postgres_store)
    pause = StatementText("SELECT pg_backend_pid(), pg_sleep(0.002)::text", None, {}, ())

    async def sessions(ask: Callable[[], Awaitable[Sequence[Any]]]) -> int:
        """How many sessions PostgreSQL opens for 32 clients, each of whom asks ten times."""
        pids = set()

        async def client() -> None:
            for _ in range(10):
                [row] = await ask()
                pids.add(row[0])

        await asyncio.gather(*(client() for _ in range(32)))
        return len(pids)

    async def ask() -> tuple[int, int]:
        rows = await sessions(lambda: database.fetch_rows(pause, {}))
        return rows, await sessions(lambda: database.fetch(text(pause.sql)))

    assert run(database, ask) == (POOL_SIZE, POOL_SIZE)


@pytest.mark.postgres
def test_rows_one_by_one_are_stopped_before_the_last_has_come(postgres_store: str) -> None:
    database = Database(postgres_store)
    long = StatementText("SELECT repeat('x', 100000), generate_series(1, 100000000)", None, {}, ())
    budget = TextBudget()

    async def ask() -> Sequence[Any]:
        with deadline(20), pytest.raises(TooMuchTextError):
            await database.fetch_rows(long, {}, lambda rows: budget.charge_rows(rows, (0,)), one_by_one=True)
        return await database.fetch_rows(ONE, {})

    assert run(database, ask) == [(1,)]
    assert -100_000 <= budget.left < 0


@pytest.mark.postgres
def test_more_statements_than_a_connection_keeps_are_prepared_anew(
    postgres_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_rows, "STATEMENTS_MAX", 3)
    database = Database(postgres_store)
    statements = [StatementText(f"SELECT {number}", None, {}, ()) for number in range(5)]

    async def ask() -> list[int]:
        found = [await database.fetch_rows(statement, {}) for statement in statements * 2]
        return [row[0] for [row] in found]

    assert run(database, ask) == [*range(5), *range(5)]


@pytest.mark.postgres
def test_a_long_parameter_is_sent_to_its_end(postgres_store: str) -> None:
    database = Database(postgres_store)
    statement = compile_statement(select(func.length(bindparam("text", type_=Text))), "postgresql")
    values = {"text": "x" * 8_000_000}
    assert run(database, lambda: database.fetch_rows(statement, values)) == [(8_000_000,)]


@pytest.mark.postgres
def test_a_connection_that_has_gone_is_replaced(postgres_store: str) -> None:
    database = Database(postgres_store)
    own = StatementText("SELECT pg_backend_pid()", None, {}, ())

    async def ask() -> tuple[int, int]:
        [(first,)] = await database.fetch_rows(own, {})
        with database.engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend({first}, 5000)")
        [(second,)] = await database.fetch_rows(own, {})
        return first, second

    first, second = run(database, ask)
    assert first != second


@pytest.mark.postgres
def test_a_store_that_is_away_is_an_operational_error() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OperationalError):
        run(database, lambda: database.fetch_rows(ONE, {}))
