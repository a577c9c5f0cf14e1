"""Near-duplicate detection: the same agency report in two papers.

A text is the set of its shingles, hashed: word 4-grams, in Chinese character 6-grams. Two texts are
near-duplicates if the Jaccard similarity (resemblance) of their sets is at least 0.5, or the containment of
the smaller set in the other is at least 0.8. A bottom-k MinHash of 48 values settles most pairs; only where
its estimate is within the margin of error are the sets themselves compared.

A. Z. Broder, "On the resemblance and containment of documents", Compression and Complexity of Sequences
1997, pages 21–29.
"""

import math
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from broadsheet_server.search.folding import has_cjk

MINHASH_SIZE = 48
MIN_JACCARD = 0.5
MIN_CONTAINMENT = 0.8
MARGIN_OF_ERROR = 1.5
"""In standard errors of the MinHash estimate."""

MIN_SHINGLES = 12
"""Shorter texts are never near-duplicates: they may as well be a formula, like the daily exchange rates."""

WORDS_PER_SHINGLE = 4
CHARACTERS_PER_SHINGLE = 6
_TOKENS_MAX = 6_000
_CACHED_HASHES = 300_000
_LANE_BITS = 64
_LOW_HALF_OF_LANE = (0xFFFF_FFFF).to_bytes(_LANE_BITS // 8, "little")
_MULTIPLIERS = (2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393, 1_597_334_677)


@dataclass(frozen=True, slots=True)
class MinHash:
    """The bottom-k MinHash of a text: its `MINHASH_SIZE` smallest shingles, and how many it has in all."""

    shingle_count: int
    minima: frozenset[int]


class _TokenHashes(dict[str, int]):
    """A cache of the CRC-32 of tokens, cleared when it is full."""

    def __missing__(self, token: str) -> int:
        if len(self) >= _CACHED_HASHES:
            self.clear()
        value = self[token] = crc32(token.encode())
        return value


_token_hashes = _TokenHashes()


def shingles(tokens: Sequence[str]) -> set[int]:
    """The 32-bit hashes of the shingles of a text, of which the analyser made `tokens`."""
    hashes = array("Q", map(_token_hashes.__getitem__, tokens[:_TOKENS_MAX]))
    return set(_hash_ngrams(hashes, CHARACTERS_PER_SHINGLE if _is_chinese(tokens) else WORDS_PER_SHINGLE))


def _is_chinese(tokens: Sequence[str]) -> bool:
    return sum(map(has_cjk, tokens[:100])) > min(len(tokens), 100) * 0.3


def _hash_ngrams(hashes: "array[int]", n: int) -> "array[int]":
    """Hash every n-gram of 32-bit hashes to 32 bits that depend on all n and on their order.

    All n-grams are hashed at once, as 64-bit lanes of one large integer (SIMD within a register): a lane
    never overflows into the next, because the product of two 32-bit numbers fits into 64 bits.
    """
    count = max(0, len(hashes) - n + 1)
    mask = int.from_bytes(_LOW_HALF_OF_LANE * count, "little")
    lanes, mixed = _to_integer(hashes), 0
    for multiplier in _MULTIPLIERS[:n]:
        mixed ^= lanes * multiplier
        lanes >>= _LANE_BITS
    mixed = ((mixed & mask) * _MULTIPLIERS[0] >> 7) & mask
    return _to_lanes(mixed, count)


def _to_integer(lanes: "array[int]") -> int:
    if sys.byteorder == "big":
        lanes.byteswap()
    return int.from_bytes(lanes.tobytes(), "little")


def _to_lanes(integer: int, count: int) -> "array[int]":
    lanes = array("Q", integer.to_bytes(count * _LANE_BITS // 8, "little"))
    if sys.byteorder == "big":
        lanes.byteswap()
    return lanes


def minhash(shingle_set: set[int]) -> MinHash:
    """The MinHash of a text, from its shingles."""
    return MinHash(len(shingle_set), frozenset(sorted(shingle_set)[:MINHASH_SIZE]))


def are_near_duplicates(one: set[int], other: set[int]) -> bool:
    """Whether two texts are near-duplicates, by all their shingles."""
    smaller = min(len(one), len(other))
    if smaller < MIN_SHINGLES:
        return False
    shared = len(one & other)
    return shared >= MIN_JACCARD * (len(one) + len(other) - shared) or shared >= MIN_CONTAINMENT * smaller


def compare_minhashes(one: MinHash, other: MinHash) -> bool | None:
    """Whether two texts are near-duplicates, by their MinHashes; None within the margin of error.

    The share of common values among the `MINHASH_SIZE` smallest of both is an unbiased estimate of the
    Jaccard similarity. Minimum containment is expressed as the Jaccard similarity it implies for two sets
    of these sizes.
    """
    smaller, larger = sorted((one.shingle_count, other.shingle_count))
    if smaller < MIN_SHINGLES or one.minima.isdisjoint(other.minima):
        return False
    is_exact = larger <= MINHASH_SIZE  # the MinHashes are the whole sets
    minima = sorted(one.minima | other.minima)[: None if is_exact else MINHASH_SIZE]
    estimate = len(one.minima.intersection(minima) & other.minima) / len(minima)
    threshold = min(MIN_JACCARD, MIN_CONTAINMENT / (1 - MIN_CONTAINMENT + larger / smaller))
    standard_error = 0.0 if is_exact else math.sqrt(threshold * (1 - threshold) / MINHASH_SIZE)
    if abs(estimate - threshold) < MARGIN_OF_ERROR * standard_error:
        return None
    return estimate >= threshold
