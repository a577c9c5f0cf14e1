"""Telling a damaged index from a mere fault: by the checksums that Tantivy writes, and by its panics."""

import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

_PARTS = ("term", "idx", "pos", "fieldnorm", "fast", "store")
_TAIL = struct.Struct("<II")
_MAGIC = 1337


class IndexPanicError(RuntimeError):
    """Tantivy gave up in the middle of its work, as it does over files that say impossible things."""


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Raise IndexPanicError for a panic, which is no Exception and would pass every handler of ours."""
    try:
        yield
    except BaseException as trouble:
        if type(trouble).__module__ != "pyo3_runtime":
            raise
        raise IndexPanicError(str(trouble)) from trouble


def is_damaged(generation: Path) -> bool:
    """Whether a file of a committed index is missing or does not hold what was written into it.

    Everything is read once: some two seconds for a gigabyte. A writer may go on meanwhile.
    """
    meta = generation / "meta.json"
    try:
        committed = meta.read_bytes()
        if all(map(_is_whole, _files(generation, committed))):
            return False
        return meta.read_bytes() == committed  # otherwise a writer has tidied up meanwhile
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _files(generation: Path, committed: bytes) -> Iterator[Path]:
    for segment in json.loads(committed)["segments"]:
        name = UUID(segment["segment_id"]).hex
        yield from (generation / f"{name}.{part}" for part in _PARTS)
        if segment["deletes"]:
            yield generation / f"{name}.{segment['deletes']['opstamp']}.del"


def _is_whole(path: Path) -> bool:
    """Tantivy ends a file with its checksum as JSON, the length of that, and a number that never changes."""
    try:
        content = path.read_bytes()
        length, magic = _TAIL.unpack(content[-_TAIL.size :])
        footer = json.loads(content[-_TAIL.size - length : -_TAIL.size])
        return bool(magic == _MAGIC and footer["crc"] == zlib.crc32(content[: -_TAIL.size - length]))
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return False
