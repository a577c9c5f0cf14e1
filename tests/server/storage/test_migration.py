"""A store is brought up to date when the server starts, and never touched by an older program."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from broadsheet_server.storage.database import Database
from broadsheet_server.storage.migration import StoreTooNewError, is_current, migrate
from broadsheet_server.storage.tables import metadata


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert is_current(database)
    assert migrate(database) == migrate(database)


def test_an_older_program_leaves_a_newer_store_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    with pytest.raises(StoreTooNewError, match="from the future"):
        migrate(database)
