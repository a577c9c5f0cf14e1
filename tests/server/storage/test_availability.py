"""A store that is away is told from a mistake in a statement."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from broadsheet_server.storage.availability import cause_of, is_store_unavailable
from broadsheet_server.storage.database import Database


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/store.sqlite3", "postgresql+psycopg://nobody@/store?host=/nowhere"]
)
def test_a_store_that_cannot_be_reached_is_away(url: str) -> None:
    database = Database(url)
    with pytest.raises(OperationalError) as caught, database.read() as session:
        session.execute(text("SELECT 1"))
    assert is_store_unavailable(caught.value)
    assert "\n" not in cause_of(caught.value)


def test_a_statement_that_is_wrong_is_no_outage(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as caught, database.read() as session:
        session.execute(text("SELECT secret FROM nothing WHERE id = :id"), {"id": "ada@example.net"})
    assert not is_store_unavailable(caught.value)
    assert "ada@example.net" not in cause_of(caught.value)


def test_an_error_of_ours_is_no_outage() -> None:
    assert not is_store_unavailable(OSError("the disk is gone"))
    assert not is_store_unavailable(None)
