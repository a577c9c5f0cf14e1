"""What our own programs ask is answered by plans."""

import re

import pytest

from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.plans.errors import NotPlannedError
from broadsheet_server.execution.plans.plan import compile_plan
from broadsheet_server.web.static_files import STATIC
from tests.server.schema import operations

BY_THE_EXECUTOR = {"Follow", "ShareArticle", "ShareState"}
"""A subscription, a mutation, and what is told only to the holder of a key."""

VARIABLES = {
    "by": {"slug": "x"},
    "first": 3,
    "id": "x",
    "language": "en",
    "orderBy": "NEWEST",
    "path": "x",
    "query": "x",
    "slug": "x",
    "after": "x",
}


def playground_examples() -> list[str]:
    """The documents of the playground's examples."""
    script = (STATIC / "playground" / "examples.js").read_text(encoding="utf-8")
    return [text.replace("\\`", "`") for text in re.findall(r"query: `((?:[^`\\]|\\.)*)`", script)]


@pytest.mark.parametrize("dialect_name", ["sqlite", "postgresql"])
def test_everything_that_the_reader_and_the_playground_ask_has_a_plan(dialect_name: str) -> None:
    texts = [*map(operations.operation, operations.names()), *playground_examples()]
    found = {
        name or text: has_plan(document, name, dialect_name)
        for text in texts
        for document in [DocumentCache().get(text)]
        for name in document.operations
    }

    assert {"FrontPage", "ArticleList", "OpenArticle", "Search", "SearchMore", "ByTag"} <= found.keys()
    assert len(playground_examples()) >= 8
    assert {name for name, is_planned in found.items() if not is_planned} == BY_THE_EXECUTOR


def has_plan(document: Document, name: str | None, dialect_name: str) -> bool:
    """Whether an operation compiles."""
    operation = document.operation(name)
    asked = {each.variable.name.value for each in operation.variable_definitions or ()}
    variables = {name: value for name, value in VARIABLES.items() if name in asked}
    try:
        compile_plan(operation, document.fragments, variables, dialect_name)
    except NotPlannedError:
        return False
    return True
