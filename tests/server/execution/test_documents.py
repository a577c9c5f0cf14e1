"""Documents are parsed and validated once."""

import gc
from contextlib import suppress

import pytest
from graphql import FieldNode, Token

from broadsheet_server.execution.documents import CHARACTERS_CACHED, DocumentCache
from broadsheet_server.execution.errors import RequestError


def test_a_document_is_read_once_and_not_kept_for_ever() -> None:
    documents = DocumentCache(size=3)
    first = documents.get("{ __typename }")

    assert documents.get("{ __typename }") is first
    for number in range(3):
        documents.get(f"query Q{number} {{ __typename }}")
    assert documents.get("{ __typename }") is not first


def test_the_document_used_last_is_the_last_to_be_forgotten() -> None:
    documents = DocumentCache(size=2)
    first = documents.get("{ __typename }")
    documents.get("query Second { __typename }")
    documents.get("{ __typename }")
    documents.get("query Third { __typename }")

    assert documents.get("{ __typename }") is first


def test_long_documents_take_the_room_of_many_short_ones() -> None:
    documents = DocumentCache()
    first = documents.get("{ __typename }")
    for number in range(CHARACTERS_CACHED // 10_000 + 1):
        documents.get(f"query Q{number} {{ __typename }} #" + "x" * 10_000)

    assert documents.get("{ __typename }") is not first
    assert sum(map(len, documents._documents)) <= CHARACTERS_CACHED


MANY = " ".join(f"a{number}: headline" for number in range(20))


@pytest.mark.parametrize(
    "text",
    [
        f"query Q($s: String!) {{ article(by: {{slug: $s}}) {{ {MANY} }} }}",
        f"{{ articles(first: 1) {{ nodes {{ {MANY} nothing }} }} }}",
        f"{{ articles(first: 1) {{ nodes {{ {MANY} {MANY} {MANY} {MANY} }} }} }}",
    ],
    ids=["valid", "not valid", "over a limit"],
)
def test_a_document_that_nobody_asks_for_again_waits_for_no_collector(text: str) -> None:
    def parts() -> int:
        return sum(isinstance(each, FieldNode | Token) for each in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = parts()
        with suppress(RequestError):
            DocumentCache().get(text)
        assert parts() - before < 10  # graphql-core remembers where a variable is used
    finally:
        gc.enable()
