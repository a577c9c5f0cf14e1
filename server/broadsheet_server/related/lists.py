"""The entries of a related list, and how they are packed into a row of table `related`."""

from collections.abc import Sequence
from math import isfinite
from struct import error as StructError  # noqa: N812 (an exception by its kind)
from struct import pack, unpack
from typing import Any, NamedTuple, TypedDict
from uuid import UUID

from broadsheet_shared.vocabulary import RelatedReasonKind

ID_BYTES = 16
_KINDS = {kind.value: kind for kind in RelatedReasonKind}


class DamagedListError(ValueError):
    """The columns of a list do not hold what was packed into them."""


class Reason(NamedTuple):
    """Why an article is related: what both share (`value`, if it has a name), and its weight, 0 to 1."""

    kind: RelatedReasonKind
    value: str | None
    weight: float


class RelatedEntry(NamedTuple):
    """A related article by its id, its score (0 to 1), the reasons, and the ids of its near-duplicates."""

    article_id: UUID
    score: float
    reasons: tuple[Reason, ...] = ()
    near_duplicates: tuple[UUID, ...] = ()


class PackedList(TypedDict):
    """The columns of table `related` that hold the entries."""

    ids: bytes
    scores: bytes
    reasons: list[list[dict[str, object]]]
    near_duplicates: list[list[str]]


def pack_entries(entries: Sequence[RelatedEntry]) -> PackedList:
    """Pack a list, best first, for the columns of table `related`."""
    return PackedList(
        ids=b"".join(entry.article_id.bytes for entry in entries),
        scores=pack(f">{len(entries)}f", *(entry.score for entry in entries)),
        reasons=[
            [
                {"kind": str(reason.kind), "value": reason.value, "weight": reason.weight}
                for reason in entry.reasons
            ]
            for entry in entries
        ],
        near_duplicates=[[article_id.hex for article_id in entry.near_duplicates] for entry in entries],
    )


def unpack_ids(ids: bytes) -> list[bytes]:
    """The column `ids` as one `bytes` of 16 per entry."""
    return [ids[start : start + ID_BYTES] for start in range(0, len(ids), ID_BYTES)]


def unpack_entries(
    ids: bytes,
    scores: bytes,
    reasons: Sequence[Sequence[dict[str, Any]]],
    near_duplicates: Sequence[Sequence[str]],
) -> list[RelatedEntry]:
    """Unpack the columns of table `related`, best first. Raises DamagedListError."""
    try:
        return _entries(ids, unpack(f">{len(scores) // 4}f", scores), reasons, near_duplicates)
    except (ValueError, TypeError, KeyError, AttributeError, StructError) as error:
        raise DamagedListError(f"{type(error).__name__}: {error}") from error


def _entries(
    ids: bytes,
    scores: Sequence[float],
    reasons: Sequence[Sequence[dict[str, Any]]],
    near_duplicates: Sequence[Sequence[str]],
) -> list[RelatedEntry]:
    if not isfinite(sum(scores)):
        raise ValueError("a score is no number")
    article_ids = [UUID(bytes=article_id) for article_id in unpack_ids(ids)]
    return [
        RelatedEntry(
            article_id, score, tuple(map(_reason, stored)), tuple(map(UUID, hex_ids)) if hex_ids else ()
        )
        for article_id, score, stored, hex_ids in zip(
            article_ids, scores, reasons, near_duplicates, strict=True
        )
    ]


def _reason(stored: dict[str, Any]) -> Reason:
    kind, value, weight = stored["kind"], stored["value"], stored["weight"]
    if not isinstance(weight, float | int) or not (value is None or isinstance(value, str)):
        raise TypeError("a reason is damaged")
    return Reason(_KINDS[kind], value, weight)
