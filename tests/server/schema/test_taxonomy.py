"""Sections, tags and authors as readers ask for them, with their articles."""

from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.sample_articles import publish_articles


def test_tags_are_chosen_by_kind(api: Api, database: Database) -> None:
    publish_articles(database, 1)
    query = '{ article(by: {slug: "story-0"}) { people: tags(kind: PERSON) { slug } all: tags { slug } } }'

    assert api.ask(query)["article"] == {
        "people": [{"slug": "ilse-tarrant"}],
        "all": [{"slug": "ilse-tarrant"}, {"slug": "bridges"}],
    }


def test_a_section_without_articles_has_an_empty_page(api: Api, database: Database) -> None:
    publish(database, section_path="city/council")
    found = api.ask(
        """{ section(path: "city") { articles(includeDescendants: false) { totalCount { value } } }
             articles(where: {section: "none"}) { nodes { id } totalCount { value } }
             tag(slug: "no") { label } }"""
    )

    assert found["section"]["articles"]["totalCount"] == {"value": 0}
    assert found["articles"] == {"nodes": [], "totalCount": {"value": 0}}
    assert found["tag"] is None


def test_the_sections_are_a_tree(api: Api, database: Database) -> None:
    publish_articles(database, 5)
    tree = api.ask(
        "{ sections { path children { path parent { path } ancestors { path } children { path } } } }"
    )
    asia = api.ask('{ section(path: "world/asia") { name url description articles { nodes { slug } } } }')[
        "section"
    ]

    assert {section["path"] for section in tree["sections"]} == {"city", "world", "culture"}
    [world] = [section for section in tree["sections"] if section["path"] == "world"]
    assert world["children"] == [
        {"path": "world/asia", "parent": {"path": "world"}, "ancestors": [{"path": "world"}], "children": []}
    ]
    assert asia == {
        "name": "Asia",
        "url": "https://news.example/sections/world/asia",
        "description": None,
        "articles": {"nodes": [{"slug": "story-3"}]},
    }
    assert api.ask('{ section(path: "world/") { name } }')["section"] is None


def test_a_tag_and_an_author_have_their_articles(api: Api, database: Database) -> None:
    publish_articles(database, 5)
    found = api.ask(
        '{ tag(slug: "ilse-tarrant") { label kind articles(first: 1) { nodes { slug } } }'
        ' author(slug: "ann-wu") { name articles(last: 1) { nodes { slug } totalCount { value } } } }'
    )

    assert found["tag"] == {
        "label": "Ilse Tarrant",
        "kind": "PERSON",
        "articles": {"nodes": [{"slug": "story-4"}]},
    }
    assert found["author"] == {
        "name": "Ann Wu",
        "articles": {"nodes": [{"slug": "story-0"}], "totalCount": {"value": 5}},
    }
