"""What the public may not see is in none of the outputs, whatever the reason, and though caches had it."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.app import create_app
from broadsheet_server.models.articles import Article
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.related.list_store import StoredList, write_lists
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish
from tests.server.schema.api import Api
from tests.server.schema.editing import done

PATIENCE_S = 60.0
NAMED = "query ($by: ArticleBy!) { article(by: $by) { headline } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on Article { headline } } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { headline } } }"
PAGE = "nodes { headline } totalCount { value }"
LISTS = {
    "articles": f"{{ articles {{ {PAGE} }} }}",
    "articles of a section": f'{{ articles(where: {{ section: "city" }}) {{ {PAGE} }} }}',
    "articles of a tag": f'{{ articles(where: {{ tag: "harbour-board" }}) {{ {PAGE} }} }}',
    "articles of an author": f'{{ articles(where: {{ author: "ada-moor" }}) {{ {PAGE} }} }}',
    "a section": f'{{ section(path: "city/harbour") {{ articles {{ {PAGE} }} }} }}',
    "a tag": f'{{ tag(slug: "harbour-board") {{ articles {{ {PAGE} }} }} }}',
    "an author": f'{{ author(slug: "ada-moor") {{ articles {{ {PAGE} }} }} }}',
    "related news": '{ article(by: { slug: "other" }) { related(first: 10) { nodes { headline } } } }',
    "translations": '{ article(by: { slug: "other" }) { translations { headline } } }',
    "a search": '{ search(query: "resigns") { edges { node { headline } highlights { text } } '
    "totalCount { value } facets { sections { value count } tags { value count } years { count } } } }",
    "the newest of a search": '{ search(query: "resigns", orderBy: NEWEST) { nodes { headline } } }',
}
COUNTED = ("articles", "a section", "a tag", "an author", "a search")
WAYS: dict[str, Callable[[Api, str], Any]] = {
    "scheduled": lambda editor, key: revised(editor, key, publishedAt="2033-01-01T00:00:00Z"),
    "embargoed": lambda editor, key: revised(editor, key, embargoedUntil="2033-01-01T00:00:00Z"),
    "expired": lambda editor, key: revised(editor, key, expiresAt="2024-10-13T00:00:00Z"),
    "withdrawn": lambda editor, key: done(editor, "withdrawArticle", article=key),
    "gone": lambda editor, key: done(editor, "withdrawArticle", article=key, kind="GONE"),
    "taken down": lambda editor, key: done(editor, "withdrawArticle", article=key, kind="LEGAL"),
    "moved away": lambda editor, key: done(
        editor, "withdrawArticle", article=key, kind="REDIRECT", redirectTo="/articles/other"
    ),
}


NAMES = dict(zip(("Quenby", "Ravel", "Tamsin", "Ulric", "Vesper", "Wymond", "Yelena"), WAYS, strict=True))
"""Whom the articles are about, each of which goes in another way."""
RESTORABLE = ("withdrawn", "gone", "taken down", "moved away")


def revised(editor: Api, key: str, **changes: str) -> Any:
    """A revision of the article."""
    return done(editor, "reviseArticle", article=key, expectedRevision=1, changes=changes)


@pytest.fixture
def editor(settings: Settings, database: Database) -> Iterator[Api]:
    """An editor of a running newspaper with one other article; the key may do everything."""
    with database.write() as session:
        _, key = create_key(session, "desk", list(Scope), now=NOW)
    publish(database, slug="other", headline="Board meets", section_path="city")
    with TestClient(create_app(settings)) as client:
        api = Api(client)
        api.key = key
        yield api


def article(name: str) -> dict[str, Any]:
    """An article about somebody with this name."""
    return {
        "headline": f"{name} resigns",
        "bodyHtml": f"<p>{name} resigns from the harbour board.</p>",
        "section": "city/harbour",
        "externalReference": f"desk:{name}",
        "canonicalUrl": f"https://desk.example/{name}",
        "authors": [{"name": "Ada Moor"}],
        "tags": [{"label": "Harbour board"}],
        "publishedAt": "2024-10-12T06:30:00Z",
    }


@pytest.fixture
def stories(editor: Api, database: Database) -> dict[str, str]:
    """The ids of articles that everybody has seen, by whom they are about.

    Another one has them all as related, and as its translations.
    """
    original = editor.ask('{ article(by: { slug: "other" }) { id } }')["article"]["id"]
    drafts = {
        name: article(name) | {"language": f"en-{region}", "translationOf": original}
        for name, region in zip(NAMES, ("AU", "CA", "GB", "IE", "NZ", "US", "ZA"), strict=True)
    }
    keys = {
        name: done(editor, "publishArticle", article=draft)["article"]["id"] for name, draft in drafts.items()
    }
    wait_until_indexed(editor)
    other = uuid_of("Article", original)
    assert other is not None
    with database.write() as session:
        session.get(Article, other, with_for_update=True)  # before its list, as `pin_related` does
        write_lists(session, [StoredList(other, 0)])
        assert pin_related(session, other, [uuid_of("Article", key) for key in keys.values()]) == []
    return keys


def wait_until_indexed(editor: Api) -> None:
    """Wait for the follower of the running server, which is a second behind at most if nothing else runs."""
    deadline = time.monotonic() + PATIENCE_S
    document = '{ search(query: "resigns") { totalCount { value } } }'
    while str(len(NAMES)) not in editor.client.post("/graphql", json={"query": document}).text:
        assert time.monotonic() < deadline, "the articles are not indexed"
        time.sleep(0.05)


def outputs(editor: Api, name: str, key: str) -> dict[str, str]:
    """All that the public gets that may be about somebody, as text, by what it is."""
    api, slug = Api(editor.client), f"{name.lower()}-resigns"
    names = {
        "id": key,
        "slug": slug,
        "path": f"/articles/{slug}",
        "canonicalUrl": f"https://desk.example/{name}",
        "externalReference": f"desk:{name}",
    }
    pages = {
        "the front page": "/",
        "a section's page": "/sections/city/harbour",
        "its page": f"/articles/{slug}",
        "the page of a translation": "/articles/other",
    }
    return {
        **{f"article by {by}": str(api.ask(NAMED, by={by: value})) for by, value in names.items()},
        "node": str(api.ask(NODE, id=key)),
        "nodes": str(api.ask(NODES, ids=[key])),
        **{what: str(api.ask(document)) for what, document in LISTS.items()},
        **{what: api.client.get(path, follow_redirects=False).text for what, path in pages.items()},
    }


def share_errors(editor: Api, key: str) -> list[str]:
    """Why an article is not sent to a friend."""
    share = {"article": key, "to": ["ada@example.net"], "senderName": "Ben", "idempotencyKey": key}
    document = "mutation ($input: ShareArticleInput!) { shareArticle(input: $input) { userErrors { code } } }"
    errors = editor.ask(document, input=share)["shareArticle"]["userErrors"]
    return [error["code"] for error in errors]


def test_no_output_has_what_the_public_may_not_see_any_more_and_all_have_it_before_and_after(
    editor: Api, stories: dict[str, str]
) -> None:
    for name, key in stories.items():
        before = outputs(editor, name, key)
        assert [what for what, text in before.items() if name not in text] == []

        WAYS[NAMES[name]](editor, key)
        after = outputs(editor, name, key)
        assert [what for what, text in after.items() if name in text] == [], NAMES[name]
        assert [what for what in COUNTED if after[what] == before[what]] == [], NAMES[name]
        assert "ARTICLE_NOT_FOUND" in share_errors(editor, key)

    withdrawn = {name: key for name, key in stories.items() if NAMES[name] in RESTORABLE}
    for key in withdrawn.values():
        done(editor, "restoreArticle", article=key)
    for name, key in withdrawn.items():
        again = {what: text for what, text in outputs(editor, name, key).items() if "search" not in what}
        assert [what for what, text in again.items() if name not in text] == []
