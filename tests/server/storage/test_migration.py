"""A store is brought up to date when the server starts, and never touched by an older program."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import select

from broadsheet_server.models import metadata
from broadsheet_server.models.articles import ArticleAuthor, ArticleTag
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.migration import StoreTooNewError, configuration, is_current, migrate
from broadsheet_shared.vocabulary import TagKind
from tests.builders import PUBLISHED_AT, publish


def down_to(database: Database, revision: str) -> None:
    """Take the store back to an earlier form."""
    with database.engine.begin() as connection:
        command.downgrade(configuration(connection), revision)


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert is_current(database)
    assert migrate(database) == migrate(database)


def test_lists_of_an_earlier_store_are_dated_by_their_articles(database: Database) -> None:
    publish(database, tags=[DraftTag("Bridges", TagKind.TOPIC)], authors=[DraftAuthor("Ann Wu")])
    down_to(database, "0002")
    migrate(database)

    with database.read() as session:
        for table in (ArticleTag, ArticleAuthor):
            assert session.exec(select(table.published_at)).all() == [PUBLISHED_AT]


def test_an_older_program_leaves_a_newer_store_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    with pytest.raises(StoreTooNewError, match="from the future"):
        migrate(database)
