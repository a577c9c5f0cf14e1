"""Recognising a damaged Tantivy index, by the checksums in its files and by Tantivy's panics."""

import errno
import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from broadsheet_server.search.index_storage import DamagedIndexError, IndexBusyError

_SEGMENT_FILES = ("term", "idx", "pos", "fieldnorm", "fast", "store")
_TAIL = struct.Struct("<II")
_MAGIC_NUMBER = 1337

_TEMPORARY = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EACCES, errno.EPERM}
"""What the system may refuse today and grant tomorrow; it says nothing about the files."""

_BUSY_MESSAGES = (
    "LockBusy",
    *(f"(os error {number})" for number in sorted(_TEMPORARY)),
    *(f"Os {{ code: {number}," for number in sorted(_TEMPORARY)),
)
"""By these Tantivy names the same in the text of a ValueError or a panic."""


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Raise DamagedIndexError for a panic of Tantivy, which inconsistent files cause.

    PyO3's PanicException is no Exception: every `except Exception` would let it pass. Raise IndexBusyError
    for any error that comes of a lock or of a shortage instead.
    """
    try:
        yield
    except BaseException as error:
        if is_temporary(error):
            raise IndexBusyError(str(error)) from error
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise DamagedIndexError(str(error)) from error


def is_temporary(error: BaseException) -> bool:
    """Whether an error comes of a lock or of a shortage, and not of what is in the files."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _TEMPORARY
    is_of_engine = isinstance(error, ValueError | OSError) or type(error).__module__ == "pyo3_runtime"
    return is_of_engine and any(message in str(error) for message in _BUSY_MESSAGES)


def is_damaged(generation: Path) -> bool:
    """Whether a file of a committed index is missing or does not match its checksum.

    Reads everything: some two seconds for a gigabyte. A writer may go on meanwhile. Raises IndexBusyError
    where a file is there but cannot be opened at the moment.
    """
    meta = generation / "meta.json"
    try:
        committed = meta.read_bytes()
        if all(map(_matches_checksum, _files(generation, committed))):
            return False
        return meta.read_bytes() == committed  # otherwise a writer has removed merged files meanwhile
    except (OSError, ValueError, KeyError, TypeError) as error:
        if is_temporary(error):
            raise IndexBusyError(f"its files cannot be read: {error}") from error
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
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        if is_temporary(error):
            raise
        return False
