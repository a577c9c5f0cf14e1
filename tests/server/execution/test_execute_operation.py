"""What goes wrong or takes too long is told in as few words as a stranger needs."""

import asyncio
import threading
import time
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from broadsheet_server.access.caller import Caller
from broadsheet_server.execution import budget
from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.execute_operation import execute_operation
from broadsheet_server.execution.executor import PlannedExecutor
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.schema.context import Context
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.limits import VARIABLE_VALUES_MAX
from tests.builders import NOW
from tests.server.schema.api import QUESTION, Api, code
from tests.server.schema.editing import ARTICLE, done, error_of
from tests.server.schema.sample_articles import publish_articles
from tests.statements import ENDLESS

INTROSPECTION = (
    "{ ...F } fragment F on Query { __schema { types { name } } }",
    '{ ...F } fragment F on Query { __type(name: "Article") { fields { name } } }',
)

IDS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: what is told is the same of each."""
    return sqlite_store


def test_an_operation_that_takes_too_long_is_given_up(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(database, "fetch", never)
    monkeypatch.setattr("broadsheet_server.execution.execute_operation.DEADLINE_SECONDS", 0.05)
    response = api.post('{ sections { name } articles { nodes { id } } tag(slug: "x") { id } }')

    assert (response.status_code, code(response)) == (503, "DEADLINE_EXCEEDED")
    assert response.headers["retry-after"] == "5"
    assert response.json()["errors"][0]["extensions"]["retryAfter"] == 5
    assert api.post(QUESTION).status_code == 200


def test_a_statement_that_takes_too_long_is_given_up(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = database.fetch

    async def endless(*_: object, **__: object) -> object:
        return await fetch(ENDLESS)

    monkeypatch.setattr(database, "fetch", endless)
    monkeypatch.setattr("broadsheet_server.execution.execute_operation.DEADLINE_SECONDS", 0.3)
    began = time.monotonic()
    response = api.post("{ sections { name } articles { nodes { id } } }")

    assert (response.status_code, code(response)) == (503, "DEADLINE_EXCEEDED")
    assert time.monotonic() - began < 60  # it would take hours


def test_a_mutation_that_is_given_up_may_still_happen_and_is_to_be_repeated(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("broadsheet_server.execution.execute_operation._execute", never)
    monkeypatch.setattr("broadsheet_server.execution.execute_operation.answer_by_plan", never)
    monkeypatch.setattr("broadsheet_server.execution.execute_operation.DEADLINE_SECONDS", 0.05)
    mutation = 'mutation { pinRelated(input: {article: "a", related: []}) { __typename } }'
    [question], [mutation] = (api.post(each).json()["errors"] for each in (QUESTION, mutation))

    assert "same idempotency key" not in question["message"]
    assert "It may still happen. Send the same again, with the same idempotency key" in mutation["message"]


def test_many_values_are_coerced_beside_the_event_loop_which_others_need(
    editor: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_up: list[bool] = []
    build = PlannedExecutor.build

    def noted(*arguments: Any, **options: Any) -> Any:
        held_up.append(asyncio._get_running_loop() is not None)
        return build(*arguments, **options)

    monkeypatch.setattr(PlannedExecutor, "build", noted)
    tags = [{"label": f"Topic {number}"} for number in range(1_000)]
    done(editor, "publishArticle", article={**ARTICLE, "tags": tags[:200]})
    error = error_of(editor, "publishArticle", article={**ARTICLE, "tags": tags})

    assert error["message"] == "It has 1,000 tags; at most 200 are taken."
    assert held_up == [True, False]


def test_long_variables_of_two_integrators_are_coerced_one_after_the_other(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = threading.Barrier(2)
    have_met: list[bool] = []
    build = PlannedExecutor.build

    def noted(*arguments: Any, **options: Any) -> Any:
        with suppress(threading.BrokenBarrierError):  # nobody else came in time
            meeting.wait(timeout=0.5)
        have_met.append(not meeting.broken)
        return build(*arguments, **options)

    async def ask_at_once() -> None:
        context = Context(database, settings, NOW, Caller(uuid4(), frozenset(), "cms"))
        request = GraphQLRequest(IDS, None, {"ids": ["x"] * (VARIABLE_VALUES_MAX + 1)})
        document = DocumentCache().get(IDS)
        await asyncio.gather(*(execute_operation(document, request, context) for _ in range(2)))

    monkeypatch.setattr(PlannedExecutor, "build", noted)
    asyncio.run(ask_at_once())

    assert have_met == [False, False]


def test_nothing_is_suggested_to_a_stranger(api: Api) -> None:
    questions = [
        "{ publicatio { name } }",
        "{ limits { pageMac } }",
        "{ articles(frist: 1) { nodes { id } } }",
        "{ articles(orderBy: NEWES) { nodes { id } } }",
        "query ($a: ArticleWher) { __typename }",
        '{ article(by: {slu: "x"}) { id } }',
    ]
    answers = [api.post(question).text for question in questions]
    answers.append(
        api.post("query ($o: ArticleOrder!) { articles(orderBy: $o) { nodes { id } } }", {"o": "NEWES"}).text
    )
    answers.append(
        api.post(
            "query ($w: ArticleWhere) { articles(where: $w) { nodes { id } } }", {"w": {"sectio": "x"}}
        ).text
    )

    assert [answer for answer in answers if "Did you mean" in answer or '"errors"' not in answer] == []


def test_a_document_full_of_mistakes_gets_a_handful_of_errors(api: Api) -> None:
    mistakes = " ".join(f"mistake{number}" for number in range(200))

    assert len(api.post("{ " + mistakes + " }").json()["errors"]) <= 5


def test_introspection_can_be_switched_off(app: Any, settings: Settings) -> None:
    with TestClient(app) as client:
        app.state.settings = settings.model_copy(update={"introspection": False})
        hidden = [Api(client).post(each) for each in INTROSPECTION]
        known = Api(client).post("{ publication { __typename } }")

    assert [code(each) for each in hidden] == ["GRAPHQL_VALIDATION_FAILED"] * len(INTROSPECTION)
    assert known.json()["data"] == {"publication": {"__typename": "Publication"}}


def values_in(data: Any) -> int:
    """How many values an answer has: members of objects and entries of lists."""
    members = data.values() if isinstance(data, dict) else data
    return len(members) + sum(values_in(member) for member in members if isinstance(member, dict | list))


def test_every_value_of_an_answer_counts_once(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_articles(database, 6)
    question = "{ sections { name slug parent { name } } articles { nodes { slug tags { id slug label } } } }"
    values = values_in(api.ask(question))
    monkeypatch.setattr(budget, "VALUES_MAX", values)
    assert values_in(api.ask(f"{question} # a document that has no plan yet")) == values
    monkeypatch.setattr(budget, "VALUES_MAX", values - 1)
    assert api.refusal(f"{question} # another one")["code"] == "LIMIT_EXCEEDED"
