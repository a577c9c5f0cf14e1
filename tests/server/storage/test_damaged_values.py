"""What is read where the store holds a value that is none."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, Uuid, column, select, text

from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.damaged_values import UNREADABLE_DATE, UNREADABLE_ID, read_uuid
from broadsheet_server.storage.database import Database


def stored(literal: str, kind: Any) -> Select[Any]:
    """A statement that reads a value, given as SQL, as one of this type."""
    return select(column("value", kind)).select_from(text(f"(SELECT {literal} AS value) AS stored"))


def fetched(database: Database, statement: Select[Any]) -> object:
    """What a request reads."""

    async def answer() -> object:
        rows = await database.fetch(statement)
        await database.close()
        return rows[0][0]

    return asyncio.run(answer())


@pytest.mark.parametrize("date", ["infinity", "-infinity", "0044-03-15 BC", "12024-01-01"])
def test_a_date_that_python_has_not_is_read_as_1970(postgres_store: str, date: str) -> None:
    database = Database(postgres_store)
    statement = stored(f"TIMESTAMPTZ '{date}'", UtcDateTime)
    assert fetched(database, statement) == UNREADABLE_DATE
    with database.read() as session:
        assert session.execute(statement).scalar_one() == UNREADABLE_DATE
    database.dispose()


@pytest.mark.parametrize(
    ("literal", "kind", "read"),
    [
        ("'yesterday'", UtcDateTime, UNREADABLE_DATE),
        ("'no id'", Uuid, UNREADABLE_ID),
        ("NULL", Uuid, None),
        (f"'{'07' * 16}'", Uuid, UUID(bytes=b"\7" * 16)),
    ],
)
def test_sqlite_stores_anything_in_any_column(
    sqlite_store: str, literal: str, kind: Any, read: object
) -> None:
    assert fetched(Database(sqlite_store), stored(literal, kind)) == read


def test_a_text_that_is_not_utf_8_is_read_with_marks_and_others_as_before(sqlite_store: str) -> None:
    database = Database(sqlite_store)
    assert fetched(database, select(text("CAST(X'61FF' AS TEXT)"))) == "a\ufffd"
    assert fetched(database, select(text("'grün'"))) == "grün"


def test_a_text_that_is_no_uuid_is_the_id_of_nothing() -> None:
    assert read_uuid("no id") == UNREADABLE_ID
