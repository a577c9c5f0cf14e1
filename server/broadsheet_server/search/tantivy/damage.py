"""Recognising a damaged Tantivy index, by the checksums in its files and by Tantivy's panics."""

import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from broadsheet_server.search.index_storage import DamagedIndexError

_SEGMENT_FILES = ("term", "idx", "pos", "fieldnorm", "fast", "store")
_TAIL = struct.Struct("<II")
_MAGIC_NUMBER = 1337


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Raise DamagedIndexError for a panic of Tantivy, which inconsistent files cause.

    PyO3's PanicException is no Exception: every `except Exception` would let it pass.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise DamagedIndexError(str(error)) from error


def is_damaged(generation: Path) -> bool:
    """Whether a file of a committed index is missing or does not match its checksum.

    Reads everything: some two seconds for a gigabyte. A writer may go on meanwhile.
    """
    meta = generation / "meta.json"
    try:
        committed = meta.read_bytes()
        if all(map(_matches_checksum, _files(generation, committed))):
            return False
        return meta.read_bytes() == committed  # otherwise a writer has removed merged files meanwhile
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _files(generation: Path, committed: bytes) -> Iterator[Path]:
    for segment in json.loads(committed)["segments"]:
        name = UUID(segment["segment_id"]).hex
        yield from (generation / f"{name}.{suffix}" for suffix in _SEGMENT_FILES)
        if segment["deletes"]:
            yield generation / f"{name}.{segment['deletes']['opstamp']}.del"


def _matches_checksum(path: Path) -> bool:
    """A Tantivy file ends with a JSON footer that has its CRC-32, the footer's length, and a magic number."""
    try:
        content = path.read_bytes()
        length, magic_number = _TAIL.unpack(content[-_TAIL.size :])
        footer = json.loads(content[-_TAIL.size - length : -_TAIL.size])
        checksum = zlib.crc32(content[: -_TAIL.size - length])
        return bool(magic_number == _MAGIC_NUMBER and footer["crc"] == checksum)
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return False
