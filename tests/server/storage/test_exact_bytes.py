"""What is kept takes the memory that its bytes need."""

import tracemalloc
from collections.abc import Callable

import orjson
import pytest

from broadsheet_server.execution.answers import Answer, AnswerCache, AnswerNote
from broadsheet_server.execution.plans.cards import Card
from broadsheet_server.reading.kept_highlights import Highlights
from broadsheet_server.storage.exact_bytes import exact

TEXT = "a card of some words"
OVERHEAD = 2_000
"""More than the objects around a text take; less than the buffer that orjson writes it in."""


def _memory_of(make: Callable[[], object]) -> int:
    make()  # whatever is made once only
    tracemalloc.start()
    try:
        kept = make()
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert kept is not None
    return used


def _card() -> bytes:
    card = Card("", frozenset(), "", write=lambda row, answer, page: {"headline": TEXT})
    return card.text(None, None)


def _highlights() -> Highlights:
    highlights = Highlights()
    highlights.written_as("headline", lambda: [TEXT])
    return highlights


def _answer() -> AnswerCache:
    cache = AnswerCache(1_000_000)
    cache.put((b"?",), Answer(1, 0.0, 200, (), orjson.dumps([TEXT]), AnswerNote()))
    return cache


def test_orjson_gives_more_than_it_says() -> None:
    assert _memory_of(lambda: orjson.dumps([TEXT])) > 4_000


@pytest.mark.parametrize("make", [lambda: exact(orjson.dumps([TEXT])), _card, _highlights, _answer])
def test_what_is_kept_takes_no_buffer(make: Callable[[], object]) -> None:
    assert _memory_of(make) < OVERHEAD


def test_the_bytes_are_the_same() -> None:
    assert exact(b"[1]") == b"[1]"
