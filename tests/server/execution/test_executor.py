"""The response is the same whether values are completed at once or field by field."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLObjectType,
    execute,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_required_argument,
    parse,
)  # fmt: skip
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strawberry.permission import BasePermission
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.executor import PlannedExecutor
from broadsheet_server.execution.held_coroutines import HeldCoroutines
from broadsheet_server.execution.operation import PreparedOperation
from broadsheet_server.reading import read_models
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.schema.schema import CORE, core_schema
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.schema.sample_articles import publish_articles
from tests.server.search.index_fixtures import update_index

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ARGUMENTS = {
    "tombstone": '(by: {slug: "story-3"})',
    "editedArticle": '(id: "")',
    "article": '(by: {slug: "story-3"})',
    "section": '(path: "world")',
    "tag": '(slug: "bridges")',
    "author": '(slug: "ann-wu")',
    "node": '(id: "x")',
    "nodes": '(ids: ["x"])',
    "search": '(query: "crane")',
}


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One store is enough: completion does not depend on it."""
    return sqlite_store


class FieldByFieldExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's own executor, which closes what it cancelled before it began."""

    def __init__(self, *args: Any, held: HeldCoroutines, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held = held

    def complete_list_item_value(self, item: Any, results: list[Any], *where: Any) -> bool:  # type: ignore[override]
        is_awaitable = super().complete_list_item_value(item, results, *where)
        self._held.note(results[-1])
        return is_awaitable


def executed(database: Database, document: Document, variables: dict[str, Any], *, planned: bool) -> Any:
    """What an executor makes of a document: data, and errors as a client sees them."""
    prepared = document.prepared(None, variables)
    context = Context(database, index_settings(database), NOW, selections=prepared.selections)
    executor: Any = {"executor_class": PlannedExecutor, "prepared": prepared}
    if not planned:
        executor = {"executor_class": FieldByFieldExecutor}

    async def run() -> Any:
        with HeldCoroutines() as held:
            result: Any = execute(
                CORE,
                document.ast,
                context_value=context,
                variable_values=variables,
                is_awaitable=held.is_awaitable,  # type: ignore[arg-type]
                held=held,
                **executor,
            )
            return await result if hasattr(result, "__await__") else result

    result = asyncio.run(run())
    return result.data, sorted(str(error.formatted) for error in result.errors or ())


def both(database: Database, document: Document, variables: dict[str, Any]) -> tuple[Any, Any]:
    """The result completed at once (when another request prepared it), and the result field by field."""
    executed(database, document, variables, planned=True)
    return (
        executed(database, document, variables, planned=True),
        executed(database, document, variables, planned=False),
    )


def random_selection(kind: Any, random: Random, depth: int) -> str:
    """Some fields of a type, with aliases, conditions and inline fragments."""
    if is_interface_type(kind):
        return "{ __typename id }"
    assert isinstance(kind, GraphQLObjectType)
    chosen = random.sample(sorted(kind.fields), min(len(kind.fields), random.randint(1, 5)))
    parts = [random_field(kind, name, random, depth) for name in chosen if can_be_asked(kind, name)]
    parts = [part for part in parts if part] or ["__typename"]
    if random.random() < 0.2:
        parts.append(f"... on {kind.name} @include(if: $yes) {{ {parts[0]} }}")
    return "{ " + " ".join(parts) + " }"


def can_be_asked(kind: GraphQLObjectType, name: str) -> bool:
    """Whether there are values for what the field needs."""
    needs = any(is_required_argument(argument) for argument in kind.fields[name].args.values())
    return not needs or (kind is CORE.query_type and name in ARGUMENTS)


def random_field(kind: GraphQLObjectType, name: str, random: Random, depth: int) -> str:
    """One field, if it is not too deep."""
    field = kind.fields[name]
    below, arguments = get_named_type(field.type), ARGUMENTS.get(name, "")
    if kind is not CORE.query_type or name not in ARGUMENTS:
        arguments = f"(first: {random.randint(1, 3)})" if "first" in field.args else ""
    selection = ""
    if is_composite_type(below):
        if depth == 0:
            return ""
        selection = random_selection(below, random, depth - 1)
    alias = f"a{random.randint(0, 9)}{name}: " if random.random() < 0.1 else ""
    condition = random.choice(["", "", "", " @skip(if: $no)", " @include(if: $no)", " @include(if: $yes)"])
    return f"{alias}{name}{arguments}{condition} {selection}"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), yes=st.booleans())
def test_any_question_has_the_same_answer_both_ways(database: Database, random: Random, yes: bool) -> None:
    publish_once(database)
    fields = f"... {random_selection(CORE.query_type, random, 6)} yes: __typename @include(if: $yes)"
    fields += " no: __typename @skip(if: $no)"
    try:
        document = DocumentCache().get(f"query ($yes: Boolean!, $no: Boolean = false) {{ {fields} }}")
    except RequestError as refusal:
        assume(refusal.code is not ErrorCode.LIMIT_EXCEEDED)
        raise
    at_once, field_by_field = both(database, document, {"yes": yes})

    assert at_once == field_by_field
    assert at_once[0] is not None or at_once[1] != []


def publish_once(database: Database) -> None:
    """Publish the articles before the first example."""
    with database.read() as session:
        empty = session.connection().exec_driver_sql("SELECT count(*) FROM article").scalar_one() == 0
    if empty:
        publish_articles(database, 6)
        update_index(database, index_settings(database))


def index_settings(database: Database) -> Settings:
    """Settings whose index lies beside the store."""
    return Settings(data=Path(str(database.url.database)).parent)


def test_a_value_that_may_not_be_missing_is_the_same_error_in_the_same_place(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_articles(database, 3)
    node = "node { slug section { name } leadImage { height } }"
    text = f"{{ articles {{ edges {{ {node} }} nodes {{ leadImage {{ url }} }} }} }}"
    monkeypatch.setattr(read_models.Image, "url", property(lambda _: None))
    monkeypatch.setattr(read_models.Image, "height", property(lambda _: 1 / 0))
    at_once, field_by_field = both(database, DocumentCache().get(text), {})

    assert at_once == field_by_field
    assert "Cannot return null for non-nullable field Image.url." in str(at_once[1])
    assert "division by zero" in str(at_once[1])
    assert at_once[0]["articles"]["edges"][0]["node"]["section"] == {"name": "World"}
    assert at_once[0]["articles"]["edges"][0]["node"]["leadImage"] is None


def test_permission_classes_are_asked_for_plain_attributes_too() -> None:
    class Nobody(BasePermission):
        message = "This is for nobody."

        def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
            return False

    @strawberry.type
    class Memo:
        text: str | None = strawberry.field(permission_classes=[Nobody])

    @strawberry.type
    class Query:
        @strawberry.field
        def memo(self) -> Memo:
            return Memo(text="secret")

    result: Any = execute(
        core_schema(strawberry.Schema(Query)),
        parse("{ memo { text } }"),
        executor_class=PlannedExecutor,
        prepared=PreparedOperation(),
    )

    assert result.data == {"memo": {"text": None}}
    assert [error.message for error in result.errors] == ["This is for nobody."]
