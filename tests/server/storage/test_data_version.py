"""Whether anything was committed is known without asking for the data."""

import asyncio
import sqlite3
from typing import Any

from sqlalchemy import text

from broadsheet_server.storage.data_version import (
    DataVersionReader,
    data_version,
    polled_data_version,
    shared_data_version,
)
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.row_readers import RawRows
from tests.builders import publish


async def versions(version: DataVersionReader, database: Database) -> list[object]:
    """The version at first, after a reading, after a commit, and after a transaction rolled back."""
    seen = [await version.read()]
    with database.read() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM article")
    seen.append(await version.read())
    publish(database)
    seen.append(await version.read())
    with database.write() as session:
        session.connection().execute(text("UPDATE article SET headline = 'x'"))
        seen.append(await version.read())
        session.rollback()
    version.close()
    await database.close()
    return seen


def test_a_commit_is_another_version_and_reading_is_none(database: Database) -> None:
    first, after_reading, after_commit, before_rollback = asyncio.run(
        versions(data_version(database, 0.0), database)
    )

    assert first == after_reading
    assert after_reading != after_commit
    assert database.is_sqlite is (before_rollback == after_commit) or not database.is_sqlite


def test_sqlite_tells_every_commit_across_checkpoints_vacuum_and_another_process(sqlite_store: str) -> None:
    database = Database(sqlite_store)
    version = data_version(database, 0.0)
    seen = [version.known()]
    publish(database)
    seen.append(version.known())
    database.checkpoint()
    publish(database)
    seen.append(version.known())
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    other.execute("VACUUM")
    other.execute("UPDATE article SET headline = 'y'")
    other.close()
    seen.append(version.known())
    version.close()
    database.dispose()

    assert len(set(seen)) == len(seen)


def test_on_postgresql_a_version_is_known_for_as_long_as_is_set(postgres_store: str) -> None:
    database = Database(postgres_store)
    version = data_version(database, 60.0)

    async def ask() -> None:
        assert version.known() is None
        assert await version.read() == version.known()
        version.forget()
        assert version.known() is None
        await database.close()

    asyncio.run(ask())


def test_readers_of_postgresql_wait_for_a_connection_instead_of_opening_one_more(postgres_store: str) -> None:
    database = Database(postgres_store)

    async def ask() -> int:
        sleeping = text("SELECT pg_sleep(0.02)")
        await asyncio.gather(*(database.fetch(sleeping) for _ in range(40)))
        counting = text(
            """SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend'"""
        )
        [row] = await database.fetch(counting)
        await database.close()
        return int(row[0])

    assert asyncio.run(ask()) <= 8


def test_all_who_keep_something_of_a_store_go_by_the_same_version(database: Database) -> None:
    assert shared_data_version(database, 60.0) is shared_data_version(database, 0.0)


class CountingDatabase(Database):
    """Counts how often readers have asked."""

    reads = 0

    async def fetch_rows(self, *arguments: Any, **options: Any) -> RawRows:
        self.reads += 1
        return await super().fetch_rows(*arguments, **options)


def test_workers_that_look_at_the_same_time_ask_postgresql_once(postgres_store: str) -> None:
    database = CountingDatabase(postgres_store)

    async def look() -> list[object]:
        seen = await asyncio.gather(*(polled_data_version(database) for _ in range(5)))
        await database.close()
        return seen

    assert len(set(asyncio.run(look()))) == 1
    assert database.reads == 1


def test_a_worker_learns_at_once_of_what_its_server_writes_and_soon_of_what_others_write(
    database: Database,
) -> None:
    others = Database(database.url.render_as_string(hide_password=False))

    async def look() -> None:
        first = await polled_data_version(database)
        publish(database)
        second = await polled_data_version(database)
        assert None is not first != second
        publish(others)
        async with asyncio.timeout(60):
            while await polled_data_version(database) == second:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await database.close()

    asyncio.run(look())
    others.dispose()


def test_a_worker_is_told_nothing_while_the_store_is_away() -> None:
    database = Database("postgresql://nobody@127.0.0.1:9/away")
    assert asyncio.run(polled_data_version(database)) is None
    database.dispose()
