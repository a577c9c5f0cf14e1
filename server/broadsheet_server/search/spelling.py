"""Which spellings a mistyped word may stand for, by edit distance.

The distance is optimal string alignment (OSA): the number of letters inserted, deleted, substituted or
swapped with their neighbour, no part of the word edited twice (a restricted Damerau–Levenshtein distance:
Damerau 1964, Boytsov 2011). rapidfuzz computes it with Hyyrö's bit-parallel algorithm (2003).
"""

from collections.abc import Iterable

DISTANCE_MAX = 2
SHORT_LENGTH = 4
"""Words up to this length, in letters, may differ by one edit only: otherwise nearly all would be similar."""


def edit_distance(word: str, other: str) -> int:
    """The OSA distance of two words."""
    from rapidfuzz.distance import OSA  # 16 ms to import: not before the first correction

    return OSA.distance(word, other)


def similar(word: str, candidates: Iterable[str]) -> set[str]:
    """Those candidates that `word` may be a misspelling of; never the word itself.

    All are compared in one call: 5,000 candidates take 0.3 ms.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = 1 if len(word) <= SHORT_LENGTH else DISTANCE_MAX
    matches = process.extract(word, list(candidates), scorer=OSA.distance, score_cutoff=limit, limit=None)
    return {spelling for spelling, distance, _ in matches if distance > 0}
