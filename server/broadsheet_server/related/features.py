"""The features of an article that related news compares, packed into less than a kilobyte.

Forty candidates are read for every list, so a row has to be small and fast to unpack.
"""

import math
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import mul
from struct import Struct
from zlib import crc32

from broadsheet_server.related.near_duplicates import MinHash

METHOD_VERSION = 4
"""To be raised when the analyser, the features, the score or the lists change: everything is then rebuilt."""

UNDATED = math.nan
_HEADER = Struct("<BfffIBBB")
_WEIGHT_MAX = 255


class TermVector:
    """A sparse vector: 32-bit hashes of terms, each with a weight quantised to 1–255, and its norm."""

    __slots__ = ("_weight_by_hash", "hashes", "norm", "weights")

    def __init__(self, hashes: Sequence[int], weights: bytes, norm: float) -> None:
        self.hashes = hashes
        self.weights = weights
        self.norm = norm
        self._weight_by_hash: dict[int, int] | None = None

    @classmethod
    def from_weights(cls, weighted: Iterable[tuple[str, float]]) -> "TermVector":
        """Hash terms and quantise their weights, the greatest to 255."""
        weight_by_term = dict(weighted)
        scale = _WEIGHT_MAX / max(weight_by_term.values(), default=1.0)
        quantised = {term_hash(term): round(weight * scale) or 1 for term, weight in weight_by_term.items()}
        weights = bytes(quantised.values())
        return cls(array("I", quantised), weights, math.sqrt(sum(map(mul, weights, weights))))

    @property
    def weight_by_hash(self) -> Mapping[int, int]:
        """The weight of each hash."""
        if self._weight_by_hash is None:
            self._weight_by_hash = dict(zip(self.hashes, self.weights, strict=True))
        return self._weight_by_hash

    def cosine(self, other: "TermVector") -> float:
        """The cosine similarity, 0 to 1. Faster with the vector that is compared with many as `self`."""
        dot = sum(map(mul, map(self.weight_by_hash.get, other.hashes, repeat(0)), other.weights))
        return dot / (self.norm * other.norm) if dot else 0.0


class Features:
    """The lead and the named entities as vectors, the MinHash of the text, and the day of publication.

    `day` counts days since 1970-01-01 UTC, with fractions; NaN (`UNDATED`) where the source gave no date.
    """

    __slots__ = ("_minhash", "day", "entities", "lead")

    def __init__(
        self, day: float, lead: TermVector, entities: TermVector, minhash: MinHash | tuple[int, Sequence[int]]
    ) -> None:
        self.day = day
        self.lead = lead
        self.entities = entities
        self._minhash = minhash

    @property
    def minhash(self) -> MinHash:
        """The MinHash of the text, unpacked when first asked for."""
        if isinstance(self._minhash, tuple):
            self._minhash = MinHash(self._minhash[0], frozenset(self._minhash[1]))
        return self._minhash


def term_hash(term: str) -> int:
    """The 32-bit hash (CRC-32) that stands for a term or an entity."""
    return crc32(term.encode())


def pack_features(features: Features) -> bytes:
    """Features as little-endian bytes: header, hashes and MinHash values (4 bytes each), weights (1 each)."""
    lead, entities, minhash = features.lead, features.entities, features.minhash
    counts = len(lead.hashes), len(entities.hashes), len(minhash.minima)
    hashes = array("I", (*lead.hashes, *entities.hashes, *sorted(minhash.minima)))
    if sys.byteorder == "big":
        hashes.byteswap()
    norms = lead.norm, entities.norm
    header = _HEADER.pack(METHOD_VERSION, features.day, *norms, minhash.shingle_count, *counts)
    return b"".join((header, hashes.tobytes(), lead.weights, entities.weights))


def is_current(packed: bytes) -> bool:
    """Whether packed features are of this version; others have to be extracted again."""
    return packed[:1] == bytes([METHOD_VERSION])


def unpack_features(packed: bytes) -> Features:
    """Features from bytes. Raises ValueError for those of another version."""
    version, day, lead_norm, entities_norm, shingle_count, lead, entities, minima = _HEADER.unpack_from(
        packed
    )
    if version != METHOD_VERSION:
        raise ValueError(f"features of version {version}")
    end = _HEADER.size + 4 * (lead + entities + minima)
    hashes = array("I", packed[_HEADER.size : end])
    if sys.byteorder == "big":
        hashes.byteswap()
    return Features(
        day,
        TermVector(hashes[:lead], packed[end : end + lead], lead_norm),
        TermVector(hashes[lead : lead + entities], packed[end + lead :], entities_norm),
        (shingle_count, hashes[lead + entities :]),
    )


def pack_terms(terms: Sequence[tuple[str, float]]) -> bytes:
    """Weighted terms as UTF-8 lines of `term weight`, weights rounded to three digits."""
    return "\n".join(f"{term} {weight:.3g}" for term, weight in terms).encode()


def unpack_terms(packed: bytes) -> list[tuple[str, float]]:
    """Weighted terms from bytes."""
    pairs = (line.rpartition(" ") for line in packed.decode().split("\n") if line)
    return [(term, float(weight)) for term, _, weight in pairs]


assert array("I").itemsize == 4
