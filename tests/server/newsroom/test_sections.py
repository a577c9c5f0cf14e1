"""The tree of sections grows with what is published."""

from sqlmodel import col, select

from broadsheet_server.models.taxonomy import Section
from broadsheet_server.newsroom.sections import arrange_sections
from broadsheet_server.storage.database import Database
from tests.builders import publish


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
