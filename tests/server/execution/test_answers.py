"""Answers that are kept take no more memory than they are counted for."""

import random
import tracemalloc
from hashlib import blake2b
from itertools import count

import pytest

from broadsheet_server.execution.answers import Answer, AnswerCache, AnswerNote, Key, Sources, topic_hashes

KEPT = 200
HEADERS = ((b"content-type", b"application/json"), (b"vary", b"Accept"))
WORDS = [blake2b(bytes([number])).hexdigest()[: 4 + number % 7] for number in range(250)]


def answer(number: int, length: int, topics: int) -> Answer:
    """An answer of so many bytes, made of the articles of these topics and of one related list."""
    draw = random.Random(number)
    text = " ".join(draw.choices(WORDS, k=length // 5))[:length]
    own_list = f"{number:032x}", f"{number:032x}", 2**61 + number
    note = AnswerNote(is_public=True, sources=Sources(topic_hashes(map(str, range(topics))), (own_list,)))
    return Answer(number, 1.0, 200, HEADERS, text.encode(), note)


def question(number: int) -> Key:
    """What was asked."""
    return b"POST", b'{"query": "{ article }", "number": %d}' % number


def filled(bytes_max: int, length: int, *, compressed: bool) -> tuple[int, int]:
    """How many answers such a cache keeps of many more, and the bytes that it takes with them."""
    tracemalloc.start()
    try:
        cache = AnswerCache(bytes_max)
        for number in range(KEPT):
            made = answer(number, length, topics=9)
            cache.put(question(number), made)
            made.encoded(compressed=compressed)
        kept = sum(cache.outdated(question(number)) is not None for number in range(KEPT))
        return kept, tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("length", [200, 2_000, 10_000])
@pytest.mark.parametrize("compressed", [False, True])
def test_a_full_cache_takes_its_room_and_no_more(length: int, compressed: bool) -> None:
    room = KEPT * length // 2 + 50_000
    kept, taken = filled(room, length, compressed=compressed)
    assert 1 < kept < KEPT
    assert room / 2 < taken < room * 1.1


def test_topics_are_kept_in_a_tenth_of_their_memory() -> None:
    numbers = count()

    def taken(kind: type) -> int:
        tracemalloc.start()
        try:
            kept = [kind(f"article:{next(numbers):032x}" for _ in range(20)) for _ in range(100)]
            return tracemalloc.get_traced_memory()[0] if kept else 0
        finally:
            tracemalloc.stop()

    assert taken(topic_hashes) * 8 < taken(frozenset)  # type: ignore[arg-type]
