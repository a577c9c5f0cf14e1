"""Documents are parsed and validated once."""

from broadsheet_server.execution.documents import CHARACTERS_CACHED, DocumentCache


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
