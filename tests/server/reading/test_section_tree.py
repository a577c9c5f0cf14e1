"""The sections as a tree, of whatever depth."""

import asyncio
from datetime import UTC, datetime

import pytest

from broadsheet_server.reading.section_tree import SectionTree, read_sections
from broadsheet_server.storage.database import Database
from tests.builders import publish

PATHS = ("city/transport/buses", "city", "citywide", "world/asia")


@pytest.fixture
def tree(database: Database) -> SectionTree:
    """The sections of a small newspaper."""
    for path in PATHS:
        publish(database, section_path=path)

    async def read() -> SectionTree:
        tree = await read_sections(database, "https://news.example", datetime.now(UTC))
        await database.close()
        return tree

    return asyncio.run(read())


def test_a_breadcrumb_leads_from_the_root_to_the_section(tree: SectionTree) -> None:
    buses = tree.by_path["city/transport/buses"]

    assert [section.path for section in tree.breadcrumb(buses)] == [
        "city",
        "city/transport",
        "city/transport/buses",
    ]
    assert tree.breadcrumb(tree.by_path["city"]) == [tree.by_path["city"]]
    assert buses.url == "https://news.example/sections/city/transport/buses"


def test_a_section_knows_those_around_it(tree: SectionTree) -> None:
    city, transport = tree.by_path["city"], tree.by_path["city/transport"]

    assert {section.path for section in tree.roots} == {"city", "citywide", "world"}
    assert tree.parent(city) is None
    assert tree.parent(transport) == city
    assert tree.children(city) == [transport]
    assert tree.children(tree.by_path["citywide"]) == []
    assert tree.by_id[city.uuid] == city


def test_a_subtree_is_the_section_and_all_below_it(tree: SectionTree) -> None:
    city = ["city", "city/transport", "city/transport/buses"]

    assert set(tree.subtree("city")) == {tree.by_path[path].uuid for path in city}
    assert tree.subtree("city", descendants=False) == [tree.by_path["city"].uuid]
    assert tree.subtree("cit") == []
    assert SectionTree([]).roots == []


def test_a_section_that_nothing_is_in_any_more_is_not_listed_but_keeps_its_address(
    database: Database,
) -> None:
    for number, path in enumerate(("city", "world/asia", "sport")):
        publish(database, section_path=path, slug=f"story-{number}")
    publish(database, section_path="city", slug="story-1", headline="It moved")
    publish(database, slug="story-2", withdrawn=True)

    async def read(*configured: str) -> SectionTree:
        return await read_sections(database, "https://news.example", datetime.now(UTC), configured)

    async def both() -> tuple[SectionTree, SectionTree]:
        trees = await read(), await read("world/asia")
        await database.close()
        return trees

    tree, with_settings = asyncio.run(both())
    assert [section.path for section in tree.roots] == ["city"]
    assert {"world", "world/asia", "sport"} <= tree.by_path.keys()
    assert [section.path for section in with_settings.roots] == ["city", "world"]
    assert [section.path for section in with_settings.children(with_settings.by_path["world"])] == [
        "world/asia"
    ]
