"""All rules at once find what graphql-core finds with one after the other, in the same order."""

from random import Random

import pytest
from graphql import parse, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet_server.execution.errors import ERRORS_MAX
from broadsheet_server.execution.validation import RULES, validation_errors
from broadsheet_server.schema.schema import CORE

PIECES = """
    publication { name } | publication | publication { name { x } } | nothing | x: nothing | ...F | ...G
    articles(first: 1) { nodes { slug } } | articles(first: "1") { nodes { slug nothing } }
    articles(first: $n) { nodes { slug: headline slug } } | articles(first: 1, first: 2) { nodes { slug } }
    articles(nothing: 1) { nodes { id } } | article { slug } | article(by: {}) { slug }
    article(by: {slug: "a", id: "b"}) { ... on Article { slug } ... on Tag { label } ... on Nothing { id } }
    article(by: {slug: $s}) { related(first: 1) { edges { score } } ...F } | __typename @skip(if: $b)
    node(id: $n) { id ... on Article { slug } } | __typename @skip | __typename @nothing
    __typename @skip(if: true) @skip(if: true) | __schema { types { fields { type { fields { name } } } } }
    search(query: $s) { edges { highlights { text } } }
"""
HEADS = """
    query Q | query | query Q($n: Int, $n: Int) | query Q($n: Int!, $s: String, $b: Boolean!, $unused: Int)
    query Q($n: Nothing) | query Q($n: Article) | query Q($n: Int = "x") | mutation M
"""
TAILS = """
    fragment F on Article { slug } | fragment F on Article { ...G } fragment G on Article { ...F }
    fragment F on Nothing { slug } fragment F on Article { slug } | query Q { __typename } | { __typename }
    type A { b: Int } | fragment G on Query { publication { name } nothing } | fragment F on Int { x }
"""


def each(table: str) -> list[str]:
    """The entries of a table."""
    return [entry.strip() for entry in table.strip().replace("\n", " | ").split(" | ")]


def both(text: str) -> tuple[list[str], list[str]]:
    """The errors of a document as our visitor finds them, and as graphql-core does."""
    document = parse(text)
    expected = validate(CORE, document, RULES, max_errors=ERRORS_MAX, hide_suggestions=True)
    return [str(error) for error in validation_errors(document)], [str(error) for error in expected]


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_any_document_has_the_same_errors(random: Random) -> None:
    pieces = " ".join(random.sample(each(PIECES), random.randint(1, 5)))
    tail = random.choice(["", *each(TAILS)])
    found, expected = both(f"{random.choice(each(HEADS))} {{ {pieces} }} {tail}")
    assert found == expected


@pytest.mark.parametrize("piece", each(PIECES))
def test_any_field_has_the_same_errors(piece: str) -> None:
    found, expected = both(f"query Q($n: Int, $s: String, $b: Boolean!) {{ {piece} }}")
    assert found == expected


def test_a_variable_that_is_not_defined_is_told() -> None:
    errors = validation_errors(parse("{ article(by: {slug: $s}) { slug } }"))
    assert [error.message for error in errors] == ["Variable '$s' is not defined."]


def test_a_fragment_may_stand_before_its_operation() -> None:
    fragment = "fragment F on Query { article(by: {slug: $s}) { slug } }"
    assert validation_errors(parse(f"{fragment} query ($s: String!) {{ ...F }}")) == []
    [error] = validation_errors(parse(f"{fragment} query ($s: String) {{ ...F }}"))
    assert "must be non-nullable" in error.message


def test_a_person_who_selects_nothing_of_an_object_is_told_so_without_a_guess() -> None:
    [error] = validation_errors(parse("{ publication }"))
    assert error.message == "Field 'publication' of type 'Publication!' must have a selection of subfields."
