"""Recognising that two texts are nearly the same: the same agency report in two papers.

A text is the set of its runs of four words (Chinese: six characters). Two texts are near-copies where they
share half of their runs, or where one has most of the other in it. A sketch of some fifty numbers settles
most pairs; where it leaves doubt, the runs themselves are compared.
"""

import math
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from broadsheet_server.search.folding import has_cjk

SKETCH = 48
SHARED = 0.5
CONTAINED = 0.8
DOUBT = 1.5
"""So many standard deviations around the line, the texts themselves are looked at."""

FEWEST = 12
"""Texts of fewer runs are too short to tell a copy from a formula."""

_UNITS_MAX = 6_000
_REMEMBERED = 300_000
_LANE = 64
_LOW_HALF = (0xFFFF_FFFF).to_bytes(_LANE // 8, "little")
_PRIMES = (2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393, 1_597_334_677)


@dataclass(frozen=True, slots=True)
class MinHash:
    """The smallest hashes of a text's runs, and how many runs it has."""

    size: int
    smallest: frozenset[int]


class _Hashes(dict[str, int]):
    """The hash of every word that was asked for."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[word] = crc32(word.encode())
        return found


_hashes = _Hashes()


def shingles(units: Sequence[str]) -> set[int]:
    """The hashes of all runs of a text, given as the units that the analyser makes of it."""
    hashes = array("Q", map(_hashes.__getitem__, units[:_UNITS_MAX]))
    return set(_combined(hashes, 6 if _is_chinese(units) else 4))


def _is_chinese(units: Sequence[str]) -> bool:
    return sum(map(has_cjk, units[:100])) > min(len(units), 100) * 0.3


def _combined(hashes: "array[int]", length: int) -> "array[int]":
    """Each run of so many hashes of 32 bits as one of 32 bits that depends on all of them and their order.

    All are worked out at once, as lanes of 64 bits of one great number: a lane never flows over into the
    next, since the product of two numbers of 32 bits has at most 64.
    """
    count = max(0, len(hashes) - length + 1)
    mask = int.from_bytes(_LOW_HALF * count, "little")
    lanes, mixed = _as_number(hashes), 0
    for prime in _PRIMES[:length]:
        mixed ^= lanes * prime
        lanes >>= _LANE
    mixed = ((mixed & mask) * _PRIMES[0] >> 7) & mask
    return _as_lanes(mixed, count)


def _as_number(lanes: "array[int]") -> int:
    if sys.byteorder == "big":
        lanes.byteswap()
    return int.from_bytes(lanes.tobytes(), "little")


def _as_lanes(number: int, count: int) -> "array[int]":
    lanes = array("Q", number.to_bytes(count * _LANE // 8, "little"))
    if sys.byteorder == "big":
        lanes.byteswap()
    return lanes


def minhash(found: set[int]) -> MinHash:
    """The sketch of a text by its runs."""
    return MinHash(len(found), frozenset(sorted(found)[:SKETCH]))


def are_near_duplicates(one: set[int], other: set[int]) -> bool:
    """Whether two texts are near-copies, by all their runs."""
    fewer = min(len(one), len(other))
    if fewer < FEWEST:
        return False
    shared = len(one & other)
    return shared >= SHARED * (len(one) + len(other) - shared) or shared >= CONTAINED * fewer


def compare_minhashes(one: MinHash, other: MinHash) -> bool | None:
    """Whether two texts are near-copies, by their sketches; None where only their runs can tell."""
    fewer, more = sorted((one.size, other.size))
    if fewer < FEWEST or one.smallest.isdisjoint(other.smallest):
        return False
    smallest = sorted(one.smallest | other.smallest)[:SKETCH]
    similarity = len(one.smallest.intersection(smallest) & other.smallest) / len(smallest)
    enough = min(SHARED, CONTAINED / (1 - CONTAINED + more / fewer))
    doubt = 0.0 if more <= SKETCH else DOUBT * math.sqrt(enough * (1 - enough) / SKETCH)
    if abs(similarity - enough) < doubt:
        return None
    return similarity >= enough
