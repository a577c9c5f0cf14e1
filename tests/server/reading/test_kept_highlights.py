"""Highlights are kept for who searches next, within a bound."""

from broadsheet_server.reading.kept_highlights import BYTES_MAX, Highlights, HighlightsByText, KeptHighlights
from broadsheet_server.search.engine import TermClause
from broadsheet_server.search.highlights import Highlight, HighlightField
from broadsheet_server.search.snippets import TextRange

CRANE, FERRY = (TermClause(frozenset({"crane"})),), (TermClause(frozenset({"ferri"})),)


def made(number: int, text: str = "The crane") -> HighlightsByText:
    """The highlights of one article."""
    highlight = Highlight(HighlightField.HEADLINE, text, [TextRange(4, 9)])
    return {(f"{number:032x}", "hash"): Highlights([highlight])}


def test_the_pages_of_a_search_are_kept_together_and_apart_from_others() -> None:
    kept = KeptHighlights()
    kept.keep(CRANE, 7, made(1))
    kept.keep(CRANE, 7, made(2))
    kept.keep(FERRY, 7, made(3))
    assert kept.of_search(CRANE, 7) == {**made(1), **made(2)}
    assert kept.of_search(FERRY, 7) == made(3)


def test_another_state_of_the_index_may_know_other_words() -> None:
    kept = KeptHighlights()
    kept.keep(CRANE, 7, made(1))
    assert kept.of_search(CRANE, 8) == {}


def test_what_was_used_longest_ago_is_dropped_first() -> None:
    kept = KeptHighlights()
    long_text = "The crane" + " " * (BYTES_MAX // 6)
    kept.keep(CRANE, 1, made(1, long_text))
    kept.keep(CRANE, 2, made(2, long_text))
    assert kept.of_search(CRANE, 1)
    kept.keep(CRANE, 3, made(3, long_text))
    assert not kept.of_search(CRANE, 2)
    assert kept.of_search(CRANE, 1)
    assert kept.of_search(CRANE, 3)


def test_a_page_that_many_readers_have_marked_at_once_takes_the_room_of_one() -> None:
    kept = KeptHighlights()
    kept.keep(FERRY, 1, made(1))
    for _ in range(10):
        kept.keep(CRANE, 1, made(2, "The crane" + " " * (BYTES_MAX // 6)))
    assert kept.of_search(FERRY, 1)


def test_highlights_that_are_longer_than_all_that_may_be_kept_are_not() -> None:
    kept = KeptHighlights()
    kept.keep(CRANE, 1, made(1, "a" * (BYTES_MAX + 1)))
    assert kept.of_search(CRANE, 1) == {}
    kept.keep(CRANE, 1, made(2))
    assert kept.of_search(CRANE, 1) == made(2)
