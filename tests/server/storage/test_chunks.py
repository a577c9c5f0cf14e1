"""Long lists of ids are asked for in parts, each id once."""

from broadsheet_server.storage.chunks import CHUNK_SIZE, chunks


def test_items_come_once_in_their_order_and_never_too_many_together() -> None:
    assert list(chunks([3, 1, 3, 2, 1, 5], size=2)) == [[3, 1], [2, 5]]


def test_nothing_is_no_chunk() -> None:
    assert list(chunks([])) == []


def test_a_chunk_fits_into_one_statement_of_either_database() -> None:
    assert [len(chunk) for chunk in chunks(range(CHUNK_SIZE + 1))] == [CHUNK_SIZE, 1]
