"""A store is brought up to date when the server starts, and never touched by an older program."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import col, select

from broadsheet_server.access.api_keys import create_key, find_key
from broadsheet_server.changefeed.feed import changes_after
from broadsheet_server.models import metadata
from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleTag
from broadsheet_server.models.related import RelatedPin
from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.related.list_store import read_lists
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.migration import (
    StoreTooNewError,
    configuration,
    is_current,
    migrate,
    revisions,
)
from broadsheet_shared.vocabulary import Scope, TagKind
from tests.builders import NOW, PUBLISHED_AT, publish


def down_to(database: Database, revision: str) -> None:
    """Take the store back to an earlier form."""
    with database.engine.begin() as connection:
        command.downgrade(configuration(connection), revision)


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_name_constraints_and_indexes_as_the_code_does(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in metadata.sorted_tables:
        assert inspector.get_pk_constraint(table.name)["name"] == table.primary_key.name
        foreign_keys = {key["name"] for key in inspector.get_foreign_keys(table.name)}
        assert foreign_keys == {key.name for key in table.foreign_key_constraints}
        indexes = {
            index["name"]
            for index in inspector.get_indexes(table.name)
            if "duplicates_constraint" not in index  # PostgreSQL's own, of a unique constraint
        }
        assert indexes == {index.name for index in table.indexes}


def test_the_names_of_the_files_tell_the_revisions_in_their_order(database: Database) -> None:
    with database.engine.begin() as connection:
        scripts = ScriptDirectory.from_config(configuration(connection))
    assert list(revisions()) == [script.revision for script in scripts.walk_revisions()][::-1]


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


def test_what_editors_pinned_in_an_earlier_store_stays_pinned(database: Database) -> None:
    article, first, second = (publish(database, headline=name).article_id for name in ("A", "B", "C"))
    with database.write() as session:
        assert pin_related(session, article, [first, second]) == []
    down_to(database, "0003")
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM editors_pick")).scalar_one() == 2
    migrate(database)

    with database.read() as session:
        pins = session.exec(select(RelatedPin).order_by(col(RelatedPin.position))).all()
        assert [(pin.article_id, pin.related_id) for pin in pins] == [(article, first), (article, second)]
        entries = read_lists(session, [article])[article].entries
        assert [entry.article_id for entry in entries] == [first, second]
        assert all(change.topics for change in changes_after(session, 0, 3))


def test_keys_of_an_earlier_store_open_what_they_did(database: Database) -> None:
    with database.write() as session:
        key, token = create_key(session, "wire", [Scope.INGEST], now=NOW)
    down_to(database, "0021")
    migrate(database)

    with database.read() as session:
        found = find_key(session, token, now=NOW)
        assert found is not None
        assert (found.id, found.section_ids, found.expires_at) == (key.id, None, None)


def test_tags_of_an_earlier_store_keep_their_slugs_and_are_known_by_their_labels(database: Database) -> None:
    publish(database, tags=[DraftTag("Öl", TagKind.TOPIC), DraftTag("Ol", TagKind.TOPIC)])
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE tag SET label = 'Öl'"))
    down_to(database, "0009")
    migrate(database)

    publish(database, headline="Two", tags=[DraftTag("öl", TagKind.TOPIC)])
    with database.read() as session:
        assert session.exec(select(Tag.slug, Tag.label).order_by(col(Tag.id))).all() == [
            ("ol", "Öl"),
            ("ol-2", "Öl"),
        ]
        linked = select(Tag.slug).join(ArticleTag).order_by(col(ArticleTag.article_id).desc())
        assert session.exec(linked).first() == "ol"


def test_articles_of_an_earlier_store_are_recognised_and_nothing_of_them_is_lost(database: Database) -> None:
    url = "https://courier.example/crane"
    first = publish(database, external_reference="tag:a", canonical_url=url, dateline="Quay Nine")
    second = publish(database, external_reference="x" * 900, tags=[DraftTag("Crane", TagKind.TOPIC)])
    with database.read() as session:
        before = [article.model_dump() for article in session.exec(select(Article).order_by(col(Article.id)))]
    down_to(database, "0010")
    migrate(database)

    with database.read() as session:
        after = [article.model_dump() for article in session.exec(select(Article).order_by(col(Article.id)))]
        assert after == before
    found = [
        publish(database, external_reference="tag:a", canonical_url=url, source_name="Courier"),
        publish(database, canonical_url="http://www.courier.example/crane/?utm_source=x"),
        publish(database, external_reference="x" * 900),
    ]
    assert [each.article_id for each in found] == [first.article_id, first.article_id, second.article_id]


def test_an_older_schema_has_each_reference_once(database: Database) -> None:
    for source in ("Courier", "Wire"):
        publish(database, external_reference="7", reference_source=source, headline=source)
    down_to(database, "0010")
    with database.engine.begin() as connection:
        kept = connection.execute(text("SELECT external_reference FROM article ORDER BY id")).scalars().all()
    assert kept == ["7", None]
    migrate(database)


def test_an_older_program_leaves_a_newer_store_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    with pytest.raises(StoreTooNewError, match="from the future"):
        migrate(database)
