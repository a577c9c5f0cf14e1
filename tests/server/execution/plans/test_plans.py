"""A plan gives the answer of the executor, byte for byte, or none."""

import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.plans.counts import COUNTS
from tests.server.execution.plans.random_operations import RandomOperation
from tests.server.execution.plans.store_asked import StoreAsked

EXAMPLES = int(os.environ.get("PLAN_EXAMPLES", "250"))
"""How many operations each database is asked; many thousands before a release."""

WORDS = ("ann-wu", "bo-li", "topic-0", "topic-1", "person-1", "cy-7", "nobody")
"""Cy 7 has written an article under embargo, and no other one."""

LISTS = (
    "{ articles(first: 3) { edges { cursor } } }",
    "{ articles(first: 3, orderBy: OLDEST) { edges { cursor } } }",
    '{ articles(first: 3, where: {section: "city"}) { edges { cursor } } }',
    '{ section(path: "city") { articles(first: 3) { edges { cursor } } } }',
    '{ author(slug: "ann-wu") { articles(first: 3) { edges { cursor } } } }',
)
NODES = """{ articles { nodes { id authors { id } tags { id } images { id } section { id } } }
    withdrawn: article(by: {slug: "story-2"}) { id } }"""


@pytest.fixture
def names(searched: StoreAsked) -> tuple[list[str], list[str]]:
    """What operations can refer to."""
    return known(searched)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(random=st.randoms(use_true_random=True))
def test_any_operation_has_the_same_answer_by_a_plan_and_by_the_executor(
    searched: StoreAsked, names: tuple[list[str], list[str]], random: Random
) -> None:
    operation = RandomOperation(random, *names, WORDS)
    try:
        document = DocumentCache().get(operation.text)
        document.cost(None, operation.variables)
    except RequestError:
        assume(False)
    executed = searched.answer(document, operation.variables)
    before = COUNTS.planned, COUNTS.declined
    planned = searched.answer(document, operation.variables)
    by_plan, declined = COUNTS.planned - before[0], COUNTS.declined - before[1]
    event("planned" if by_plan else "declined" if declined else "unplanned")

    if by_plan:  # the executor itself may give errors in another order when it is asked twice
        assert planned == executed
        for kept in ("cards", "pages"):
            assert searched.answer(document, operation.variables) == executed, f"with {kept} kept"
    assert not declined or executed[1] != "[]", "a plan declined what has no error"


def known(searched: StoreAsked) -> tuple[list[str], list[str]]:
    """The ids and the cursors of a store."""
    return sorted(set(ids(searched.data(NODES))))[:40], list(cursors(searched))


def ids(data: Any) -> Iterator[str]:
    """Every id in an answer."""
    if isinstance(data, list):
        for each in data:
            yield from ids(each)
    elif isinstance(data, dict):
        for name, each in data.items():
            if name == "id":
                yield each
            else:
                yield from ids(each)


def cursors(searched: StoreAsked) -> Iterator[str]:
    """Cursors of several lists."""
    for text in LISTS:
        data = searched.data(text)
        while "edges" not in data:
            [data] = data.values()
        yield from (edge["cursor"] for edge in data["edges"])
