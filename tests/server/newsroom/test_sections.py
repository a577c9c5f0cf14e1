"""The tree of sections grows with what is published."""

from pathlib import Path

from sqlmodel import col, select

from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.arrange_sections import move_section
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.newsroom.taxonomy import TaxonomyCache
from broadsheet_server.storage.database import Database
from tests.builders import NOW, draft, publish


def shown(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        sections = session.exec(select(Section).order_by(col(Section.position), col(Section.path))).all()
        return [(section.path, section.name) for section in sections]


def test_the_settings_name_and_order_sections(database: Database) -> None:
    with database.write() as session:
        arrange_sections(session, [("world", "The World"), ("city", "City")])
    with database.write() as session:
        arrange_sections(session, [("city", "Our City"), ("world", "The World")])
    assert shown(database) == [("city", "Our City"), ("world", "The World")]


def test_a_guessed_name_gives_way_to_a_given_one(database: Database) -> None:
    publish(database, section_path="north-america/deep-south")
    publish(database, section_path="north-america", section_name="The Americas")
    publish(database, section_path="north-america", section_name="Something else")
    assert dict(shown(database)) == {
        "north-america": "The Americas",
        "north-america/deep-south": "Deep South",
    }


def test_sections_above_are_named_as_the_source_writes_them(database: Database) -> None:
    publish(
        *(database,), section_path="section-1a2b/section-3c4d", section_name="亚洲", ancestor_names=("国际",)
    )
    assert dict(shown(database)) == {"section-1a2b": "国际", "section-1a2b/section-3c4d": "亚洲"}


def test_a_new_section_stands_after_its_elders(database: Database) -> None:
    with database.write() as session:
        arrange_sections(session, [("world", "World"), ("city", "City")])
    publish(database, section_path="arts")
    assert [path for path, _ in shown(database)] == ["world", "city", "arts"]


def test_an_import_under_way_learns_that_a_section_was_moved(database: Database, tmp_path: Path) -> None:
    cache = TaxonomyCache()
    for number in range(2):
        with database.write() as session:
            batch = InsertBatch(session, cache)
            article = draft(headline=f"Report {number}", section_path="world/asia")
            publish_draft(session, article, media=MediaFolder(tmp_path), now=NOW, batch=batch)
            batch.flush()
        if number == 0:
            with database.write() as session:
                move_section(session, "world/asia", "asia", now=NOW)
    with database.read() as session:
        newest = session.exec(select(Change).order_by(col(Change.sequence).desc())).first()
    assert newest is not None
    assert "section:asia" in newest.topics
    assert "section:world/asia" not in newest.topics
