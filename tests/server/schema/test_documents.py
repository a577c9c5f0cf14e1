"""Documents that ask too much, and what it takes to see it."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from graphql import get_introspection_query

from broadsheet_server.execution.documents import Documents
from broadsheet_server.schema.errors import Code, RequestError


def refused(text: str, variables: dict[str, object] | None = None) -> tuple[Code, str]:
    """Why a document is refused, in a code and a sentence."""
    with pytest.raises(RequestError) as refusal:
        Documents().read(text).cost(None, variables or {})
    return refusal.value.code, refusal.value.errors[0]["message"]


def cost(text: str, **variables: object) -> int:
    """What a document costs."""
    return Documents().read(text).cost(None, variables)


def doubling_fragments(count: int = 25) -> str:
    spreads = (f"fragment F{n} on Section {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count))
    return f"{{ sections {{ ...F0 }} }} {' '.join(spreads)} fragment F{count} on Section {{ id }}"


def doubling_aliases(count: int = 25) -> str:
    spreads = (
        f"fragment F{n} on Section {{ a: parent {{ ...F{n + 1} }} b: parent {{ ...F{n + 1} }} }}"
        for n in range(count)
    )
    return f"{{ sections {{ ...F0 }} }} {' '.join(spreads)} fragment F{count} on Section {{ id }}"


def nested_lists() -> str:
    page = "articles(first: 100) { nodes { section { %s } } }"
    return "{ " + page % (page % (page % "id")) + " }"


def deep() -> str:
    return "{ sections " + "{ parent " * 60 + "{ id }" + " }" * 61


def deep_inline_fragments() -> str:
    return "{ " + "... { " * 400 + "__typename" + " }" * 401


def fragments_in_a_row(count: int = 99) -> str:
    chain = (f"fragment F{n} on Section {{ parent {{ ...F{n + 1} }} }}" for n in range(count))
    return f"{{ sections {{ ...F0 }} }} {' '.join(chain)} fragment F{count} on Section {{ id }}"


def the_same_field_again_and_again() -> str:
    return "{ limits { " + "pageMax " * 300 + "} }"


def many_aliases() -> str:
    return "{ limits { " + " ".join(f"a{n}: pageMax" for n in range(100)) + " } }"


def deep_introspection() -> str:
    return "{ __schema { types " + "{ fields { type " * 6 + "{ name }" + " } }" * 6 + " } }"


def many_fragments(count: int = 99) -> str:
    fragments = (
        f"fragment F{n} on Section {{ id name slug path children {{ id name }} }}" for n in range(count)
    )
    return "{ sections { " + " ".join(f"...F{n}" for n in range(count)) + " } } " + " ".join(fragments)


def many_inline_fragments() -> str:
    return '{ node(id: "x") { ' + "... on Article { id slug headline section { id } } " * 150 + "} }"


def the_same_tree_at_every_level(width: int = 5) -> str:
    text = "id"
    for _ in range(4):
        text = f"parent {{ {text} }} " * width
    return f"{{ sections {{ {text} }} }}"


def a_hostile_fragment_that_is_never_used() -> str:
    return "{ __typename } fragment A on Limits { " + "pageMax " * 1_500 + "}"


def a_number_too_long_to_read() -> str:
    return "query ($ids: [ID!]! = " + "9" * 5_000 + ") { nodes(ids: $ids) { id } }"


def many_searches(where: str) -> str:
    page = "a%d: articles(first: 1, where: { %s }) { nodes { slug } totalCount { value } }"
    return "{ " + " ".join(page % (number, where % number) for number in range(30)) + " }"


HOSTILE: list[Callable[[], str]] = [
    doubling_fragments,
    doubling_aliases,
    nested_lists,
    deep,
    deep_inline_fragments,
    fragments_in_a_row,
    the_same_field_again_and_again,
    many_fragments,
    many_inline_fragments,
    the_same_tree_at_every_level,
    a_hostile_fragment_that_is_never_used,
    many_aliases,
    deep_introspection,
    a_number_too_long_to_read,
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_document_is_answered_or_refused_at_once(hostile: Callable[[], str]) -> None:
    text = hostile()
    spent = []
    for _ in range(3):
        start = time.process_time()
        with suppress(RequestError):
            cost(text)
        spent.append(time.process_time() - start)

    assert min(spent) < 0.05


def test_the_words_name_the_limit() -> None:
    assert refused("{ " + "limits { pageMax } " * 600 + "}") == (
        Code.LIMIT_EXCEEDED,
        "The document has more than 2000 tokens, and no more are allowed.",
    )
    assert refused(deep())[1] == "The operation is too deep; at most 20 levels are allowed."
    assert refused(many_aliases())[1] == "The operation has too many aliases; at most 30 are allowed."
    assert "at most 64" in refused(f"{{ __typename }} # {'x' * 70_000}")[1].replace("65536", "64 k")


def test_a_limit_is_named_only_where_it_is_reached() -> None:
    assert refused("tokens")[0] is refused("more tokens {")[0] is Code.GRAPHQL_PARSE_FAILED
    long = "9" * 641
    assert refused("{ articles(first: LONG) { nodes { id } } }".replace("LONG", long)) == (
        Code.LIMIT_EXCEEDED,
        "A number may have at most 640 digits.",
    )
    Documents().read('{ article(by: { slug: "LONG" }) { id } } # LONG'.replace("LONG", long))


def test_depth_aliases_and_mutations_are_counted_through_fragments() -> None:
    aliases = " ".join(f"a{n}: pageMax" for n in range(16))
    twice = f"{{ x: limits {{ ...A }} y: limits {{ ...A }} }} fragment A on Limits {{ {aliases} }}"
    mutation = (
        'shareArticle(input: {article: "", to: [], senderName: "", idempotencyKey: ""}) { share { id } }'
    )
    hidden = " ".join(f"m{n}: {mutation}" for n in range(5))

    assert "aliases" in refused(twice)[1]
    assert "levels" in refused(fragments_in_a_row(30))[1]
    assert "mutations" in refused(f"mutation {{ ...M }} fragment M on Mutation {{ {hidden} }}")[1]


def test_a_fragment_within_itself_is_a_mistake_and_no_endless_walk() -> None:
    code, message = refused("{ sections { ...A } } fragment A on Section { children { ...A } }")

    assert code is Code.GRAPHQL_VALIDATION_FAILED
    assert "itself" in message


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


def test_lists_within_lists_multiply() -> None:
    related = "{ articles(first: %d) { nodes { related(first: 10) { nodes { headline } } } } }"

    assert cost(related % 10) == 1 + 1 + 10 * (1 + 1 + 10)
    assert cost(related % 100) > 1_000
    copies = '{ article(by: {slug: "a"}) { related(first: 10) { edges { alsoPublishedBy { headline } } } } }'
    assert cost(copies) == 1 + 1 + 1 + 10 * (1 + 3)
    assert refused(nested_lists())[1].startswith("The operation may cost ")


def test_a_search_costs_what_it_takes_to_find_and_to_count() -> None:
    counts = "totalCount { value } didYouMean facets { sections { value } years { value } }"
    edges = "edges { node { headline summary } highlights { text ranges { start end } } }"

    assert cost('{ search(query: "x") { nodes { id } } }') > 5_000
    assert cost(f'{{ search(query: "x", first: 40) {{ {counts} {edges} }} }}') > 20_000
    assert cost('{ search(query: "x", first: 100) { edges { highlights { text } } } }') > 20_000
    twice = f'{{ a: search(query: "x") {{ {counts} {edges} }} b: search(query: "y") {{ {counts} {edges} }} }}'
    assert refused(twice)[0] is Code.LIMIT_EXCEEDED


@pytest.mark.parametrize("variables", [{"n": 100}, {"n": 100.0}, {}])
def test_a_size_counts_however_it_is_given(variables: dict[str, object]) -> None:
    page = "related(first: $n) { nodes { %s } }"
    lists = "articles(first: $n) { nodes { %s } }" % (page % (page % "id"))
    document = Documents().read("query ($n: Int = 100) { " + lists + " }")

    document.cost(None, {"n": 1})
    document.cost(None, {"n": None})
    with pytest.raises(RequestError, match=Code.LIMIT_EXCEEDED):
        document.cost(None, variables)


def test_strange_sizes_do_not_confuse_the_count() -> None:
    text = "query ($n: Int) { articles(first: $n) { nodes { id } } }"

    for strange in (None, -5, 10**30, "ten", True, [1], {"a": 1}, 1.5):
        assert cost(text, n=strange) <= 1 + 1 + 100


def test_the_usual_introspection_is_allowed() -> None:
    assert cost(get_introspection_query(specified_by_url=True, input_value_deprecation=True)) > 1_000


def test_a_document_is_read_once_and_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadsheet_server.execution.documents.KEPT", 3)
    documents = Documents()
    first = documents.read("{ __typename }")

    assert documents.read("{ __typename }") is first
    for number in range(3):
        documents.read(f"query Q{number} {{ __typename }}")
    assert documents.read("{ __typename }") is not first
