"""Pins and near-duplicates in a list: each article once, and near-duplicates beside what is listed."""

from uuid import UUID

from broadsheet_server.related.candidates import LIST_LENGTH, NEAR_DUPLICATES_MAX
from broadsheet_server.related.list_merge import insert_entry, with_pins
from broadsheet_server.related.lists import Reason, RelatedEntry
from broadsheet_server.related.reasons import EDITOR_CHOICE
from broadsheet_shared.vocabulary import RelatedReasonKind

A, B, C, D, E = (UUID(int=number) for number in range(1, 6))
SAME_STORY = Reason(RelatedReasonKind.SAME_STORY, None, 0.5)
SAME_SECTION = Reason(RelatedReasonKind.SAME_SECTION, "City", 0.1)


def entry(
    article_id: UUID, score: float = 0.5, *duplicates: UUID, reason: Reason = SAME_STORY
) -> RelatedEntry:
    """An entry with one reason."""
    return RelatedEntry(article_id, score, (reason,), duplicates)


def shown(entries: list[RelatedEntry]) -> list[tuple[UUID, ...]]:
    """The articles of a list, each with its near-duplicates."""
    return [(each.article_id, *each.near_duplicates) for each in entries]


def test_pinning_a_near_duplicate_puts_it_in_the_place_of_the_other() -> None:
    listed = with_pins([B], [entry(D, 0.9), entry(A, 0.8, B, C)])
    assert shown(listed) == [(B, A, C), (D,)]
    assert listed[0].score == 1.0
    assert listed[0].reasons == (EDITOR_CHOICE, SAME_STORY)
    assert EDITOR_CHOICE.weight == 1.0


def test_an_article_and_its_near_duplicate_that_are_both_pinned_are_both_shown_and_told_once() -> None:
    assert shown(with_pins([B, A], [entry(A, 0.8, B, C)])) == [(B,), (A, C)]
    assert shown(with_pins([B, C], [entry(A, 0.8, B, C)])) == [(B, A), (C,)]


def test_a_pin_that_was_listed_already_keeps_its_reasons_and_copies() -> None:
    [first, second] = with_pins([A], [entry(D, 0.9), entry(A, 0.8, B)])
    assert (first.article_id, first.near_duplicates, first.reasons) == (A, (B,), (EDITOR_CHOICE, SAME_STORY))
    assert second.article_id == D


def test_pins_have_no_more_near_duplicates_than_other_entries() -> None:
    copies = [UUID(int=number) for number in range(50, 90)]
    [first] = with_pins([copies[3]], [entry(A, 0.8, *copies)])
    assert len(first.near_duplicates) == NEAR_DUPLICATES_MAX


def test_a_near_duplicate_that_is_unpinned_stays_for_the_other_reasons_with_its_twin_beside_it() -> None:
    once = with_pins([B], [entry(D, 0.9), entry(A, 0.8, B)])
    again = with_pins([], once)
    assert shown(again) == [(D,), (B, A)]
    assert again[1].reasons == (SAME_STORY,)
    assert shown(with_pins([A], once)) == [(A, B), (D,)]


def test_a_new_near_duplicate_of_a_pin_is_told_beside_it() -> None:
    pinned = with_pins([A], [entry(D, 0.9)])
    assert shown(insert_entry(pinned, entry(B, 0.95), {A.int})) == [(A, B), (D,)]


def test_an_article_is_folded_into_one_entry_and_into_so_many_at_most() -> None:
    listed = [entry(A, 0.8), entry(D, 0.7)]
    for number in range(100, 140):
        listed = insert_entry(listed, entry(UUID(int=number), 0.9), {A.int})
    assert [each.article_id for each in listed] == [A, D]
    assert len(listed[0].near_duplicates) == NEAR_DUPLICATES_MAX


def test_a_revision_that_is_no_near_duplicate_any_more_leaves_the_pin_for_a_place_of_its_own() -> None:
    pinned = with_pins([A], [entry(A, 0.8, B), entry(D, 0.6)])
    assert shown(insert_entry(pinned, entry(B, 0.7, reason=SAME_SECTION), set())) == [(A,), (B,), (D,)]


def test_pins_stay_first_and_what_is_pinned_is_not_moved() -> None:
    pinned = with_pins([E], [entry(A, 0.8), entry(D, 0.6)])
    assert shown(insert_entry(pinned, entry(B, 0.9), set())) == [(E,), (B,), (A,), (D,)]
    assert insert_entry(pinned, entry(E, 0.1), {A.int}) == pinned
    full = [entry(UUID(int=number), 0.5) for number in range(20, 20 + LIST_LENGTH)]
    assert len(insert_entry(full, entry(B, 0.9), set())) == LIST_LENGTH
