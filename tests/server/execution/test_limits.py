"""Documents that ask too much are refused before they cost anything."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode
from tests.processor_time import takes_at_most
from tests.server.execution.document_checks import cost, nested_lists, request_error


def doubling_fragments(count: int = 25) -> str:
    spreads = (f"fragment F{n} on Section {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count))
    return f"{{ sections {{ ...F0 }} }} {' '.join(spreads)} fragment F{count} on Section {{ id }}"


def doubling_aliases(count: int = 25) -> str:
    spreads = (
        f"fragment F{n} on Section {{ a: parent {{ ...F{n + 1} }} b: parent {{ ...F{n + 1} }} }}"
        for n in range(count)
    )
    return f"{{ sections {{ ...F0 }} }} {' '.join(spreads)} fragment F{count} on Section {{ id }}"


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

    def answered_or_refused() -> None:
        with suppress(RequestError):
            cost(text)

    assert takes_at_most(0.05, answered_or_refused)


def test_the_words_name_the_limit() -> None:
    assert request_error("{ " + "limits { pageMax } " * 600 + "}") == (
        ErrorCode.LIMIT_EXCEEDED,
        "The document has more than 2000 tokens, and no more are allowed.",
    )
    assert request_error(deep())[1] == "The operation is too deep; at most 20 levels are allowed."
    assert request_error(many_aliases())[1] == "The operation has too many aliases; at most 30 are allowed."
    assert "at most 64" in request_error(f"{{ __typename }} # {'x' * 70_000}")[1].replace("65536", "64 k")


def test_a_limit_is_named_only_where_it_is_reached() -> None:
    assert request_error("tokens")[0] is request_error("more tokens {")[0] is ErrorCode.GRAPHQL_PARSE_FAILED
    long = "9" * 641
    assert request_error("{ articles(first: LONG) { nodes { id } } }".replace("LONG", long)) == (
        ErrorCode.LIMIT_EXCEEDED,
        "A number may have at most 640 digits.",
    )
    DocumentCache().get('{ article(by: { slug: "LONG" }) { id } } # LONG'.replace("LONG", long))


def test_depth_aliases_and_mutations_are_counted_through_fragments() -> None:
    aliases = " ".join(f"a{n}: pageMax" for n in range(16))
    twice = f"{{ x: limits {{ ...A }} y: limits {{ ...A }} }} fragment A on Limits {{ {aliases} }}"
    mutation = (
        'shareArticle(input: {article: "", to: [], senderName: "", idempotencyKey: ""}) { share { id } }'
    )
    hidden = " ".join(f"m{n}: {mutation}" for n in range(5))

    assert "aliases" in request_error(twice)[1]
    assert "levels" in request_error(fragments_in_a_row(30))[1]
    assert "mutations" in request_error(f"mutation {{ ...M }} fragment M on Mutation {{ {hidden} }}")[1]


def test_a_fragment_within_itself_is_a_mistake_and_no_endless_walk() -> None:
    code, message = request_error("{ sections { ...A } } fragment A on Section { children { ...A } }")

    assert code is ErrorCode.GRAPHQL_VALIDATION_FAILED
    assert "itself" in message
