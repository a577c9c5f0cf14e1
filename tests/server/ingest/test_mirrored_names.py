"""A second store follows what editors of the first one do to sections, tags and authors."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Author, Section, Tag
from broadsheet_server.newsroom.arrange_names import AUTHORS, TAGS, Named, merge, rename
from broadsheet_server.newsroom.arrange_sections import create_section, describe_section, move_section
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, publish
from tests.server.ingest.exported_newspapers import exported, imported
from tests.server.ingest.imported_items import outcomes

LATER = NOW + timedelta(hours=1)
LAST = NOW + timedelta(hours=2)


def topic(label: str) -> DraftTag:
    return DraftTag(label, TagKind.TOPIC)


@pytest.fixture
def mirror(request: pytest.FixtureRequest) -> Database:
    """A second store, on the other database."""
    other: Database = request.getfixturevalue("empty")
    return other


def newspaper(database: Database) -> None:
    """Articles that share sections, tags and authors."""
    ada, tomas = DraftAuthor("Ada Moor"), DraftAuthor("A. Moor")
    publish(database, slug="one", section_path="world/asia", tags=(topic("Bridge"),), authors=(ada,))
    bridges = (topic("Bridges"),)
    publish(database, slug="two", headline="Two", section_path="world", tags=bridges, authors=(tomas,))
    both = (topic("Bridge"), topic("Bridges"))
    publish(database, slug="both", headline="Both", section_path="city", tags=both, authors=(ada, tomas))


def named(session: Session, table: Any, slug: str, field: str) -> Named:
    return Named(session.exec(select(table.id).where(table.slug == slug)).one(), field)


def rename_all(session: Session) -> None:
    rename(session, TAGS, named(session, Tag, "bridge", "tag"), "Crossings", now=LATER)
    rename(session, AUTHORS, named(session, Author, "ada-moor", "author"), "Ada Lee", now=LATER)
    describe_section(session, "world", name="The World", description="All of it.", now=LATER)


def merge_all(session: Session) -> None:
    tags = named(session, Tag, "bridge", "tag"), named(session, Tag, "bridges", "into")
    merge(session, TAGS, *tags, now=LATER)
    authors = named(session, Author, "a-moor", "author"), named(session, Author, "ada-moor", "into")
    merge(session, AUTHORS, *authors, now=LATER)


def move_all(session: Session) -> None:
    move_section(session, "world", "abroad", now=LATER)
    move_section(session, "abroad/asia", "city/asia", now=LATER)
    create_section(session, "sport", "Sport", None, now=LATER)


EDITS: dict[str, list[Callable[[Session], None]]] = {
    "renamed": [rename_all],
    "merged": [merge_all],
    "moved": [move_all],
    "renamed, then merged and moved": [rename_all, merge_all, move_all],
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS.keys())
def test_two_stores_are_equal_after_the_export_of_what_editors_did(
    database: Database, mirror: Database, tmp_path: Path, edits: list[Callable[[Session], None]]
) -> None:
    newspaper(database)
    imported(mirror, tmp_path / "whole", exported(database))
    before = last_sequence(mirror)
    with database.write() as session:
        for edit in edits:
            edit(session)
    items = imported(mirror, tmp_path / "since", exported(database, LATER))
    assert "rejected" not in outcomes(items)
    assert exported(mirror) == exported(database)
    assert last_sequence(mirror) > before, "who follows the mirror learns of it"
    again = imported(mirror, tmp_path / "since", exported(database, LATER))
    assert set(outcomes(again)) == {"unchanged"}


def last_sequence(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(Change.sequence).order_by(col(Change.sequence).desc())).first() or 0


def test_what_editors_of_the_second_store_did_later_stays(
    database: Database, mirror: Database, tmp_path: Path
) -> None:
    newspaper(database)
    imported(mirror, tmp_path / "whole", exported(database))
    with database.write() as session:
        rename_all(session)
    with mirror.write() as session:
        rename(session, TAGS, named(session, Tag, "bridge", "tag"), "Spans", now=LAST)
        describe_section(session, "world", name="Elsewhere", now=LAST)
    imported(mirror, tmp_path / "since", exported(database, LATER))
    with mirror.read() as session:
        assert session.exec(select(Tag.label).where(Tag.slug == "bridge")).one() == "Spans"
        assert session.exec(select(Section.name).where(Section.path == "world")).one() == "Elsewhere"
        assert session.exec(select(Author.name).where(Author.slug == "ada-moor")).one() == "Ada Lee"


def test_a_section_that_the_second_store_has_moved_keeps_the_words_of_its_editor(
    database: Database, mirror: Database, tmp_path: Path
) -> None:
    newspaper(database)
    imported(mirror, tmp_path / "whole", exported(database))
    with mirror.write() as session:
        move_section(session, "world", "abroad", now=LATER)
        describe_section(session, "abroad", name="Far Away", description="By us.", now=LATER)
    publish(database, slug="hue", headline="Hue", section_path="world/asia/hue")
    [sections, *_] = imported(mirror, tmp_path / "again", exported(database))
    assert sections.notes == ("1 of them are new",)
    with mirror.read() as session:
        words = dict(session.exec(select(Section.path, Section.name)).all())
        assert session.exec(select(Section.description).where(Section.path == "abroad")).one() == "By us."
    assert words == {"abroad": "Far Away", "abroad/asia": "Asia", "abroad/asia/hue": "Hue", "city": "City"}


def test_an_export_that_was_made_up_moves_nothing_where_it_cannot_be(
    database: Database, tmp_path: Path
) -> None:
    newspaper(database)
    sections = [
        *(
            {"path": "world/asia/world", "former_paths": ["world"]},
            {"path": "abroad", "former_paths": ["a" * 99]},
        ),
        {"path": "city", "former_paths": ["world"], "edited_at": "9999-01-01T00:00:00Z"},
    ]
    for section in sections:
        named = {"name": "X", "position": 1, "edited_at": LATER.isoformat(), **section}
        header = json.dumps({"broadsheet_export": 1, "sections": [named]}).encode()
        [item] = imported(database, tmp_path / "forged", header)
        is_from_the_future = "9999" in str(named)
        assert (item.outcome.value == "rejected") is is_from_the_future
    with database.read() as session:
        paths = set(session.exec(select(Section.path)))
    assert {"world", "world/asia", "world/asia/world", "city", "abroad"} == paths
