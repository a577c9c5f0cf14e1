"""One bad value in the store takes the list away from nobody."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftCorrection, DraftImage, DraftTag
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.related.list_store import StoredList, write_lists
from broadsheet_server.related.lists import Reason, RelatedEntry
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import RelatedReasonKind, TagKind
from tests.builders import PUBLISHED_AT, publish
from tests.pictures import png
from tests.server.schema.api import Api
from tests.server.search.index_fixtures import count_with

FRONT_PAGE = """{ articles {
    nodes {
        id slug headline summary bodyHtml bodyText byline dateline language copyrightHolder usageTerms
        publishedAt publishedOn updatedAt updatedOn wordCount readingMinutes revision
        status canonicalUrl copyrightNotice externalReference
        section { id name path parent { name } } breadcrumb { label url section { id } }
        authors { id name } tags { id label kind }
        leadImage { id alt caption credit url width height }
        images { renditions { name url mediaType width height } }
        source { name url } corrections { correctedAt text }
        related(first: 3) { edges { score reasons { kind text weight } node { slug } } }
    }
} }"""

ITS_ROWS = {
    "article": "headline = 'A damaged article'",
    "article_body": "html = '<p>It is damaged.</p>'",
    "section": "path = 'city/harbour'",
}
"""Of tables that hold rows of the sound article too, which are the damaged one's."""

TABLES = (
    *("article", "article_body", "article_author", "article_tag", "article_image"),
    *("author", "tag", "section", "image", "rendition", "correction", "related"),
)
HEAVY = """'[[{"kind": "shared_topic", "value": 7, "weight": "heavy"}]]'"""
JSON_VALUES = ("'7'", "'null'", "'{\"a\": 1}'", "'[[7]]'", HEAVY)
FLOATS = ("X'00'", "X'7FC00000'", "X''")
"""For packed columns: too short, not a number, none."""
SQLITE_VALUES = {
    "VARCHAR": ("''", "'nonsense'", "CAST(X'C3FF' AS TEXT)"),
    "DATE": ("''", "'yesterday'", "'2024-13-45'", "'2024-10-12 06:30'"),
    "DATETIME": ("''", "'yesterday'", "'2024-13-45'", "'12024-01-01 00:00:00.000000'"),
    "INTEGER": ("-1", "0", "2147483647", "99999999999", "1.5", "'many'"),
    "BOOLEAN": ("7", "'perhaps'"),
    "JSON": ("'nonsense'", *JSON_VALUES),
    "CHAR": ("'nonsense'", "''"),
    "BLOB": FLOATS,
    "FLOAT": ("-1", "1e300", "'aside'"),
}
"""SQLite lets any value into any column; these are bad for the type of the column."""
POSTGRES_VALUES = {
    "VARCHAR": ("''", "'nonsense'"),
    "DATE": ("'infinity'", "'-infinity'", "'0044-03-15 BC'", "'12024-01-01'"),
    "TIMESTAMP": ("'infinity'", "'-infinity'", "'0044-03-15 BC'", "'12024-01-01'"),
    "INTEGER": ("-1", "0", "2147483647"),
    "BOOLEAN": (),
    "JSON": JSON_VALUES,
    "UUID": ("'00000000-0000-0000-0000-000000000000'",),
    "DOUBLE": ("'NaN'", "'-Infinity'", "2"),
    "FLOAT": ("'NaN'", "'-Infinity'", "2"),
    "BYTEA": tuple(f"'\\{value[:1].lower()}{value[2:]}" for value in FLOATS),
}
"""What the types of PostgreSQL let in."""


class Damage(NamedTuple):
    """A value, as SQL, for a column of one row."""

    table: str
    column: str
    value: str


@pytest.fixture
def broken(database: Database, tmp_path: Path) -> Iterator[Engine]:
    """A store with a sound article and one to be damaged; the connection minds no foreign keys."""
    (tmp_path / "crane.png").write_bytes(png())
    sound = publish(database, headline="A sound article", section_path="world")
    damaged = publish(
        database,
        tmp_path / "media",
        headline="A damaged article",
        body_html="<p>It is damaged.</p>",
        section_path="city/harbour",
        canonical_url="https://wire.example/a",
        source_name="The Wire",
        published_on=PUBLISHED_AT.date(),
        tags=(DraftTag("Cranes", TagKind.TOPIC),),
        authors=(DraftAuthor("Tomas Hale"),),
        images=(DraftImage("A crane", "image/png", 4, 3, file=tmp_path / "crane.png"),),
        corrections=(DraftCorrection("It was Quay Eight.", PUBLISHED_AT + timedelta(seconds=1)),),
    )
    entry = RelatedEntry(sound.article_id, 0.5, (Reason(RelatedReasonKind.SHARED_TOPIC, "Cranes", 0.5),))
    with database.write() as session:
        write_lists(session, [StoredList(damaged.article_id, 1, [entry])])
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    _careless(engine)
    yield engine
    engine.dispose()


def test_no_damaged_value_spoils_a_list(api: Api, broken: Engine) -> None:
    """Each column of the rows of one article takes each bad value that the database lets in."""
    faults: dict[Damage, object] = {}
    tried = set()
    with broken.connect() as connection:
        for damage in _damages(connection):
            if _is_stored(connection, damage):
                tried.add(damage.table)
                if fault := _fault(api):
                    faults[damage] = fault
                _put_right(connection, damage.table)
    assert not faults
    assert set(TABLES) - tried == set()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE article SET id = 'nonsense' WHERE headline = 'A damaged article';"
        "UPDATE article_body SET article_id = 'nonsense' WHERE text = 'A damaged article'",
        "UPDATE article SET headline = CAST(X'41C3FF' AS TEXT) WHERE headline = 'A damaged article'",
        "UPDATE article SET published_at = '1999-13-45' WHERE headline = 'A damaged article'",
        "UPDATE article SET expires_at = '' WHERE headline = 'A damaged article'",
    ],
    ids=["id", "headline", "published_at", "expires_at"],
)
def test_the_followers_relate_a_sound_article_beside_a_damaged_one(
    sqlite_store: str, tmp_path: Path, damage: str
) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    for headline in ("A sound article", "A damaged article"):
        publish(database, headline=headline, body_html=f"<p>{headline}</p>")
    with sqlite3.connect(tmp_path / "broadsheet.sqlite3") as connection:
        connection.executescript(damage)
    connection.close()
    followers = ServerFollowers(database, settings)
    followers.catch_up()
    followers.close()
    with database.read() as session:
        sound = session.exec(select(Article.id).where(Article.headline == "A sound article")).one()
        assert session.get(Related, sound) is not None
    assert count_with(settings, "sound") == 1
    database.dispose()


def _damages(connection: Connection) -> Iterator[Damage]:
    """The damages, table by table; beside each table a copy of it is kept."""
    values = SQLITE_VALUES if connection.dialect.name == "sqlite" else POSTGRES_VALUES
    for table in TABLES:
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
        for column in TableModel.metadata.tables[table].columns:
            kind = column.type.compile(dialect=connection.dialect).partition("(")[0].partition(" ")[0]
            kind = {"TEXT": "VARCHAR", "BIGINT": "INTEGER"}.get(kind, kind)
            yield from (Damage(table, column.name, value) for value in values[kind])


def _fault(api: Api) -> object:
    """What is wrong with the front page, or with reading the list to its end; None where nothing is."""
    answer = api.post(FRONT_PAGE).json()
    if "errors" in answer:
        return answer["errors"]
    slugs = {node["slug"] for node in answer["data"]["articles"]["nodes"]}
    return None if "a-sound-article" in slugs else "the sound article is not on the page"


def _is_stored(connection: Connection, damage: Damage) -> bool:
    """Store the value. False where the database refuses it."""
    table, where = damage.table, ITS_ROWS.get(damage.table, "true")
    try:
        connection.exec_driver_sql(f"UPDATE {table} SET {damage.column} = {damage.value} WHERE {where}")
    except (DataError, IntegrityError):
        return False
    return True


def _put_right(connection: Connection, table: str) -> None:
    connection.exec_driver_sql(f"DELETE FROM {table}")
    connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")


def _careless(engine: Engine) -> None:
    """Have connections check no foreign keys, and write to the disk when they like."""
    mode = "SET session_replication_role = replica"
    if engine.dialect.name == "sqlite":
        mode = "PRAGMA synchronous = OFF"

    @event.listens_for(engine, "connect")
    def set_mode(connection: Any, _record: object) -> None:
        connection.execute(mode)
