"""Every limit is published, is hit here, and stands in the table of docs/limits.md with what happens then.

    UPDATE_DOCS=1 pytest tests/contract/test_limits.py

writes the table anew.
"""

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import broadsheet_shared.limits as numbers
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
from broadsheet_server.settings import MailSettings, Settings, ShareLimits
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from tests.builders import NOW, publish
from tests.server.schema.api import RESPONSE_JSON, Api
from tests.server.schema.editing import ARTICLE, REVISIONS, done, send, with_key
from tests.server.schema.operations import operation
from tests.server.schema.test_sharing import key_with, share_input

PAGE = Path(__file__).parents[2] / "docs" / "limits.md"
FIELDS: dict[str, Any] = getattr(CORE.type_map["Limits"], "fields")  # noqa: B009

PUBLISHED: dict[str, int] = vars(limits_of(Settings()))
PUBLISHED = {re.sub(r"_(.)", lambda found: found[1].upper(), name): each for name, each in PUBLISHED.items()}

CLOSED = "The connection is closed."
REFUSED = "HTTP 503 and `Retry-After`; the connection is closed."
ELSEWHERE = {
    "connectionsMax": REFUSED,
    "connectionsPerAddressMax": REFUSED,
    "headerBytesMax": CLOSED,
    "headerSeconds": CLOSED,
    "bodySeconds": CLOSED,
    "writeSeconds": CLOSED,
    "readRateMin": CLOSED,
    "socketInitSeconds": "The WebSocket is closed with code 4408.",
    "socketOperationsMax": "The WebSocket is closed with code 4429.",
    "socketUnsentMax": "The WebSocket is closed with code 1013; go on after the last sequence.",
    "queuedMailsMax": "`MAIL_BUSY` in `userErrors`",
    "mailsToOneRecipientPerHour": "The delivery ends as `RECIPIENT_LIMIT`.",
    "mailsToOneRecipientPerDay": "The delivery ends as `RECIPIENT_LIMIT`.",
}
"""Limits that other tests hit: of `transport`, and `sharing`."""


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """The limits do not depend on the store."""
    return sqlite_store


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A newspaper that sends mail, one share an hour."""
    mail = MailSettings(host="127.0.0.1", port=25, tls="none", sender="share@news.example")
    return settings.model_copy(update={"mail": mail})


def nested(levels: int) -> str:
    return "{ sections " + "{ parent " * levels + "{ id }" + " }" * (levels + 1)


def fields(count: int) -> str:
    """A document that has so many fields once its fragments are spread, in few tokens."""
    many = "name " * 50
    return "{ sections { " + "...F " * (count // 50) + "} } fragment F on Section { " + many + "}"


def many_conditions(count: int) -> str:
    tags = ", ".join(f'{{tag: "t{n}"}}' for n in range(count))
    return f"{{ articles(where: {{or: [{tags}]}}) {{ nodes {{ id }} }} }}"


def deep_conditions(levels: int) -> str:
    where = "{not: " * levels + '{tag: "x"}' + "}" * levels
    return f"{{ articles(where: {where}) {{ nodes {{ id }} }} }}"


DOCUMENTS: dict[str, str] = {
    "pageMax": f"{{ articles(first: {numbers.PAGE_MAX + 1}) {{ nodes {{ id }} }} }}",
    "nodesMax": f"{{ nodes(ids: {['x'] * (numbers.NODES_MAX + 1)}) {{ id }} }}".replace("'", '"'),
    "searchQueryMax": f'{{ search(query: "{"x" * (numbers.SEARCH_QUERY_MAX + 1)}") {{ nodes {{ id }} }} }}',
    "whereConditionsMax": many_conditions(numbers.WHERE_CONDITIONS_MAX + 1),
    "whereDepthMax": deep_conditions(numbers.WHERE_DEPTH_MAX + 1),
    "documentMax": "{ __typename } #" + "x" * numbers.DOCUMENT_MAX,
    "tokensMax": "{ " + "name " * numbers.TOKENS_MAX + "}",
    "digitsMax": "{ articles(first: %s) { nodes { id } } }" % ("1" * (numbers.DIGITS_MAX + 1)),
    "depthMax": nested(numbers.DEPTH_MAX),
    "fieldsMax": fields(numbers.FIELDS_MAX),
    "aliasesMax": "{ limits { " + " ".join(f"a{n}: pageMax" for n in range(numbers.ALIASES_MAX + 1)) + " } }",
    "overlapsMax": "{ limits { " + "pageMax " * 60 + "} }",
    "mutationsMax": "mutation { "
    + " ".join(f"m{n}: pinRelated {{ __typename }}" for n in range(numbers.MUTATIONS_MAX + 1))
    + " }",
    "costMax": "{ articles(first: 100) { nodes { related(first: 100) { nodes { id headline slug } } } } }",
}


def answer_to(response: Any) -> str:
    """What an integrator sees of a refusal."""
    error = response.json()["errors"][0]
    return f"HTTP {response.status_code}, `{error['extensions']['code']}`"


def too_long_a_request(api: Api) -> str:
    return answer_to(api.post("{ __typename }", {"x": "y" * numbers.BODY_BYTES_MAX}))


def too_long_a_request_with_a_key(api: Api, database: Database) -> str:
    body = {"query": "{ __typename }", "variables": {"x": "y" * numbers.BODY_BYTES_MAX}}
    headers = {"accept": RESPONSE_JSON, "authorization": f"Bearer {key_with(database, Scope.INGEST)}"}
    assert api.client.post("/graphql", json=body, headers=headers).status_code == 200
    body["variables"] = {"x": "y" * numbers.KEYED_BODY_BYTES_MAX}
    return answer_to(api.client.post("/graphql", json=body, headers=headers))


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


def rate_limited(api: Api, database: Database, limits: ShareLimits) -> str:
    """What the second share of a key gets where it may make one."""
    state = api.client.app.state  # type: ignore[attr-defined]
    state.settings = state.settings.model_copy(update={"share_limits": limits})
    api.key = key_with(database, Scope.SHARE)
    assert share_error(api, database, idempotencyKey="one") == ""
    return share_error(api, database, idempotencyKey="two", to=["somebody@example.net"])


def test_every_limit_is_hit_and_stands_in_the_documentation(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(database)
    published = api.ask(f"{{ limits {{ {' '.join(FIELDS)} }} }}")["limits"]
    hit = {name: answer_to(api.post(document)) for name, document in DOCUMENTS.items()}
    hit["bodyBytesMax"] = too_long_a_request(api)
    hit["keyedBodyBytesMax"] = too_long_a_request_with_a_key(api, database)
    hit["searchDepthMax"] = too_deep_a_search(api)
    hit["valuesMax"] = charged(api, monkeypatch, lambda budget: budget.charge(numbers.VALUES_MAX + 1))
    hit["responseBytesMax"] = charged(
        api, monkeypatch, lambda budget: budget.charge(1, numbers.RESPONSE_BYTES_MAX + 1)
    )
    hit["cpuMillisecondsMax"] = charged(api, monkeypatch, use_processor_time)
    hit["deadlineSeconds"] = too_late_an_answer(api, database, monkeypatch)
    api.key = key_with(database, Scope.SHARE)
    hit |= {name: share_error(api, database, **changes) for name, changes in SHARES.items()}
    hit |= edit_errors(api, database)
    hit["reasonMax"] = kept_of_a_reason(api, database)
    hit["sharesPerHour"] = rate_limited(api, database, ShareLimits(per_hour=1))
    hit["sharesPerDay"] = rate_limited(api, database, ShareLimits(per_day=1))
    api.key = None

    assert all(hit.values())
    assert set(published) == set(hit) | set(ELSEWHERE)
    assert_documented([row(name, published[name], (hit | ELSEWHERE)[name]) for name in FIELDS])


def row(name: str, number: int, answer: str) -> str:
    return f"| `{name}` | {number:,} | {FIELDS[name].description} | {answer} |"


def assert_documented(rows: list[str]) -> None:
    """The table in the page is this one; with UPDATE_DOCS it is written."""
    text = PAGE.read_text(encoding="utf-8")
    table = re.compile(r"(\| --- \| ---: \| --- \| --- \|\n)(?:\|.*\n)+")
    assert table.search(text)
    current = table.sub(lambda found: found[1] + "\n".join(rows) + "\n", text)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(current, encoding="utf-8")
    assert text == current, "run it with UPDATE_DOCS=1"


def test_a_limit_that_is_enforced_is_one_that_is_published() -> None:
    constants = {name for name in vars(numbers) if name.endswith(("_MAX", "_SECONDS"))}
    published = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper() for name in FIELDS}

    assert constants - published == {"ADDRESS_MAX", "MAILTO_MAX"}  # of mail standards, not ours
