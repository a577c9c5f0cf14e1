"""A plan gives the answer of the executor, byte for byte, or none."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.execute_operation import execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.plans.planned_answer import COUNTS
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.settings import PublicationSettings, Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW
from tests.server.execution.plans.random_operations import RandomOperation
from tests.server.execution.plans.varied_articles import publish_varied
from tests.server.search.index_fixtures import update_index

EXAMPLES = int(os.environ.get("PLAN_EXAMPLES", "250"))
"""How many operations each database is asked; many thousands before a release."""

WORDS = ("ann-wu", "bo-li", "topic-0", "topic-1", "person-1", "nobody")
LISTS = (
    "{ articles(first: 3) { edges { cursor } } }",
    "{ articles(first: 3, orderBy: OLDEST) { edges { cursor } } }",
    '{ articles(first: 3, where: {section: "city"}) { edges { cursor } } }',
    '{ section(path: "city") { articles(first: 3) { edges { cursor } } } }',
    '{ author(slug: "ann-wu") { articles(first: 3) { edges { cursor } } } }',
)


class Asked:
    """A store that is asked, in one event loop."""

    def __init__(self, database: Database, folder: Path, runner: asyncio.Runner) -> None:
        publication = PublicationSettings(name="The Courier", copyright_notice="© 2026 The Courier")
        self._settings = Settings(data=folder, public_url="https://news.example", publication=publication)
        self._database, self._runner = database, runner
        articles = publish_varied(database)
        update_index(database, self._settings)
        self.ids = [global_id("Article", article) for article in articles]
        self.ids += [self._data('{ section(path: "world") { id } }')["section"]["id"]]
        parts = self._data("{ articles { nodes { authors { id } tags { id } images { id } } } }")["articles"]
        for name in ("authors", "tags", "images"):
            self.ids += [each["id"] for node in parts["nodes"] for each in node[name]][:2]
        self.cursors = [
            edge["cursor"] for text in LISTS for edge in next(iter(_connections(self._data(text))))["edges"]
        ]

    def _data(self, text: str) -> Any:
        return orjson.loads(self.answer(DocumentCache().get(text), {})[0])

    def answer(self, document: Document, variables: dict[str, Any]) -> tuple[bytes, str]:
        """The data as bytes, and the errors; or the code and the errors of a refused request."""
        context = Context(self._database, self._settings, NOW)
        request = GraphQLRequest("", None, variables)
        try:
            result = self._runner.run(execute_operation(document, request, context))
        except RequestError as refusal:
            return refusal.code.encode(), _told(refusal.errors)
        return orjson.dumps(result.data), _told(result.errors)


def _connections(data: Any) -> Iterator[Any]:
    for value in data.values():
        if "edges" in value:
            yield value
        else:
            yield from _connections({name: each for name, each in value.items() if isinstance(each, dict)})


def _told(errors: list[dict[str, Any]]) -> str:
    """Errors without the random id of those that are masked."""
    for error in errors:
        error["extensions"].pop("errorId", None)
        if error["extensions"]["code"] == ErrorCode.INTERNAL_SERVER_ERROR:
            error["message"] = "masked"
    return str(errors)


@pytest.fixture
def asked(database: Database, tmp_path: Path) -> Iterator[Asked]:
    """The store with everything in it."""
    with asyncio.Runner() as runner:
        yield Asked(database, tmp_path, runner)
        runner.run(database.close())


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=True))
def test_any_operation_has_the_same_answer_by_a_plan_and_by_the_executor(
    asked: Asked, random: Random
) -> None:
    operation = RandomOperation(random, asked.ids, asked.cursors, WORDS)
    try:
        document = DocumentCache().get(operation.text)
        document.cost(None, operation.variables)
    except RequestError:
        assume(False)
    executed = asked.answer(document, operation.variables)
    before = COUNTS.planned, COUNTS.declined
    planned = asked.answer(document, operation.variables)
    by_plan, declined = COUNTS.planned - before[0], COUNTS.declined - before[1]
    event("planned" if by_plan else "declined" if declined else "unplanned")

    if by_plan:  # the executor itself may give errors in another order when it is asked twice
        assert planned == executed
    assert not declined or executed[1] != "[]", "a plan declined what has no error"
