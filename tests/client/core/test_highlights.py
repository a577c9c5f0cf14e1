"""Highlights stand where the server said, although Qt counts other units."""

from typing import Any

import pytest

from broadsheet_client.api.generated import HighlightField, SearchHit
from broadsheet_client.core.highlights import (
    HighlightedText,
    cut_before_first_highlight,
    find_terms,
    highlighted_headline,
    snippet,
    utf16_ranges,
)
from tests.client import responses


def hit(*highlights: tuple[str, str, list[tuple[int, int]]], **changes: Any) -> SearchHit:
    """A hit with these passages."""
    passages = [
        {"field": field, "text": text, "ranges": [{"start": start, "end": end} for start, end in ranges]}
        for field, text, ranges in highlights
    ]
    return SearchHit.from_json({"node": responses.card(1, **changes), "highlights": passages})


def test_a_summary_that_says_it_comes_before_the_text() -> None:
    both = hit(("SUMMARY", "the pier", [(4, 8)]), ("BODY", "a pier\n\nof oak", [(2, 6)]))
    assert snippet(both) == HighlightedText("the pier", ((4, 8),))
    only = hit(("SUMMARY", "the mole", []), ("BODY", "a pier\n\nof oak", [(2, 6)]))
    assert snippet(only) == HighlightedText("a pier  of oak", ((2, 6),))


def test_without_passages_headline_and_summary_stand_unmarked() -> None:
    assert highlighted_headline(hit()) == HighlightedText("Story 1")
    assert snippet(hit()) == HighlightedText("What happened.")
    assert snippet(hit(summary=None)) == HighlightedText("")


def test_a_passage_of_a_kind_that_is_not_known_yet_is_left_alone() -> None:
    assert snippet(hit(("CAPTION", "x", [(0, 1)]))) == HighlightedText("What happened.")


@pytest.mark.parametrize("ranges", [[(90, 99)], [(3, 3)], [(5, 2)]])
def test_ranges_outside_of_the_text_mark_nothing(ranges: list[tuple[int, int]]) -> None:
    assert highlighted_headline(hit(("HEADLINE", "The pier", ranges))) == HighlightedText("The pier")


def test_a_mark_far_down_comes_near_the_beginning() -> None:
    text = "word " * 30 + "pier at last"
    near = cut_before_first_highlight(HighlightedText(text, ((150, 154),)))
    assert near.text.startswith("…word")
    ((start, end),) = near.highlights
    assert near.text[start:end] == "pier"
    assert start < 30


def test_a_mark_far_down_in_chinese_does_too() -> None:
    near = cut_before_first_highlight(HighlightedText("水" * 100 + "电车", ((100, 102),)))
    ((start, end),) = near.highlights
    assert near.text[start:end] == "电车"


def test_qt_counts_a_image_twice() -> None:
    assert utf16_ranges("🌉桥pier", [(1, 2), (2, 6)]) == [(2, 1), (3, 4)]


def test_words_are_found_whatever_their_case_and_dots_are_dots() -> None:
    passage = find_terms(HighlightField.HEADLINE, "The PIER, the pier. Élan", ("pier", "pier.", "élan"))
    assert [passage.text[one.start : one.end] for one in passage.ranges] == ["PIER", "pier.", "Élan"]
    assert find_terms(HighlightField.HEADLINE, "The pier", ()).ranges == ()
