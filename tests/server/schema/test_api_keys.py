"""Managing keys by a key: made, listed, rotated and revoked, and what the audit log says of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from broadsheet_server.access.pending_records import pending_records
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.editing import ARTICLE, done, send, with_key

KEYS = "{ apiKeys { id name prefix scopes sections expiresAt lastUsedAt revokedAt previousWorksUntil } }"
ENTRIES = """query ($first: Int, $after: String, $where: AuditWhere) {
    auditEntries(first: $first, after: $after, where: $where) {
        nodes { actor actorKind action objectKind objectId outcome detail count apiKey }
        pageInfo { hasNextPage endCursor } } }"""
PAYLOAD = "apiKey { id name prefix scopes sections previousPrefix } %s userErrors { code message path }"


@pytest.fixture
def admin(api: Api, database: Database) -> Api:
    """Somebody who manages keys and reads the log."""
    return with_key(api, database, Scope.ADMIN, Scope.AUDIT, Scope.EDIT, Scope.INGEST, name="admin")


def change(api: Api, mutation: str, **values: Any) -> Any:
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    fields = PAYLOAD % ("" if mutation == "revokeApiKey" else "token")
    return api.ask(f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ {fields} }} }}", input=values)[
        mutation
    ]


def status(api: Api, key: str) -> int:
    """What a request with a key is answered with."""
    headers = {"authorization": f"Bearer {key}"}
    return api.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers).status_code


def entries(api: Api, **arguments: Any) -> Any:
    return api.ask(ENTRIES, **arguments)["auditEntries"]["nodes"]


def test_a_key_is_made_rotated_and_revoked_by_a_key(admin: Api, database: Database) -> None:
    publish(database, section_path="world/asia")
    made = change(admin, "createApiKey", name="Asia", scopes=["EDIT"], sections=["world/asia"])
    key, token = made["apiKey"], made["token"]
    assert (key["scopes"], key["sections"], token[:11]) == (["EDIT"], ["world/asia"], key["prefix"])
    assert status(admin, token) == 200

    rotated = change(admin, "rotateApiKey", key=key["id"], overlapSeconds=3_600)
    assert (rotated["apiKey"]["id"], rotated["apiKey"]["previousPrefix"]) == (key["id"], key["prefix"])
    assert (status(admin, token), status(admin, rotated["token"])) == (200, 200)

    assert change(admin, "revokeApiKey", key=key["id"])["userErrors"] == []
    assert (status(admin, token), status(admin, rotated["token"])) == (401, 401)
    again = change(admin, "rotateApiKey", key=key["id"])["userErrors"]
    assert [(error["code"], error["path"]) for error in again] == [("API_KEY_REVOKED", ["input", "key"])]

    [_, listed] = admin.ask(KEYS)["apiKeys"]
    assert listed["revokedAt"] is not None
    assert token not in str(admin.ask(KEYS))
    assert [(each["action"], each["objectId"]) for each in entries(admin, first=3)] == [
        ("revokeApiKey", key["id"]),
        ("rotateApiKey", key["id"]),
        ("createApiKey", key["id"]),
    ]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["EDIT"], "name": "x" * 101}, "name"),
        ({"scopes": ["EDIT"], "name": " "}, "name"),
        ({"scopes": ["EDIT"], "sections": ["nowhere"]}, "sections"),
        ({"scopes": ["EDIT"], "expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
    ],
)
def test_a_key_that_cannot_be_is_told_with_its_place(admin: Api, values: Any, path: str) -> None:
    [error] = change(admin, "createApiKey", **{"name": "desk", **values})["userErrors"]
    assert (error["code"], error["path"]) == ("INVALID_VALUE", ["input", path])
    assert len(admin.ask(KEYS)["apiKeys"]) == 1


def test_a_key_of_nobody_is_neither_rotated_nor_revoked(admin: Api) -> None:
    for mutation in ("rotateApiKey", "revokeApiKey"):
        [error] = change(admin, mutation, key="nobody")["userErrors"]
        assert error["code"] == "API_KEY_NOT_FOUND"
    [error] = change(admin, "rotateApiKey", key="nobody", overlapSeconds=-1)["userErrors"]
    assert error["code"] == "API_KEY_NOT_FOUND"


def test_managing_keys_and_reading_the_log_need_their_scopes(api: Api, database: Database) -> None:
    document = "mutation { createApiKey(input: {scopes: [ADMIN]}) { token } }"
    assert api.refusal(document)["code"] == "UNAUTHENTICATED"
    with_key(api, database, Scope.EDIT, Scope.SHARE, Scope.INGEST)
    for query in (document, KEYS, ENTRIES):
        assert api.refusal(query)["code"] == "FORBIDDEN"


def test_every_act_is_in_the_log_with_its_actor_and_object(admin: Api, database: Database) -> None:
    article = done(admin, "publishArticle", article=ARTICLE, reason="The ferry is back")["article"]["id"]
    done(admin, "correctArticle", article=article, correction="It was Monday.")
    done(admin, "createSection", path="quays")
    done(admin, "moveSection", path="quays", newPath="harbour/quays")
    send(admin, "createSection", path="harbour/quays")  # which is there already
    admin.ask(
        "mutation ($id: ID!) { pinRelated(input: {article: $id, related: []}) { __typename } }", id=article
    )
    acts = [(each["action"], each["objectKind"], each["detail"]) for each in entries(admin)]
    assert acts == [
        ("pinRelated", "Article", "0 pins"),
        ("moveSection", "Section", "quays to harbour/quays"),
        ("createSection", "Section", "quays"),
        ("correctArticle", "Article", "corrected"),
        ("publishArticle", "Article", "published: The ferry is back"),
    ]
    of_article = entries(admin, where={"objectId": article})
    assert {each["actor"].partition("… ")[2] for each in of_article} == {"admin"}
    assert len(of_article) == 3


def test_an_article_that_stays_the_same_is_no_act_and_a_refused_bulk_none_either(admin: Api) -> None:
    good = {**ARTICLE, "externalReference": "cms:1"}
    for _ in range(2):
        done(admin, "upsertArticles", articles=[good])
    bad = {**ARTICLE, "externalReference": "cms:2", "section": "Not A Path"}
    send(admin, "upsertArticles", articles=[{**good, "headline": "Other"}, bad])
    assert [each["action"] for each in entries(admin)] == ["upsertArticles"]


def test_refusals_are_counted_and_written_a_minute_later(admin: Api, database: Database) -> None:
    manager, limited = admin.key, with_key(admin, database, Scope.SHARE, name="reader").key
    for _ in range(3):
        assert admin.refusal(KEYS)["code"] == "FORBIDDEN"
    admin.key = "bs_nobody"
    assert admin.post("{ __typename }").status_code == 401
    admin.key = manager
    assert entries(admin, where={"outcome": "REFUSED"}) == []

    batch = pending_records(database).take()
    assert batch is not None
    batch.write(database)
    refused = entries(admin, where={"outcome": "REFUSED"})
    assert limited is not None
    assert sorted((each["action"], each["actor"], each["count"]) for each in refused) == [
        ("apiKeys", f"{limited[:11]}… reader", 3),
        ("authentication", "without a key", 1),
    ]


def test_a_flood_of_refusals_is_a_bounded_number_of_entries(database: Database) -> None:
    from broadsheet_server.access.audit import STRANGER, Act
    from broadsheet_server.access.pending_records import REFUSALS_MAX

    pending, now = pending_records(database), datetime.now(UTC)
    for number in range(1_000):
        pending.note_refusal(STRANGER, Act(f"field {number}"), now)
    batch = pending.take()
    assert batch is not None
    assert len(batch.refusals) == REFUSALS_MAX + 1
    assert sum(number for _, number in batch.refusals.values()) == 1_000


def test_when_a_key_was_used_is_told_after_the_next_minute(admin: Api, database: Database) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    assert admin.ask(KEYS)["apiKeys"][0]["lastUsedAt"] is None
    batch = pending_records(database).take()
    assert batch is not None
    batch.write(database)
    used_at = datetime.fromisoformat(admin.ask(KEYS)["apiKeys"][0]["lastUsedAt"])
    assert before < used_at < datetime.now(UTC)


def test_the_log_is_read_page_by_page(admin: Api) -> None:
    for number in range(5):
        done(admin, "createSection", path=f"section-{number}")
    seen, after = [], None
    while True:
        page = admin.ask(ENTRIES, first=2, after=after)["auditEntries"]
        seen += [each["detail"] for each in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == [f"section-{number}" for number in range(4, -1, -1)]
    assert admin.refusal(ENTRIES, after="nothing")["code"] == "BAD_USER_INPUT"
    assert entries(admin, where={"apiKey": "nobody"}) == []
