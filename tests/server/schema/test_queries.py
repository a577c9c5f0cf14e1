"""What readers ask, and the answers they get."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.schema.schema import CORE
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, publish
from tests.server.schema.api import SLUG, Api, slugs
from tests.server.schema.operations import operation
from tests.server.schema.sample_articles import entries_of, publish_articles, relate
from tests.server.search.index_fixtures import update_index

URLS = "{ articles { nodes { slug canonicalUrl } } }"


def test_an_article_is_read_with_everything_it_has(api: Api, database: Database) -> None:
    publish_articles(database)
    article = api.ask(operation("open_article"), by={"slug": "story-3"}, language="en")["article"]

    assert article["headline"] == "Story 3"
    assert article["canonicalUrl"] == "https://news.example/articles/story-3"
    assert article["bodyHtml"].startswith("<p>The old crane")
    assert article["publishedAt"] == "2024-10-12T06:33:00Z"
    assert article["copyrightNotice"] == "© 2026 The Courier"
    assert [author["name"] for author in article["authors"]] == ["Ann Wu", "Bo Li 3"]
    assert [(tag["label"], tag["kind"]) for tag in article["tags"]] == [
        ("Ilse Tarrant", "PERSON"),
        ("Bridges", "TOPIC"),
    ]
    assert [step["label"] for step in article["breadcrumb"]] == ["Home", "World", "Asia"]
    assert [step["url"] for step in article["breadcrumb"]] == [
        "https://news.example/",
        "https://news.example/sections/world",
        "https://news.example/sections/world/asia",
    ]
    assert article["leadImage"].items() <= article["images"][0].items()
    assert article["leadImage"]["url"] == "https://pictures.example/3.png"
    assert article["corrections"] == [{"text": "It was Tuesday.", "correctedAt": "2024-10-12T06:30:00Z"}]
    assert article["readingMinutes"] == 1


def test_every_field_of_an_article_can_be_asked_for_alone(api: Api, database: Database) -> None:
    publish_articles(database)
    nested = {
        **dict.fromkeys(("authors", "tags", "translations"), "{ slug }"),
        "contributors": "{ role }",
        **dict.fromkeys(("images", "leadImage"), "{ url }"),
        "breadcrumb": "{ url }",
        "corrections": "{ text }",
        "related": "{ nodes { slug } }",
        "section": "{ path }",
        **dict.fromkeys(("source", "sources"), "{ name }"),
    }
    fields = [f"{name} {nested.get(name, '')}" for name in CORE.type_map["Article"].fields]  # type: ignore[attr-defined]
    query = '{ article(by: {slug: "story-3"}) { %s } }'
    whole = api.ask(query % " ".join(fields))["article"]

    assert len(whole) == len(fields) > 20
    assert {name for name, value in whole.items() if value in (None, [], "")} == {
        "dateline",
        "externalReference",
        "publishedOn",
        "source",
        "sources",
        "updatedOn",
        "copyrightHolder",
        "usageTerms",
        "translations",
    }
    for field in fields:
        assert api.ask(query % field)["article"].items() <= whole.items(), field


def test_an_article_names_its_sources_and_its_tags_are_known_elsewhere(api: Api, database: Database) -> None:
    tag = DraftTag("Crane", TagKind.TOPIC, scheme="medtop", code="20000002")
    story = {"canonical_url": "https://wire.example/crane", "tags": (tag,)}
    publish(database, **story, source_name="A", reference_source="A", external_reference="a1")
    publish(database, **story, source_name="B", reference_source="B", external_reference="b1")
    fields = "source { name } sources { name url } tags { sameAs }"
    for reference in ("a1", "b1"):
        article = api.ask(f'{{ article(by: {{externalReference: "{reference}"}}) {{ {fields} }} }}')[
            "article"
        ]
        assert article["source"] == {"name": "A"}
        assert article["sources"] == [
            {"name": "A", "url": None},
            {"name": "B", "url": "https://wire.example/crane"},
        ]
        assert article["tags"] == [{"sameAs": ["http://cv.iptc.org/newscodes/mediatopic/20000002"]}]
    same = api.ask('{ tag(slug: "crane") { label sameAs } }')["tag"]
    assert same == {"label": "Crane", **article["tags"][0]}


def test_of_two_sources_with_one_id_the_first_article_is_found(api: Api, database: Database) -> None:
    for source in ("B", "A"):
        body = f"<p>From {source}.</p>"
        publish(database, body_html=body, source_name=source, reference_source=source, external_reference="7")
    found = api.ask('{ article(by: {externalReference: "7"}) { source { name } } }')["article"]
    assert found == {"source": {"name": "B"}}


def test_an_article_is_found_by_each_of_its_names(api: Api, database: Database) -> None:
    published = publish(
        database,
        slug="the-crane",
        external_reference="wire:7",
        canonical_url="https://elsewhere.example/crane",
    )
    names = {
        "id": global_id("Article", published.article_id),
        "slug": "the-crane",
        "path": "/articles/the-crane",
        "canonicalUrl": "https://elsewhere.example/crane",
        "externalReference": "wire:7",
    }

    for name, value in names.items():
        assert api.ask(SLUG, by={name: value})["article"] == {"slug": "the-crane"}
        assert api.ask(SLUG, by={name: value + "x"})["article"] is None
    assert api.ask(SLUG, by={"path": "the-crane"})["article"] is None


@pytest.mark.parametrize(("language", "home"), [("zh-Hans", "首页"), ("en-GB", "Home"), ("xx", "Home")])
def test_the_way_to_an_article_begins_in_the_papers_language(
    api: Api, app: Starlette, database: Database, language: str, home: str
) -> None:
    publish(database)
    settings: Settings = app.state.settings
    paper = settings.publication.model_copy(update={"language": language})
    app.state.settings = settings.model_copy(update={"publication": paper})
    [found] = api.ask("{ articles { nodes { breadcrumb { label } } } }")["articles"]["nodes"]
    assert found["breadcrumb"][0]["label"] == home


def test_an_article_is_found_by_the_canonical_url_that_it_says_it_has(api: Api, database: Database) -> None:
    publish(database, slug="ours")
    publish(database, slug="wire", canonical_url="https://wire.example/story/")
    for slug, url in (
        ("ours", "https://news.example/articles/ours"),
        ("wire", "https://wire.example/story/"),
    ):
        [found] = [node for node in api.ask(URLS)["articles"]["nodes"] if node["slug"] == slug]
        assert found["canonicalUrl"] == url
        for spelling in (url, url.rstrip("/"), f"{url.rstrip('/')}/"):
            assert api.ask(SLUG, by={"canonicalUrl": spelling})["article"] == {"slug": slug}, spelling
    for other in (
        "https://news.example/articles/",
        "https://news.example/ours",
        "https://wire.example/",
        "ours",
    ):
        assert api.ask(SLUG, by={"canonicalUrl": other})["article"] is None, other


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"published_at": datetime.now(UTC) + timedelta(days=1)}, "not yet published"),
        ({"embargoed_until": datetime.now(UTC) + timedelta(days=1)}, "under embargo"),
        ({"expires_at": datetime.now(UTC) - timedelta(days=1)}, "expired"),
    ],
)
def test_what_is_not_public_is_nowhere_to_be_found(
    api: Api, database: Database, changes: dict[str, datetime], why: str
) -> None:
    hidden = publish(database, slug="hidden", **changes)
    seen = publish(database, slug="seen")
    relate(database, seen, entries_of([hidden]))
    key = global_id("Article", hidden.article_id)

    assert api.ask(SLUG, by={"slug": "hidden"})["article"] is None, why
    assert api.ask(SLUG, by={"id": key})["article"] is None, why
    assert api.ask("query ($i: ID!) { node(id: $i) { id } }", i=key)["node"] is None, why
    assert slugs(api, "") == ["seen"], why
    assert slugs(api, '(where: {section: "city"})') == ["seen"], why
    assert api.ask("{ articles { totalCount { value } } }")["articles"]["totalCount"]["value"] == 1, why
    assert api.ask('{ article(by: {slug: "seen"}) { related { nodes { id } } } }') == {
        "article": {"related": {"nodes": []}}
    }


def test_a_withdrawn_article_is_gone(api: Api, database: Database) -> None:
    published = publish(database, slug="mistake")
    with database.write() as session:
        withdraw(session, published.article_id, now=NOW)

    assert api.ask(SLUG, by={"slug": "mistake"})["article"] is None


def test_an_article_of_its_own_notice_and_source_keeps_them(
    api: Api, database: Database, tmp_path: Path
) -> None:
    publish(
        database,
        tmp_path,
        slug="wire",
        copyright_notice="© Wire",
        source_name="The Wire",
        source_url="https://wire.example/1",
        canonical_url="https://wire.example/canonical",
    )
    fields = "copyrightNotice canonicalUrl source { name url } status revision path"
    fields += " leadImage { url } images { url }"
    article = api.ask(f'{{ article(by: {{slug: "wire"}}) {{ {fields} }} }}')["article"]

    assert article["copyrightNotice"] == "© Wire"
    assert article["canonicalUrl"] == "https://wire.example/canonical"
    assert article["source"] == {"name": "The Wire", "url": "https://wire.example/1"}
    assert (article["status"], article["revision"], article["path"]) == ("PUBLISHED", 1, "/articles/wire")
    assert (article["leadImage"], article["images"]) == (None, [])


def test_the_publication_and_its_limits_are_told(api: Api) -> None:
    found = api.ask(
        "{ publication { name homeUrl canShareByEmail }"
        " limits { pageMax recipientsMax bodyBytesMax tokensMax } }"
    )

    assert found["publication"] == {
        "name": "The Courier",
        "homeUrl": "https://news.example/",
        "canShareByEmail": False,
    }
    assert found["limits"] == {
        "pageMax": 100,
        "recipientsMax": 5,
        "bodyBytesMax": 262_144,
        "tokensMax": 2_000,
    }


def test_what_one_reader_leaves_out_by_default_another_gets_by_asking(api: Api, database: Database) -> None:
    publish_articles(database)
    query = """query ($brief: Boolean = true) {
        article(by: {slug: "story-3"}) { slug ... @skip(if: $brief) { headline section { path } } }
    }"""

    brief, whole = (api.ask(query, **given)["article"] for given in ({}, {"brief": False}))

    assert brief == {"slug": "story-3"}
    assert (whole["headline"], whole["section"]["path"]) == ("Story 3", "world/asia")


EMPTY_PAGES = """{
    articles(first: 0) { nodes { slug } totalCount { value } pageInfo { ...around } }
    last: articles(last: 0) { nodes { slug } pageInfo { ...around } }
    section(path: "city") { articles(first: 0) { edges { cursor } pageInfo { ...around } } }
    search(query: "crane", first: 0) { nodes { slug } totalCount { value } pageInfo { ...around } }
    none: search(query: "submarine", first: 0) { nodes { slug } pageInfo { ...around } }
    changes(first: 0) { nodes { kind } pageInfo { ...around } }
} fragment around on PageInfo { hasNextPage hasPreviousPage startCursor endCursor }"""


def test_a_page_of_no_entries_tells_what_lies_around_it(
    api: Api, database: Database, settings: Settings
) -> None:
    for slug in ("a", "b"):
        publish(database, slug=slug)
    update_index(database, settings)
    nowhere = {"startCursor": None, "endCursor": None}
    ahead = {"hasNextPage": True, "hasPreviousPage": False, **nowhere}

    for _ in range(3):  # by the executor, then by a plan
        answer = api.ask(EMPTY_PAGES)
        assert answer["articles"] == {"nodes": [], "totalCount": {"value": 2}, "pageInfo": ahead}
        assert answer["last"]["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True, **nowhere}
        assert answer["section"]["articles"] == {"edges": [], "pageInfo": ahead}
        assert answer["search"] == {"nodes": [], "totalCount": {"value": 2}, "pageInfo": ahead}
        assert answer["none"]["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": False, **nowhere}
        assert answer["changes"] == {"nodes": [], "pageInfo": {**ahead, "endCursor": "0"}}
