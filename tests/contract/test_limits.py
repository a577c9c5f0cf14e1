"""Every limit is published, is hit here, and stands in the table of docs/limits.md with what happens then.

    UPDATE_DOCS=1 pytest tests/contract/test_limits.py

writes the table anew.
"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

import broadsheet_shared.limits as numbers
from broadsheet_server.app import create_server
from broadsheet_server.execution import execute_operation
from broadsheet_server.execution.budget import Budget, BudgetExceededError
from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.pagination import write_search_cursor
from broadsheet_server.reading.search import search_fingerprint
from broadsheet_server.schema.limits import limits_of
from broadsheet_server.schema.schema import CORE
from broadsheet_server.search.engine import SearchOrder
from broadsheet_server.search.ranked_search import SearchRequest
from broadsheet_server.search.ranking import SearchPosition
from broadsheet_server.settings import MailSettings, RateLimitSettings, Settings, ShareLimits
from broadsheet_server.storage.database import Database
from broadsheet_server.transport import uploads
from broadsheet_server.transport.websocket import Close
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish
from tests.contract.connection_limits import (
    CLOSED,
    INIT,
    SUBSCRIBE,
    close_code,
    hit_connection_limits,
    hit_socket_limits,
    unread_code,
)
from tests.contract.documents_above_limits import DOCUMENTS
from tests.documented_table import assert_documented
from tests.server.schema.api import RESPONSE_JSON, Api
from tests.server.schema.editing import ARTICLE, REVISIONS, done, send, with_key
from tests.server.schema.operations import operation
from tests.server.schema.test_sharing import key_with, share_input
from tests.server.schema.uploads import post_parts, uploading

PAGE = Path(__file__).parents[2] / "docs" / "limits.md"
TABLE_HEAD = r"\| --- \| ---: \| --- \| --- \|\n"
FOLLOWING = PAGE.with_name("following.md")
FIELDS: dict[str, Any] = getattr(CORE.type_map["Limits"], "fields")  # noqa: B009
PUBLISHED: dict[str, int] = vars(limits_of(Settings()))
PUBLISHED = {re.sub(r"_(.)", lambda found: found[1].upper(), name): each for name, each in PUBLISHED.items()}
ELSEWHERE = {
    "writeSeconds": CLOSED,
    "readRateMin": CLOSED,
    "languagesMax": "`TRANSLATION_LANGUAGE_TAKEN` in `userErrors`; in an import a note.",
    "webhooksMax": "`TOO_MANY` in `userErrors`",
    "webhookCostMax": "`INVALID_DOCUMENT` in `userErrors`",
    "webhookDocumentMax": "`INVALID_DOCUMENT` in `userErrors`",
    "queuedMailsMax": "`MAIL_BUSY` in `userErrors`",
    "mailsToOneRecipientPerHour": "The delivery ends as `RECIPIENT_LIMIT`.",
    "mailsToOneRecipientPerDay": "The delivery ends as `RECIPIENT_LIMIT`.",
}
"""Limits that other tests hit: of `transport`, `schema/webhooks`, `outbox` and `sharing`."""


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """The limits do not depend on the store."""
    return sqlite_store


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A newspaper that sends mail, one share an hour."""
    mail = MailSettings(host="127.0.0.1", port=25, tls="none", sender="share@news.example")
    return settings.model_copy(update={"mail": mail})


def answer_to(response: Any) -> str:
    """What an integrator sees of a refusal."""
    error = response.json()["errors"][0]
    return f"HTTP {response.status_code}, `{error['extensions']['code']}`"


def too_long_a_request(api: Api) -> str:
    return answer_to(api.post("{ __typename }", {"x": "y" * numbers.BODY_BYTES_MAX}))


def too_many_values(api: Api) -> str:
    return answer_to(api.post("{ __typename }", {"x": [1] * numbers.VARIABLE_VALUES_MAX}))


def too_many_values_with_a_key(api: Api, database: Database) -> str:
    body = {"query": "{ __typename }", "variables": {"x": [1] * numbers.KEYED_VARIABLE_VALUES_MAX}}
    headers = {"accept": RESPONSE_JSON, "authorization": f"Bearer {key_with(database, Scope.INGEST)}"}
    return answer_to(api.client.post("/graphql", json=body, headers=headers))


def too_long_a_request_with_a_key(api: Api, database: Database) -> str:
    body = {"query": "{ __typename }", "variables": {"x": "y" * numbers.BODY_BYTES_MAX}}
    headers = {"accept": RESPONSE_JSON, "authorization": f"Bearer {key_with(database, Scope.INGEST)}"}
    assert api.client.post("/graphql", json=body, headers=headers).status_code == 200
    body["variables"] = {"x": "y" * numbers.KEYED_BODY_BYTES_MAX}
    return answer_to(api.client.post("/graphql", json=body, headers=headers))


def files_of(api: Api, database: Database, *files: bytes) -> str:
    """What a request gets with these files."""
    api.key = key_with(database, Scope.EDIT)
    named = {str(number): content for number, content in enumerate(files)}
    places = {key: ["variables.input.file.upload"] for key in named}
    try:
        return answer_to(post_parts(api, uploading("uploadImage"), places, named))
    finally:
        api.key = None


def too_deep_a_search(api: Api) -> str:
    request = SearchRequest("crane", ArticleFilter(), SearchOrder.RELEVANCE, NOW)
    last = SearchPosition(UUID(int=1), 0.0, 0, numbers.SEARCH_DEPTH_MAX - 1, None)
    after = write_search_cursor(last, search_fingerprint(request))
    return answer_to(
        api.post('query ($a: String) { search(query: "crane", after: $a) { nodes { id } } }', {"a": after})
    )


def charged(api: Api, monkeypatch: pytest.MonkeyPatch, charge: Callable[[Budget], None]) -> str:
    """The answer to an operation whose budget is charged with more than is allowed."""
    exceeded = Budget()
    with pytest.raises(BudgetExceededError) as raised:
        charge(exceeded)
    exceeded.end(raised.value)
    with monkeypatch.context() as patch:
        patch.setattr(execute_operation, "Budget", lambda: exceeded)
        return answer_to(api.post(f"{{ publication {{ name }} }} # {raised.value}"))


def use_processor_time(budget: Budget) -> None:
    """Charge in a moment in which no processor time at all is allowed."""
    with pytest.MonkeyPatch.context() as patch, budget:
        patch.setattr("broadsheet_server.execution.budget.CPU_MILLISECONDS_MAX", 0)
        budget.charge(1_000)


def too_late_an_answer(api: Api, database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(database, "fetch", never)
        patch.setattr(execute_operation, "DEADLINE_SECONDS", 0.05)
        return answer_to(api.post("{ sections { name } }"))


def share_error(api: Api, database: Database, **changes: Any) -> str:
    """The code of the user error that a share gets."""
    outcome = api.ask(operation("share_article"), input=share_input(database) | changes)["shareArticle"]
    return ", ".join(dict.fromkeys(f"`{error['code']}` in `userErrors`" for error in outcome["userErrors"]))


SHARES: dict[str, dict[str, Any]] = {
    "recipientsMax": {"to": [f"friend{n}@example.net" for n in range(numbers.RECIPIENTS_MAX + 1)]},
    "noteMax": {"note": "x" * (numbers.NOTE_MAX + 1)},
    "noteLinesMax": {"note": "x\n" * (numbers.NOTE_LINES_MAX + 1)},
    "senderNameMax": {"senderName": "x" * (numbers.SENDER_NAME_MAX + 1)},
    "shareKeyMax": {"idempotencyKey": "x" * (PUBLISHED["shareKeyMax"] + 1)},
}
ARTICLES: dict[str, dict[str, Any]] = {
    "headlineMax": {"headline": "x" * (PUBLISHED["headlineMax"] + 1)},
    "textMax": {"summary": "x" * (PUBLISHED["textMax"] + 1)},
    "lineMax": {"byline": "x" * (PUBLISHED["lineMax"] + 1)},
    "itemsMax": {"tags": [{"label": f"Tag {n}"} for n in range(PUBLISHED["itemsMax"] + 1)]},
    "referenceMax": {"externalReference": "x" * (PUBLISHED["referenceMax"] + 1)},
}
"""What is too much of an article that an editor publishes."""


def edit_errors(api: Api, database: Database) -> dict[str, str]:
    """The codes of the user errors that editors and systems get."""
    with_key(api, database, Scope.EDIT, Scope.INGEST)
    errors = {
        name: send(api, "publishArticle", article=ARTICLE | changes)["userErrors"]
        for name, changes in ARTICLES.items()
    }
    many = [ARTICLE | {"externalReference": f"{n}"} for n in range(PUBLISHED["articlesMax"] + 1)]
    errors["articlesMax"] = send(api, "upsertArticles", articles=many)["userErrors"]
    edited = done(api, "publishArticle", article=ARTICLE)["article"]
    long = "x" * (PUBLISHED["correctionMax"] + 1)
    errors["correctionMax"] = send(api, "correctArticle", article=edited["id"], correction=long)["userErrors"]
    return {name: f"`{error['code']}` in `userErrors`" for name, [error] in errors.items()}


def kept_of_a_reason(api: Api, database: Database) -> str:
    """What is kept of a reason that is too long."""
    with_key(api, database, Scope.EDIT)
    headline, reason = {"headline": "Of reasons"}, "x" * (PUBLISHED["reasonMax"] + 1)
    edited = done(api, "publishArticle", article=ARTICLE | headline, reason=reason)["article"]
    [revision] = api.ask(REVISIONS, id=edited["id"])["editedArticle"]["revisions"]["nodes"]
    assert len(revision["reason"]) == PUBLISHED["reasonMax"]
    return "Its beginning is kept: nobody but editors reads it."


def too_many_documents(api: Api) -> str:
    register = """mutation ($documents: [String!]!) {
      registerDocuments(input: {documents: $documents}) { userErrors { code } } }"""
    documents = ["{ __typename }"] * (numbers.DOCUMENTS_AT_ONCE_MAX + 1)
    [error] = api.ask(register, documents=documents)["registerDocuments"]["userErrors"]
    return f"`{error['code']}` in `userErrors`"


def rate_limited(api: Api, database: Database, limits: ShareLimits) -> str:
    """What the second share of a key gets where it may make one."""
    state = api.client.app.state  # type: ignore[attr-defined]
    state.settings = state.settings.model_copy(update={"share_limits": limits})
    api.key = key_with(database, Scope.SHARE)
    assert share_error(api, database, idempotencyKey="one") == ""
    return share_error(api, database, idempotencyKey="two", to=["somebody@example.net"])


def too_fast(settings: Settings, database: Database, **limits: int) -> str:
    """What is answered to somebody who goes on asking."""
    limited = settings.model_copy(update={"rate_limits": RateLimitSettings(**limits)})
    key = key_with(database, Scope.SHARE) if any(name.startswith("key") for name in limits) else None
    headers = {"accept": RESPONSE_JSON} | ({"authorization": f"Bearer {key}"} if key else {})
    with TestClient(create_server(limited), client=("203.0.113.7", 1)) as client:
        for number in range(100):
            query = f"{{ articles(first: 100) {{ nodes {{ id related {{ nodes {{ id }} }} }} }} }} # {number}"
            response = client.post("/graphql", json={"query": query}, headers=headers)
            if response.status_code != 200:
                assert response.headers["retry-after"].isdecimal()
                return f"{answer_to(response)}, `Retry-After`"
    return ""


RATES = {
    "addressRequestsPerMinute": {"address_requests": 2},
    "addressCostPerMinute": {"address_cost": numbers.COST_MAX},
    "keyRequestsPerMinute": {"key_requests": 2},
    "keyCostPerMinute": {"key_cost": numbers.COST_MAX},
}


def test_every_limit_is_hit_and_stands_in_the_documentation(
    api: Api, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(database)
    published = api.ask(f"{{ limits {{ {' '.join(FIELDS)} }} }}")["limits"]
    hit = {name: answer_to(api.post(document)) for name, document in DOCUMENTS.items()}
    hit["bodyBytesMax"] = too_long_a_request(api)
    hit["variableValuesMax"] = too_many_values(api)
    hit["keyedVariableValuesMax"] = too_many_values_with_a_key(api, database)
    hit["keyedBodyBytesMax"] = too_long_a_request_with_a_key(api, database)
    hit["uploadsMax"] = files_of(api, database, *[b"x"] * (numbers.UPLOADS_MAX + 1))
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "UPLOAD_BYTES_MAX", 10)
        hit["uploadBytesMax"] = files_of(api, database, bytes(11))
    hit["searchDepthMax"] = too_deep_a_search(api)
    hit["valuesMax"] = charged(api, monkeypatch, lambda budget: budget.charge(numbers.VALUES_MAX + 1))
    hit["responseBytesMax"] = charged(
        api, monkeypatch, lambda budget: budget.charge(1, numbers.RESPONSE_BYTES_MAX + 1)
    )
    hit["cpuMillisecondsMax"] = charged(api, monkeypatch, use_processor_time)
    hit["deadlineSeconds"] = too_late_an_answer(api, database, monkeypatch)
    api.key = key_with(database, Scope.SHARE)
    hit |= {name: share_error(api, database, **changes) for name, changes in SHARES.items()}
    api.key = key_with(database, Scope.DOCUMENTS)
    hit["documentsAtOnceMax"] = too_many_documents(api)
    hit |= edit_errors(api, database)
    hit["reasonMax"] = kept_of_a_reason(api, database)
    hit["sharesPerHour"] = rate_limited(api, database, ShareLimits(per_hour=1))
    hit["sharesPerDay"] = rate_limited(api, database, ShareLimits(per_day=1))
    api.key = None
    hit |= hit_connection_limits() | hit_socket_limits(api.client)
    hit |= {name: too_fast(settings, database, **limits) for name, limits in RATES.items()}

    assert all(hit.values())
    assert set(published) == set(hit) | set(ELSEWHERE)
    assert_documented(
        PAGE, TABLE_HEAD, [row(name, published[name], (hit | ELSEWHERE)[name]) for name in FIELDS]
    )


def row(name: str, number: int, answer: str) -> str:
    return f"| `{name}` | {number:,} | {FIELDS[name].description} | {answer} |"


def test_every_code_of_a_closed_websocket_is_met_and_documented(api: Api) -> None:
    bad_key = '{"type": "connection_init", "payload": {"authorization": "Bearer bs_wrong"}}'
    met = {
        unread_code(api.client.app),
        close_code(api.client, ["no json"]),
        close_code(api.client, [SUBSCRIBE % 1]),
        close_code(api.client, [bad_key]),
        close_code(api.client, [], protocol="graphql-ws"),
        close_code(api.client, [], SOCKET_INIT_SECONDS=0.05),
        close_code(api.client, [INIT, SUBSCRIBE % 1, SUBSCRIBE % 1]),
        close_code(api.client, [INIT, INIT]),
    }
    table = FOLLOWING.read_text("utf-8").partition("| the server closes with |")[2].partition("\n\n")[0]

    assert met == set(Close) == set(map(int, re.findall(r"\b\d{4}\b", table)))


def test_a_limit_that_is_enforced_is_one_that_is_published() -> None:
    constants = {name for name in vars(numbers) if name.endswith(("_MAX", "_SECONDS"))}
    published = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper() for name in FIELDS}

    assert constants - published == {"ADDRESS_MAX", "MAILTO_MAX"}  # of mail standards, not ours
