"""What the public may not see is in none of the outputs, whatever the reason, and though caches had it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.app import create_server
from broadsheet_server.models.articles import Article
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.related.list_store import StoredList, write_lists
from broadsheet_server.related.pin_related import pin_related
from broadsheet_server.settings import RateLimitSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish
from tests.documented_table import assert_documented
from tests.pictures import png
from tests.server.public_outputs import all_changes, outputs
from tests.server.schema.api import Api
from tests.server.schema.editing import done
from tests.server.schema.uploads import upload
from tests.server.webhooks.receiver import Receiver, reaching_receivers
from tests.waiting import wait_until

PAGE_OF_DOCS = Path(__file__).parents[2] / "docs" / "editing.md"
TABLE_HEAD = r"\| The article was public, and was then \|.*\n\|.*\n"
LATER = "2033-01-01T00:00:00Z"
REFERENCE = "query ($id: ID!) { editedArticle(id: $id) { externalReference } }"
TOLD = """subscription { articleChanged {
    kind article { headline summary bodyText } tombstone { kind note redirectUrl }
} }"""
COUNTED = ("articles", "a section", "a tag", "an author", "a search")
WAYS: dict[str, Callable[[Any, str], Any]] = {
    "put off": lambda editor, key: revised(editor, key, publishedAt=LATER),
    "embargoed": lambda editor, key: revised(editor, key, embargoedUntil=LATER),
    "expired": lambda editor, key: revised(editor, key, expiresAt="2024-10-13T00:00:00Z"),
    "withdrawn": lambda editor, key: done(editor, "withdrawArticle", article=key),
    "gone": lambda editor, key: done(editor, "withdrawArticle", article=key, kind="GONE"),
    "taken down": lambda editor, key: done(editor, "withdrawArticle", article=key, kind="LEGAL"),
    "moved away": lambda editor, key: done(
        editor, "withdrawArticle", article=key, kind="REDIRECT", redirectTo="/articles/other"
    ),
    "restored, then withdrawn": lambda editor, key: [
        done(editor, mutation, article=key)
        for mutation in ("withdrawArticle", "restoreArticle", "withdrawArticle")
    ],
    "put off, then withdrawn": lambda editor, key: [
        revised(editor, key, publishedAt=LATER),
        done(editor, "withdrawArticle", article=key),
    ],
    "held by its source": lambda editor, key: publish(
        editor.database,
        external_reference=editor.ask(REFERENCE, id=key)["editedArticle"]["externalReference"],
        withheld=True,
        updated_at=datetime(2030, 1, 1, tzinfo=UTC),
    ),
}
SECRETS: dict[str, dict[str, str]] = {
    "scheduled": {"publishedAt": LATER},
    "under embargo": {"embargoedUntil": LATER},
    "scheduled, then withdrawn": {"publishedAt": LATER},
}
"""Articles that never were public."""
_PEOPLE = (
    "Quenby",
    "Ravel",
    "Tamsin",
    "Ulric",
    "Vesper",
    "Wymond",
    "Yelena",
    "Zebulon",
    "Ottoline",
    "Jocasta",
)
NAMES = dict(zip(_PEOPLE, WAYS, strict=True))
"""Whom the articles are about, each of which goes in another way."""
REGIONS = ("AU", "CA", "GB", "IE", "IN", "JM", "MT", "NZ", "SG", "US", "ZA")
"""Of whose English each article is: they are translations of each other."""
RESTORABLE = ("withdrawn", "gone", "taken down", "moved away")


def revised(editor: Api, key: str, **changes: str) -> Any:
    """A revision of the article."""
    return done(editor, "reviseArticle", article=key, expectedRevision=1, changes=changes)


class Editor(Api):
    """An editor, beside whom sources deliver to the same store."""

    database: Database


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A webhook on loopback is allowed, and the outputs may be looked at as often as need be."""
    rates = RateLimitSettings(address_requests=0, address_cost=0)
    return reaching_receivers(settings).model_copy(update={"rate_limits": rates})


@pytest.fixture
def editor(settings: Settings, database: Database) -> Iterator[Editor]:
    """An editor of a running newspaper with one other article; the key may do everything."""
    with database.write() as session:
        _, key = create_key(session, "desk", list(Scope), now=NOW)
    publish(database, slug="other", headline="Board meets", section_path="city")
    with TestClient(create_server(settings)) as client:
        api = Editor(client)
        api.key, api.database = key, database
        yield api


def article(editor: Api, name: str) -> dict[str, Any]:
    """An article about somebody with this name, with their picture."""
    picture = upload(editor, "uploadImage", png(40, 30, shade=sum(map(ord, name)) % 256))["image"]
    return {
        "images": [{"url": picture["url"], "alt": f"{name} at the quay"}],
        "headline": f"{name} resigns",
        "bodyHtml": f"<p>{name} resigns from the harbour board.</p>",
        "section": "city/harbour",
        "externalReference": f"desk:{name}",
        "canonicalUrl": f"https://desk.example/{name}",
        "authors": [{"name": "Ada Moor"}, {"name": f"{name} Reed"}],
        "tags": [{"label": "Harbour board"}, {"label": f"{name} affair"}],
        "publishedAt": "2024-10-12T06:30:00Z",
    }


@pytest.fixture
def stories(editor: Api, database: Database) -> dict[str, str]:
    """The ids of articles that everybody has seen, by whom they are about.

    Another one has them all as related, and as its translations.
    """
    original = editor.ask('{ article(by: { slug: "other" }) { id } }')["article"]["id"]
    drafts = {
        name: article(editor, name) | {"language": f"en-{region}", "translationOf": original}
        for name, region in zip(NAMES, REGIONS[: len(NAMES)], strict=True)
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


def wait_until_indexed(editor: Api, count: int = len(NAMES)) -> None:
    """Wait for the follower of the running server, which is a second behind at most if nothing else runs."""
    body = {"query": '{ search(query: "resigns") { totalCount { value } } }'}
    wait_until(
        lambda: str(count) in editor.client.post("/graphql", json=body).text,
        lambda: "the articles are not indexed",
    )


def hooked(editor: Api, receiver: Receiver) -> None:
    """Have the receiver told of everything, from the first change on, and wait until it was."""
    create = """mutation ($input: CreateWebhookInput!) {
        createWebhook(input: $input) { webhook { id } userErrors { message } } }"""
    values = {"name": "leak", "url": receiver.url, "document": TOLD, "after": "0"}
    made = editor.ask(create, input=values)["createWebhook"]
    assert made["userErrors"] == []
    document = "query ($id: ID!) { webhook(id: $id) { sequence waiting } changes(first: 1) { head } }"

    def is_told() -> bool:
        answer = editor.ask(document, id=made["webhook"]["id"])
        told: bool = answer["webhook"] == {"sequence": answer["changes"]["head"], "waiting": 0}
        return told

    wait_until(is_told, lambda: "the receiver is not told")


def share_errors(editor: Api, key: str) -> list[str]:
    """Why an article is not sent to a friend."""
    share = {"article": key, "to": ["ada@example.net"], "senderName": "Ben", "idempotencyKey": key}
    document = "mutation ($input: ShareArticleInput!) { shareArticle(input: $input) { userErrors { code } } }"
    errors = editor.ask(document, input=share)["shareArticle"]["userErrors"]
    return [error["code"] for error in errors]


def row(editor: Api, name: str, key: str) -> str:
    """What stands in place of an article that the public saw, as the page for integrators has it."""
    status = editor.client.get(f"/articles/{name.lower()}-resigns", follow_redirects=False).status_code
    document = "query ($by: ArticleBy!) { tombstone(by: $by) { kind } }"
    stone = Api(editor.client).ask(document, by={"id": key})["tombstone"]
    kinds = [change["kind"] for change in all_changes(Api(editor.client)) if change["articleId"] == key]
    tombstone = f"`{stone['kind']}`" if stone else "none"
    return f"| {NAMES[name]} | {status} | {tombstone} | `{kinds[-1]}` |"


def assert_suggested_no_more(editor: Api) -> None:
    """The index follows within a second; then no name is what was probably meant."""

    def is_suggested(name: str) -> bool:
        document = f'{{ search(query: "{name[:-1]}q") {{ didYouMean }} }}'
        return Api(editor.client).ask(document)["search"]["didYouMean"] is not None

    for name in NAMES:
        wait_until(lambda name=name: not is_suggested(name), lambda name=name: f"{name} is suggested")


def test_what_never_was_public_is_in_no_output(editor: Api) -> None:
    keys = {}
    for name, (state, dates) in zip(NAMES, SECRETS.items(), strict=False):
        secret = article(editor, name) | dates
        keys[name] = done(editor, "publishArticle", article=secret)["article"]["id"]
        if "withdrawn" in state:
            done(editor, "withdrawArticle", article=keys[name])
    done(editor, "publishArticle", article=article(editor, "Nobody"))
    wait_until_indexed(editor, 1)
    for name, key in keys.items():
        found = outputs(editor, name, key)
        del found["an answer that a browser has kept"]  # which said that there is nothing
        assert [what for what, text in found.items() if name in text] == []
        document = "query ($by: ArticleBy!) { tombstone(by: $by) { kind } }"
        assert Api(editor.client).ask(document, by={"id": key})["tombstone"] is None
        assert "ARTICLE_NOT_FOUND" in share_errors(editor, key)


def test_no_output_has_what_the_public_may_not_see_any_more_and_all_have_it_before_and_after(
    editor: Api, stories: dict[str, str], receiver: Receiver
) -> None:
    rows = []
    for name, key in stories.items():
        before = outputs(editor, name, key)
        assert [what for what, text in before.items() if name not in text] == []

        WAYS[NAMES[name]](editor, key)
        after = outputs(editor, name, key)
        assert [what for what, text in after.items() if name in text] == [], NAMES[name]
        assert [what for what in COUNTED if after[what] == before[what]] == [], NAMES[name]
        assert "ARTICLE_NOT_FOUND" in share_errors(editor, key)
        rows.append(row(editor, name, key))
    assert_suggested_no_more(editor)
    assert_documented(PAGE_OF_DOCS, TABLE_HEAD, rows)

    hooked(editor, receiver)
    posted = b"".join(message.body for message in receiver.got).decode()
    assert [name for name in stories if name in posted] == []
    told = [message.json["data"]["articleChanged"]["tombstone"] for message in receiver.got]
    assert {stone["kind"] for stone in told if stone} == {"WITHDRAWN", "GONE", "LEGAL", "REDIRECT"}

    withdrawn = {name: key for name, key in stories.items() if NAMES[name] in RESTORABLE}
    for key in withdrawn.values():
        done(editor, "restoreArticle", article=key)
    for name, key in withdrawn.items():
        again = {what: text for what, text in outputs(editor, name, key).items() if "search" not in what}
        assert [what for what, text in again.items() if name not in text] == []
