"""What the editors put at the head of related lists, and how it gets there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from broadsheet_server.models.related import RelatedPin
from broadsheet_server.related.lists import RelatedEntry
from broadsheet_server.related.matching import COPIES_MAX
from broadsheet_server.related.reasons import EDITORS_CHOICE


def pins_of(session: Session, keys: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The picks for each article that has some, in the editors' order. A few hundred articles at once."""
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    rows = session.execute(
        select(col(RelatedPin.article_id), col(RelatedPin.related_id))
        .where(col(RelatedPin.article_id).in_(list(keys)))
        .order_by(col(RelatedPin.article_id), col(RelatedPin.position))
    )
    for key, picked in rows:
        found[key].append(picked)
    return found


def replace_pins(session: Session, key: UUID, picks: Sequence[UUID]) -> None:
    """Make these the picks for an article, instead of earlier ones."""
    session.execute(
        delete(RelatedPin)
        .where(col(RelatedPin.article_id) == key)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {"article_id": key, "position": position, "related_id": picked}
        for position, picked in enumerate(picks)
    ]
    if rows:
        session.execute(insert(RelatedPin), rows)


def with_pins(picks: Sequence[UUID], entries: Sequence[RelatedEntry]) -> list[RelatedEntry]:
    """The picks first, in their order, then the rest of the list.

    An article that a pick is a near-copy of is not listed again: it is told beside the pick, which takes
    over its reasons. What was picked before and is no more stays at the end if there are other reasons for
    it; how strongly it belongs is known when the list is made again.
    """
    first = {key: RelatedEntry(key, 1.0, (EDITORS_CHOICE,)) for key in picks}
    others = []
    for entry in entries:
        pick = _pick_in(first, entry)
        if pick is None:
            others.append(entry)
        else:
            first[pick] = _joined(first[pick], entry, first)
    rest = [entry for entry in others if EDITORS_CHOICE not in entry.reasons]
    lowest = min((entry.score for entry in rest), default=0.0)
    former = [_unpicked(entry, lowest) for entry in others if EDITORS_CHOICE in entry.reasons]
    return [*first.values(), *rest, *(entry for entry in former if entry.reasons)]


def _pick_in(picks: Collection[UUID], entry: RelatedEntry) -> UUID | None:
    return next((key for key in (entry.article_id, *entry.also) if key in picks), None)


def _joined(pick: RelatedEntry, entry: RelatedEntry, picks: Collection[UUID]) -> RelatedEntry:
    """A pick with what was known of it, or of the article that it is a near-copy of."""
    copies = dict.fromkeys((*pick.also, entry.article_id, *entry.also))
    reasons = {(why.kind, why.value): why for why in (*pick.reasons, *entry.reasons)}
    return pick._replace(
        reasons=tuple(reasons.values()),
        also=tuple(key for key in copies if key not in picks)[:COPIES_MAX],
    )


def _unpicked(entry: RelatedEntry, score: float) -> RelatedEntry:
    others = tuple(reason for reason in entry.reasons if reason != EDITORS_CHOICE)
    return entry._replace(score=score, reasons=others)
