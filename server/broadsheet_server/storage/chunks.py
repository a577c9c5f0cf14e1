"""Splitting the ids of an `IN (…)` list: both databases limit the bind parameters of one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")

CHUNK_SIZE = 500


def chunks(items: Iterable[Item], size: int = CHUNK_SIZE) -> Iterator[list[Item]]:
    """Yield the distinct items in their order, in lists of at most `size`."""
    distinct = iter(dict.fromkeys(items))
    while chunk := list(islice(distinct, size)):
        yield chunk
