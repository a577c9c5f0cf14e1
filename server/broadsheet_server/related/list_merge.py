"""Related lists as values: pins put first, and one entry inserted in its place."""

from collections.abc import Collection, Sequence
from uuid import UUID

from broadsheet_server.related.candidates import LIST_LENGTH, NEAR_DUPLICATES_MAX
from broadsheet_server.related.lists import RelatedEntry
from broadsheet_server.related.reasons import EDITOR_CHOICE


def with_pins(pins: Sequence[UUID], entries: Sequence[RelatedEntry]) -> list[RelatedEntry]:
    """The pins first, in their order, then the rest of the list.

    If a pin is a near-duplicate of an entry, it replaces the entry and takes over its reasons; the entry
    becomes a near-duplicate of the pin. A former pin moves to the end if there are other reasons for it; how
    strongly it is related is computed when the list is rebuilt.
    """
    pinned = {article_id: RelatedEntry(article_id, 1.0, (EDITOR_CHOICE,)) for article_id in pins}
    others = []
    for entry in entries:
        pin = next((id_ for id_ in (entry.article_id, *entry.near_duplicates) if id_ in pinned), None)
        if pin is None:
            others.append(entry)
        else:
            pinned[pin] = _merged(pinned[pin], entry, pinned)
    rest = [entry for entry in others if not is_pinned(entry)]
    lowest_score = min((entry.score for entry in rest), default=0.0)
    former_pins = [_unpinned(entry, lowest_score) for entry in others if is_pinned(entry)]
    return [*pinned.values(), *rest, *(entry for entry in former_pins if entry.reasons)]


def insert_entry(
    entries: Sequence[RelatedEntry], entry: RelatedEntry, duplicates: Collection[int]
) -> list[RelatedEntry]:
    """A list with one more entry, by its score, or noted as a near-duplicate of an entry that it duplicates.

    `duplicates` are the ids, as integers, of articles that are near-duplicates of the new one. The article
    is listed once: where it stood before it is removed, unless it is pinned, which changes nothing.
    """
    article_id = entry.article_id
    if any(other.article_id == article_id and is_pinned(other) for other in entries):
        return list(entries)
    others = [_without_duplicate(other, article_id) for other in entries if other.article_id != article_id]
    for i, other in enumerate(others):
        if other.article_id.int in duplicates:
            near_duplicates = (*other.near_duplicates, article_id)[:NEAR_DUPLICATES_MAX]
            others[i] = other._replace(near_duplicates=near_duplicates)
            return others
    pinned = [other for other in others if is_pinned(other)]
    unpinned = [other for other in [*others, entry] if other not in pinned]
    return [*pinned, *sorted(unpinned, key=lambda other: -other.score)][:LIST_LENGTH]


def is_pinned(entry: RelatedEntry) -> bool:
    """Whether the editors put the entry at the head of the list."""
    return EDITOR_CHOICE in entry.reasons


def _merged(pin: RelatedEntry, entry: RelatedEntry, pinned: Collection[UUID]) -> RelatedEntry:
    """A pin with the reasons and near-duplicates of an entry for it, or for a near-duplicate of it."""
    duplicates = dict.fromkeys((*pin.near_duplicates, entry.article_id, *entry.near_duplicates))
    reasons = {(reason.kind, reason.value): reason for reason in (*pin.reasons, *entry.reasons)}
    return pin._replace(
        reasons=tuple(reasons.values()),
        near_duplicates=tuple(id_ for id_ in duplicates if id_ not in pinned)[:NEAR_DUPLICATES_MAX],
    )


def _unpinned(entry: RelatedEntry, score: float) -> RelatedEntry:
    reasons = tuple(reason for reason in entry.reasons if reason != EDITOR_CHOICE)
    return entry._replace(score=score, reasons=reasons)


def _without_duplicate(entry: RelatedEntry, article_id: UUID) -> RelatedEntry:
    return entry._replace(near_duplicates=tuple(id_ for id_ in entry.near_duplicates if id_ != article_id))
