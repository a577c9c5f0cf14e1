"""What an operation costs before it is executed."""

import json
from typing import Any

import pytest
from graphql import get_introspection_query

from broadsheet_server.execution.cost import SectionCounts
from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode
from tests.server.execution.document_checks import cost, nested_lists, request_error


def test_the_cost_is_what_the_answer_can_hold() -> None:
    card = "{ id section { name } }"

    assert cost("{ limits { pageMax } }") == 2
    assert cost(f"{{ articles(first: 10) {{ nodes {card} }} }}") == 1 + 1 + 10 * 3
    assert (
        cost(f"{{ articles {{ edges {{ cursor node {card} }} pageInfo {{ endCursor }} }} }}")
        == 1 + 1 + 20 * 5 + 2
    )
    assert cost(f"query ($n: Int) {{ articles(last: $n) {{ nodes {card} }} }}", n=50) == 1 + 1 + 50 * 3
    assert cost("query ($i: [ID!]!) { nodes(ids: $i) { id } }", i=["a", "b"]) == 1 + 2


def test_what_the_store_has_to_search_for_costs_more_than_reading_it() -> None:
    page = "articles(first: 1{}) {{ nodes {{ slug }} {} }}"
    by_language = page.format(', where: { language: "en" }', "")
    by_both = page.format(', where: { tag: "a", section: "b", author: null }', "")
    plain = cost("{ " + page.format("", "") + " }")

    assert cost("{ " + by_language + " }") == plain + 200
    assert cost("{ " + by_both + " }") == plain + 5_000
    assert cost("{ " + page.format("", "totalCount { value }") + " }") == plain + 502
    assert cost('{ tag(slug: "a") { ' + page.format("", "totalCount { value }") + " } }") > 5_200


def test_conditions_cost_what_they_cost_however_they_are_given() -> None:
    whole = "query ($w: ArticleWhere) { articles(first: 1, where: $w) { nodes { slug } } }"
    parts = """query ($s: String, $t: String) {
        articles(first: 1, where: { section: $s, tag: $t }) { nodes { slug } } }"""

    assert cost(whole, w={"section": "city", "tag": None}) == cost(parts, s="city") == 203
    assert cost(whole, w={"section": "city", "tag": "a"}) == cost(parts, s="city", t="a") == 5_003
    for strange in (None, [], "en", 7, {"tag": 1, "nonsense": 2}, [{"tag": "a"}]):
        assert cost(whole, w=strange) <= 203


@pytest.mark.parametrize(
    ("where", "page", "count"),
    [
        ({"or": [{"tag": "a"}, {"section": "b"}]}, 2 * 1_000, 5_000 + 500),
        ({"or": {"tag": "a"}}, 1_000, 5_000),
        ({"or": [{"tag": "a"}] * 9}, 5_000 + 9 * 1_000, 5_000 + 9 * 1_000),
        ({"or": [{"tag": "a"}, {"not": {"tag": "b"}}]}, 5_000 + 2 * 1_000, 5_000 + 2 * 1_000),
        ({"section": "a", "and": [{"tag": "b"}, {"tag": "c"}]}, 5_000 + 2 * 1_000, 5_000 + 2 * 1_000),
        ({"not": {"publishedBefore": "2026-01-01T00:00:00Z"}}, 5_000 + 1_000, 5_000 + 1_000),
    ],
)
def test_joined_conditions_cost_what_the_store_does_for_them(
    where: dict[str, Any], page: int, count: int
) -> None:
    declared, literal = "query ($w: ArticleWhere) {", _literal(where)
    plain = "articles(first: 1, where: %s) { nodes { slug } } }"
    counted = "articles(first: 1, where: %s) { nodes { slug } totalCount { value } } }"

    assert cost(declared + plain % "$w", w=where) == cost("{" + plain % literal) == 3 + page
    assert cost(declared + counted % "$w", w=where) == 3 + page + count + 2


def test_conditions_of_searches_and_changes_have_their_price() -> None:
    search = 'query ($w: ArticleWhere) { search(query: "x", first: 1, where: $w) { nodes { slug } } }'
    changes = "query ($w: ChangeWhere) { changes(first: 1, where: $w) { nodes { kind } } }"
    wanted = {"tag": "a", "or": [{"section": "b"}, {"section": "c"}]}

    assert cost(search, w=wanted) == cost(search, w={"tag": "a"}) + 2 * 150
    assert cost(changes, w={**wanted, "not": {"kinds": ["REVISED"]}}) == cost(changes) + 4 * 200


def test_conditions_cost_the_same_where_their_parts_are_variables() -> None:
    text = """query ($t: String, $o: [ArticleWhere!], $n: ArticleWhere) {
        articles(first: 1, where: { tag: $t, or: $o, not: $n }) { nodes { slug } } }"""

    assert cost(text) == 3
    assert cost(text, t="a") == 203
    assert cost(text, o=[{"tag": "a"}, {"tag": "b"}]) == 2_003
    assert cost(text, n={"tag": "a"}) == 6_003
    assert cost(text, t="a", o=[{"tag": "b"}], n={"tag": "c"}) == 7_003


def test_conditions_of_any_length_and_depth_are_refused_before_they_are_read() -> None:
    text = "query ($w: ArticleWhere) { articles(first: 1, where: $w) { nodes { slug } } }"
    deep: dict[str, Any] = {"tag": "a"}
    for _ in range(900):
        deep = {"not": deep}

    long = {"or": [{"tag": "a", "section": "b"}] * 100_000}
    wide: dict[str, Any] = {}
    for _ in range(4):
        wide = {"and": [wide] * 21, "or": [wide] * 21}

    for where in (deep, long, wide, [wide] * 21, {"or": [{}] * 100}):
        code, sentence = request_error(text, {"w": where})
        assert code is ErrorCode.LIMIT_EXCEEDED
        assert sentence.startswith("A `where` has more than 81 objects")


def test_a_condition_that_says_nothing_costs_as_much_as_one() -> None:
    text = "query ($w: ArticleWhere) { articles(first: 1, where: $w) { nodes { slug } } }"

    assert cost(text, w={"or": [{}] * 9}) == cost(text, w={"or": [{"tag": "a"}] * 9})


def _literal(value: Any) -> str:
    """A value as a document writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(each)}" for name, each in value.items()) + "}"
    return json.dumps(value) if isinstance(value, str) else f"[{', '.join(map(_literal, value))}]"


def test_lists_within_lists_multiply() -> None:
    related = "{ articles(first: %d) { nodes { related(first: 10) { nodes { headline } } } } }"

    assert cost(related % 10) == 1 + 1 + 10 * (1 + 1 + 10)
    assert cost(related % 100) > 1_000
    copies = '{ article(by: {slug: "a"}) { related(first: 10) { edges { alsoPublishedBy { headline } } } } }'
    assert cost(copies) == 1 + 1 + 1 + 10 * (1 + 3)
    assert request_error(nested_lists())[1].startswith("The operation may cost ")


def test_a_search_costs_what_it_takes_to_find_and_to_count() -> None:
    counts = "totalCount { value } didYouMean facets { sections { value } years { value } }"
    edges = "edges { node { headline summary } highlights { text ranges { start end } } }"

    assert cost('{ search(query: "x") { nodes { id } } }') > 5_000
    assert cost(f'{{ search(query: "x", first: 40) {{ {counts} {edges} }} }}') > 20_000
    assert cost('{ search(query: "x", first: 100) { edges { highlights { text } } } }') > 20_000
    twice = f'{{ a: search(query: "x") {{ {counts} {edges} }} b: search(query: "y") {{ {counts} {edges} }} }}'
    assert request_error(twice)[0] is ErrorCode.LIMIT_EXCEEDED


@pytest.mark.parametrize("size", [-2_000_000_000, -1, 0])
def test_a_page_size_that_is_none_takes_nothing_off_the_rest(size: int) -> None:
    other = "other: articles(first: 100) { nodes { id } }"

    assert cost(f"{{ articles(first: {size}) {{ nodes {{ id }} }} {other} }}") > cost(f"{{ {other} }}")
    by_variable = f"query ($n: Int) {{ articles(last: $n) {{ nodes {{ id }} }} {other} }}"
    assert cost(by_variable, n=size) > cost(f"{{ {other} }}")


def test_sections_cost_as_many_as_the_store_has() -> None:
    document = DocumentCache().get("{ sections { children { children { name } ancestors { name } } } }")

    assert document.lists_sections
    assert not DocumentCache().get("{ articles { nodes { section { name } } } }").lists_sections
    assert document.cost(None, {}, SectionCounts(2, 4, 3)) == 1 + 2 * (1 + 4 * (1 + 4 + 1 + 3))
    with pytest.raises(RequestError, match=ErrorCode.LIMIT_EXCEEDED):
        document.cost(None, {}, SectionCounts(10, 1_000, 8))


@pytest.mark.parametrize("variables", [{"n": 100}, {"n": 100.0}, {}])
def test_a_size_counts_however_it_is_given(variables: dict[str, object]) -> None:
    page = "related(first: $n) { nodes { %s } }"
    lists = "articles(first: $n) { nodes { %s } }" % (page % (page % "id"))
    document = DocumentCache().get("query ($n: Int = 100) { " + lists + " }")

    document.cost(None, {"n": 1})
    document.cost(None, {"n": None})
    with pytest.raises(RequestError, match=ErrorCode.LIMIT_EXCEEDED):
        document.cost(None, variables)


def test_strange_sizes_do_not_confuse_the_count() -> None:
    text = "query ($n: Int) { articles(first: $n) { nodes { id } } }"

    for strange in (None, -5, 10**30, "ten", True, [1], {"a": 1}, 1.5):
        assert cost(text, n=strange) <= 1 + 1 + 100


def test_the_usual_introspection_is_allowed() -> None:
    assert cost(get_introspection_query(specified_by_url=True, input_value_deprecation=True)) > 1_000


def test_a_subscription_costs_for_each_event_what_it_selects() -> None:
    selected = "article { related(first: 10) { nodes { id } } }"
    assert cost(f"subscription {{ articleChanged {{ sequence {selected} }} }}") == 3 + 2 + 10 * 1
