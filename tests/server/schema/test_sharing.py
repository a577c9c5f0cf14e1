"""Email this to your friend, arguments for by GraphQL."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from starlette.applications import Starlette

from broadsheet_server.access.api_keys import create_key, key_with_prefix, revoke_key
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.settings import MailSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.engines import BUSY_TIMEOUT_MS
from broadsheet_shared.limits import DEADLINE_SECONDS
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish
from tests.server.schema.api import Api
from tests.server.schema.operations import operation

SHARE = operation("share_article")
STATE = operation("share_state")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A newspaper that can send mail."""
    mail = MailSettings(host="127.0.0.1", port=25, tls="none", sender="share@news.example")
    return settings.model_copy(update={"mail": mail})


def key_with(database: Database, *scopes: Scope) -> str:
    """A new key, as its holder knows it."""
    with database.write() as session:
        return create_key(session, "test", scopes, now=datetime.now(UTC))[1]


@pytest.fixture
def sharer(api: Api, database: Database) -> Api:
    """Somebody whose key allows sharing."""
    api.key = key_with(database, Scope.SHARE)
    return api


def share_input(database: Database, **changes: Any) -> dict[str, Any]:
    """An ordinary share of a new article."""
    article = global_id("Article", publish(database, slug="the-crane").article_id)
    ordinary = {
        "article": article,
        "to": ["friend@example.net", "another@example.net"],
        "senderName": "Ada",
        "note": "Look!",
        "idempotencyKey": "first",
    }
    return ordinary | changes


def test_a_share_is_accepted_and_can_be_followed(sharer: Api, database: Database) -> None:
    outcome = sharer.ask(SHARE, input=share_input(database))["shareArticle"]

    assert outcome["userErrors"] == []
    assert outcome["share"]["state"] == "QUEUED"
    assert outcome["share"]["deliveries"] == [
        {"recipient": "f…d@example.net", "state": "QUEUED", "reason": None},
        {"recipient": "a…r@example.net", "state": "QUEUED", "reason": None},
    ]
    share_id = outcome["share"]["id"]
    assert sharer.ask(STATE, id=share_id)["share"] == outcome["share"]
    query = "query ($id: ID!) { node(id: $id) { __typename ... on Share { createdAt article { slug } } } }"
    node = sharer.ask(query, id=share_id)["node"]
    assert (node["__typename"], node["article"]) == ("Share", {"slug": "the-crane"})


def test_the_same_share_again_is_the_same_share(sharer: Api, database: Database) -> None:
    arguments = share_input(database)
    first, again = (sharer.ask(SHARE, input=arguments)["shareArticle"] for _ in range(2))
    other = sharer.ask(SHARE, input=arguments | {"note": "Something else"})["shareArticle"]

    assert first["share"]["id"] == again["share"]["id"]
    assert other["share"] is None
    assert other["userErrors"][0]["code"] == "IDEMPOTENCY_CONFLICT"


def test_what_is_wrong_is_said_by_place(sharer: Api, database: Database) -> None:
    arguments = share_input(
        database, to=["friend@example.net", "nobody"], senderName="", note="http://spam.example"
    )
    outcome = sharer.ask(SHARE, input=arguments)["shareArticle"]

    assert outcome["share"] is None
    assert {(error["code"], *error["path"]) for error in outcome["userErrors"]} == {
        ("INVALID_ADDRESS", "input", "to", "1"),
        ("INVALID_NAME", "input", "senderName"),
        ("LINK_IN_NOTE", "input", "note"),
    }


@pytest.mark.parametrize(
    "article", ["", "nonsense", global_id("Section", UUID(int=7)), global_id("Article", UUID(int=7))]
)
def test_an_article_that_is_none_is_a_user_error(sharer: Api, database: Database, article: str) -> None:
    [error] = sharer.ask(SHARE, input=share_input(database, article=article))["shareArticle"]["userErrors"]

    assert error["code"] == "ARTICLE_NOT_FOUND"


@pytest.mark.parametrize("field", ["senderName", "note", "idempotencyKey", "language", "article"])
def test_odd_text_is_judged_and_breaks_nothing(sharer: Api, database: Database, field: str) -> None:
    response = sharer.post(SHARE, {"input": share_input(database, **{field: "a\x00b"})})

    assert response.status_code == 200
    assert "INTERNAL" not in response.text


def test_without_a_key_nothing_is_shared_and_nothing_seen(api: Api, database: Database) -> None:
    arguments = share_input(database)
    refusal = api.refusal(SHARE, input=arguments)

    assert refusal["code"] == "UNAUTHENTICATED"
    assert "scope `share`" in refusal["message"]
    assert api.refusal(STATE, id="x")["code"] == "UNAUTHENTICATED"


def test_the_audit_log_has_a_share_once_and_no_address(api: Api, database: Database) -> None:
    api.key, values = key_with(database, Scope.SHARE, Scope.AUDIT), share_input(database)
    shared = [api.ask(SHARE, input=values)["shareArticle"]["share"]["id"] for _ in range(2)]
    assert api.ask(SHARE, input=values | {"to": []})["shareArticle"]["share"] is None
    [entry] = api.ask("{ auditEntries { nodes { action objectId detail } } }")["auditEntries"]["nodes"]
    assert entry == {"action": "shareArticle", "objectId": shared[0], "detail": None}


def test_a_key_for_something_else_does_not_share(api: Api, database: Database) -> None:
    api.key = key_with(database, Scope.EDIT)

    assert api.refusal(SHARE, input=share_input(database))["code"] == "FORBIDDEN"


def test_an_unknown_or_revoked_key_is_401_whatever_is_asked(api: Api, database: Database) -> None:
    revoked = key_with(database, Scope.SHARE)
    with database.write() as session:
        revoke_key(session, key_with_prefix(session, revoked), now=datetime.now(UTC))
    for authorization in ("Bearer nonsense", f"Bearer {revoked}", "Bearer", "Basic YTpi", "Bearer \xe9", ""):
        response = api.client.post(
            "/graphql",
            json={"query": "{ __typename }"},
            headers={"authorization": authorization.encode("latin-1")},
        )
        assert response.status_code == 401, authorization
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_strangers_share_and_none_look_alike(sharer: Api, database: Database) -> None:
    share = sharer.ask(SHARE, input=share_input(database))["shareArticle"]["share"]
    sharer.key = key_with(database, Scope.SHARE)

    assert sharer.ask(STATE, id=share["id"]) == {"share": None}
    assert sharer.ask("query ($id: ID!) { node(id: $id) { id } }", id=share["id"]) == {"node": None}
    assert sharer.ask(STATE, id="nonsense") == {"share": None}


def test_the_article_of_a_share_may_be_gone(sharer: Api, database: Database) -> None:
    arguments = share_input(database)
    share = sharer.ask(SHARE, input=arguments)["shareArticle"]["share"]
    key = uuid_of("Article", arguments["article"])
    assert key is not None
    with database.write() as session:
        withdraw(session, key, now=NOW)

    query = "query ($id: ID!) { share(id: $id) { article { slug } } }"
    assert sharer.ask(query, id=share["id"]) == {"share": {"article": None}}


def test_a_publication_that_sends_mail_says_so(sharer: Api) -> None:
    assert sharer.ask("{ publication { canShareByEmail } }")["publication"]["canShareByEmail"] is True


def test_a_share_wakes_the_worker_once_it_is_stored(sharer: Api, app: Starlette, database: Database) -> None:
    woken: list[int] = []

    class Worker:
        def wake(self) -> None:
            with database.read() as session:
                woken.append(session.execute(text("SELECT count(*) FROM delivery")).scalar_one())

    app.state.mail_worker = Worker()
    sharer.ask(SHARE, input=share_input(database, to=[]))
    assert woken == []
    sharer.ask(SHARE, input=share_input(database))
    assert woken == [2]


def test_a_share_that_gets_no_turn_says_so_in_time_and_leaves_nothing(
    sharer: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert BUSY_TIMEOUT_MS < DEADLINE_SECONDS * 1_000
    if not database.is_sqlite:
        pytest.skip("PostgreSQL gives everyone a turn")
    wished = share_input(database)
    database.engine.dispose()
    monkeypatch.setattr("broadsheet_server.storage.engines.BUSY_TIMEOUT_MS", 100)
    other = Database(str(database.url))
    with other.write():
        [error] = sharer.post(SHARE, {"input": wished}).json()["errors"]
    other.dispose()

    assert error["extensions"] == {"code": "DEADLINE_EXCEEDED", "retryAfter": 5}
    assert "nothing was done" in error["message"]
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM share")).scalar_one() == 0
    assert sharer.ask(SHARE, input=wished)["shareArticle"]["share"] is not None
