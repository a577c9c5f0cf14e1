"""What related news needs to know of an article, in under a kilobyte, so that sixty can be read at once."""

import math
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import mul
from struct import Struct
from zlib import crc32

from broadsheet_server.related.near_duplicates import MinHash

VERSION = 2
"""Of the method: of the analyser's terms, of these features, of weighing them, of the lists."""

UNDATED = math.nan
_HEADER = Struct("<BfffIBBB")
_STEPS = 255


class Weights:
    """Hashes of terms or names, each with a weight from 1 to 255, and the length of the whole as a vector."""

    __slots__ = ("_by_hash", "hashes", "length", "weights")

    def __init__(self, hashes: Sequence[int], weights: bytes, length: float) -> None:
        self.hashes = hashes
        self.weights = weights
        self.length = length
        self._by_hash: dict[int, int] | None = None

    @classmethod
    def of(cls, weighed: Iterable[tuple[str, float]]) -> "Weights":
        """Weights in 255 steps of the greatest."""
        pairs = dict(weighed)
        greatest = max(pairs.values(), default=1.0)
        scale = _STEPS / greatest
        steps = {hash_of(text): round(weight * scale) or 1 for text, weight in pairs.items()}
        weights = bytes(steps.values())
        return cls(array("I", steps), weights, math.sqrt(sum(map(mul, weights, weights))))

    @property
    def by_hash(self) -> Mapping[int, int]:
        """The weight of each hash."""
        if self._by_hash is None:
            self._by_hash = dict(zip(self.hashes, self.weights, strict=True))
        return self._by_hash

    def cosine(self, other: "Weights") -> float:
        """How alike the two are, from 0 to 1. `self` is the one that is compared with many."""
        shared = sum(map(mul, map(self.by_hash.get, other.hashes, repeat(0)), other.weights))
        return shared / (self.length * other.length) if shared else 0.0


class Features:
    """The weighed terms of the lead, the weighed names, a sketch of the text, and the day (NaN: unknown)."""

    __slots__ = ("_sketch", "day", "lead", "names")

    def __init__(
        self, day: float, lead: Weights, names: Weights, sketch: MinHash | tuple[int, Sequence[int]]
    ) -> None:
        self.day = day
        self.lead = lead
        self.names = names
        self._sketch = sketch

    @property
    def sketch(self) -> MinHash:
        """The sketch of the text; see `copies`."""
        if isinstance(self._sketch, tuple):
            self._sketch = MinHash(self._sketch[0], frozenset(self._sketch[1]))
        return self._sketch


def hash_of(text: str) -> int:
    """The hash that stands for a term or a name."""
    return crc32(text.encode())


def pack_features(features: Features) -> bytes:
    """Write features as bytes."""
    lead, names, sketch = features.lead, features.names, features.sketch
    counts = len(lead.hashes), len(names.hashes), len(sketch.smallest)
    numbers = array("I", (*lead.hashes, *names.hashes, *sorted(sketch.smallest)))
    if sys.byteorder == "big":
        numbers.byteswap()
    header = _HEADER.pack(VERSION, features.day, lead.length, names.length, sketch.size, *counts)
    return b"".join((header, numbers.tobytes(), lead.weights, names.weights))


def is_current(packed: bytes) -> bool:
    """Whether packed features are of this version; others have yet to be made again."""
    return packed[:1] == bytes([VERSION])


def unpack_features(packed: bytes) -> Features:
    """Read features from bytes. Raises ValueError where they are of another version."""
    version, day, lead_length, names_length, size, lead, names, smallest = _HEADER.unpack_from(packed)
    if version != VERSION:
        raise ValueError(f"features of version {version}")
    end = _HEADER.size + 4 * (lead + names + smallest)
    numbers = array("I", packed[_HEADER.size : end])
    if sys.byteorder == "big":
        numbers.byteswap()
    return Features(
        day,
        Weights(numbers[:lead], packed[end : end + lead], lead_length),
        Weights(numbers[lead : lead + names], packed[end + lead :], names_length),
        (size, numbers[lead + names :]),
    )


def pack_terms(terms: Sequence[tuple[str, float]]) -> bytes:
    """Write weighed terms as bytes."""
    return "\n".join(f"{term} {weight:.3g}" for term, weight in terms).encode()


def unpack_terms(packed: bytes) -> list[tuple[str, float]]:
    """Read weighed terms from bytes."""
    pairs = (line.rpartition(" ") for line in packed.decode().split("\n") if line)
    return [(term, float(weight)) for term, _, weight in pairs]


assert array("I").itemsize == 4
