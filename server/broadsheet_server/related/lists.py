"""The packed row of a related list: written by the follower, read with the article it belongs to."""

from collections.abc import Sequence
from struct import pack, unpack
from typing import Any, NamedTuple, TypedDict
from uuid import UUID

from broadsheet_shared.vocabulary import RelatedReasonKind

_KINDS = {kind.value: kind for kind in RelatedReasonKind}


class Reason(NamedTuple):
    """Why an article is related: what both share (`value`, if there is a word for it), and its weight."""

    kind: RelatedReasonKind
    value: str | None
    weight: float


class RelatedEntry(NamedTuple):
    """One related article by its id, with its score (0 to 1), and the ids of its near-copies."""

    article_id: UUID
    score: float
    reasons: tuple[Reason, ...] = ()
    also: tuple[UUID, ...] = ()


class PackedList(TypedDict):
    """The columns of table `related` that hold the list."""

    ids: bytes
    scores: bytes
    reasons: list[list[dict[str, object]]]
    also: list[list[str]]


def packed_list(entries: Sequence[RelatedEntry]) -> PackedList:
    """Pack a list, best first, for the columns of table `related`."""
    return PackedList(
        ids=b"".join(entry.article_id.bytes for entry in entries),
        scores=pack(f">{len(entries)}f", *(entry.score for entry in entries)),
        reasons=[
            [{"kind": str(why.kind), "value": why.value, "weight": why.weight} for why in entry.reasons]
            for entry in entries
        ],
        also=[[copy.hex for copy in entry.also] for entry in entries],
    )


def related_list(
    ids: bytes, scores: bytes, reasons: Sequence[Sequence[dict[str, Any]]], also: Sequence[Sequence[str]]
) -> list[RelatedEntry]:
    """Unpack the columns of table `related`, best first. Raises ValueError where they do not fit together."""
    keys = [UUID(bytes=ids[start : start + 16]) for start in range(0, len(ids), 16)]
    numbers = unpack(f">{len(scores) // 4}f", scores)
    return [
        RelatedEntry(key, score, tuple(map(_reason, why)), tuple(map(UUID, copies)) if copies else ())
        for key, score, why, copies in zip(keys, numbers, reasons, also, strict=True)
    ]


def _reason(stored: dict[str, Any]) -> Reason:
    return Reason(_KINDS[stored["kind"]], stored["value"], stored["weight"])
