"""Archives and compressed files, recognised by their content, unpacked into a folder within bounds.

Nothing is written outside the folder: a member whose name leads elsewhere, a link or a device is left out and
told. What would take more than the bounds is refused as a whole.
"""

import bz2
import errno
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Final

PIECE_BYTES: Final = 64 * 1024
_READ_MAX: Final = 10 * 1024 * 1024
"""What an archive's directory or one header may take: both are read at once, into memory."""
_XZ_MEMORY_MAX: Final = 128 * 1024 * 1024
_HEAD_BYTES: Final = 512
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_ENCRYPTED: Final = 0x1
_ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
"""Without LZMA, whose streams may ask for gigabytes of memory."""
_NO_FILE = "It is a link or a device, not a file."
_BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, gzip.BadGzipFile, lzma.LZMAError),
    *(EOFError, NotImplementedError, ValueError, RuntimeError, OverflowError),
)
"""What the standard library raises for broken archives; OSError comes from bz2, and from the disk."""


_BAD_NAME: Final = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)


class ArchiveError(ValueError):
    """The archive is damaged or too large. The message says which, in a sentence."""


@dataclass(slots=True)
class UnpackingBudget:
    """What may still be unpacked of one archive and those in it."""

    bytes_left: int = 4 * 1024**3
    members_left: int = 100_000
    nesting_left: int = 3

    def take_bytes(self, count: int) -> None:
        """Raise ArchiveError where it is more than what is left."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise ArchiveError("It unpacks to more than 4 GB.")

    def take_member(self) -> None:
        """Raise ArchiveError where none is left."""
        self.members_left -= 1
        if self.members_left < 0:
            raise ArchiveError("It has more than 100,000 members.")

    @contextmanager
    def nested(self) -> Iterator[None]:
        """One archive more inside another. Raises ArchiveError."""
        if self.nesting_left == 0:
            raise ArchiveError("It is an archive in an archive in an archive.")
        self.nesting_left -= 1
        try:
            yield
        finally:
            self.nesting_left += 1


@dataclass(frozen=True, slots=True)
class LeftOutMember:
    """A member that was not unpacked. Without a `reason` its name was not wanted."""

    name: str
    reason: str | None = None


def is_archive(head: bytes) -> bool:
    """Whether a file that begins like this can be unpacked."""
    return _is_zip(head) or _is_tar(head) or _decompressor(head) is not None


def unpack(
    file: Path, folder: Path, budget: UnpackingBudget, *, is_wanted: Callable[[str], bool]
) -> Iterator[LeftOutMember]:
    """Unpack the members whose names are wanted. A compressed file gets its own name without the suffix,
    and `.txt` instead if that is not wanted: somebody has named it.

    Raises ArchiveError, and OSError where the folder cannot be written to.
    """
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
        if _is_zip(head):
            yield from _unpack_zip(file, folder, budget, is_wanted)
        elif _is_tar(head):
            yield from _unpack_tar(file, folder, budget, is_wanted)
        else:
            yield from _decompress(file, head, folder, budget, is_wanted)
    except ArchiveError:
        raise
    except MemoryError as error:
        raise ArchiveError("It needs more memory than there is.") from error
    except _BROKEN as error:
        raise ArchiveError(f"It is damaged: {_sentence(error)}.") from error


class _BoundedReads(io.FileIO):
    """A file of which no more than `_READ_MAX` bytes are read at once, whatever its headers announce."""

    def read(self, size: int | None = -1, /) -> bytes:
        is_open_ended = size is None or size < 0
        data = super().read(_READ_MAX + 1 if is_open_ended else min(size or 0, _READ_MAX + 1)) or b""
        if len(data) > _READ_MAX:
            raise ArchiveError("Its directory is too large.")
        return data


def _unpack_zip(
    file: Path, folder: Path, budget: UnpackingBudget, is_wanted: Callable[[str], bool]
) -> Iterator[LeftOutMember]:
    with _BoundedReads(file) as opened, zipfile.ZipFile(opened) as archive:
        for member in archive.infolist():
            budget.take_member()
            if member.is_dir():
                continue
            if reason := _zip_fault(member):
                yield LeftOutMember(member.filename, reason)
            elif not is_wanted(member.filename):
                yield LeftOutMember(member.filename)
            else:
                yield from _written(member.filename, partial(archive.open, member), folder, budget)


def _zip_fault(member: zipfile.ZipInfo) -> str | None:
    """Why a member is not unpacked, whatever its name."""
    if member.flag_bits & _ENCRYPTED:
        return "It is encrypted."
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        return _NO_FILE
    if member.compress_type not in _ZIP_METHODS:
        return "It is compressed in a way that is not read."
    return None


def _unpack_tar(
    file: Path, folder: Path, budget: UnpackingBudget, is_wanted: Callable[[str], bool]
) -> Iterator[LeftOutMember]:
    with _BoundedReads(file) as opened, tarfile.open(fileobj=opened, mode="r:", errorlevel=1) as archive:
        while (member := archive.next()) is not None:
            budget.take_member()
            if member.isdir():
                continue
            if not member.isreg():
                yield LeftOutMember(member.name, _NO_FILE)
            elif not is_wanted(member.name):
                yield LeftOutMember(member.name)
            else:
                yield from _written(member.name, partial(archive.extractfile, member), folder, budget)
        opened.seek(archive.offset)
        if opened.read(_HEAD_BYTES).strip(b"\0"):  # the library takes a broken header for the end
            raise ArchiveError(f"It is damaged at byte {archive.offset:,}.")


def _decompress(
    file: Path, head: bytes, folder: Path, budget: UnpackingBudget, is_wanted: Callable[[str], bool]
) -> Iterator[LeftOutMember]:
    """Decompress one file; where that is a `.tar`, unpack it."""
    whole = folder / (_decompressed_name(file.name) or "article")
    pieces = _decompressor(head)
    if pieces is None:
        raise ArchiveError("It is no archive.")
    with file.open("rb") as opened, whole.open("wb") as target:
        try:
            _copy(pieces(opened), target, budget)
        except OSError as error:
            if error.errno is not None:  # the disk's
                raise
            raise ArchiveError(f"It is damaged: {_sentence(error)}.") from error
    with whole.open("rb") as opened:
        is_tar = _is_tar(opened.read(_HEAD_BYTES))
    if is_tar:
        tar = whole.rename(folder / ".archive.tar")
        yield from _unpack_tar(tar, folder, budget, is_wanted)
        tar.unlink()
    elif not is_wanted(whole.name):
        whole.rename(folder / f"{whole.name}.txt")


def _written(
    name: str, open_member: Callable[[], IO[bytes] | None], folder: Path, budget: UnpackingBudget
) -> Iterator[LeftOutMember]:
    """Write one member, or say why not."""
    target = _target(name, folder)
    if target is None:
        yield LeftOutMember(name, "Its name leads out of the archive.")
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as written, open_member() or io.BytesIO() as member:
            _copy(iter(lambda: member.read(PIECE_BYTES), b""), written, budget)
    except FileExistsError:
        yield LeftOutMember(name, "Another member has this name.")
    except ArchiveError:
        raise
    except (*_BROKEN, NotADirectoryError, IsADirectoryError) as error:
        target.unlink(missing_ok=True)
        yield LeftOutMember(name, f"It cannot be unpacked: {_sentence(error)}.")
    except OSError as error:
        if error.errno not in _BAD_NAME:
            raise
        yield LeftOutMember(name[:200], "Its name is too long or has signs that no file name may have.")


def _target(name: str, folder: Path) -> Path | None:
    """Where a member is written; None where its name leads out of the folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    parts = [part for part in path.parts if part != "."]
    if not parts or path.is_absolute() or ".." in parts or ":" in parts[0] or "\0" in name:
        return None
    return folder.joinpath(*parts)


def _copy(pieces: Iterator[bytes], target: IO[bytes], budget: UnpackingBudget) -> None:
    for piece in pieces:
        budget.take_bytes(len(piece))
        target.write(piece)


def _is_zip(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _is_tar(head: bytes) -> bool:
    return head[_TAR_MARK_AT:].startswith(_TAR_MARK)


def _decompressor(head: bytes) -> Callable[[IO[bytes]], Iterator[bytes]] | None:
    if head.startswith(b"\x1f\x8b"):
        return _gzip_pieces
    if head.startswith(b"BZh"):
        return _bzip2_pieces
    if head.startswith(b"\xfd7zXZ\0"):
        return _xz_pieces
    return None


def _gzip_pieces(file: IO[bytes]) -> Iterator[bytes]:
    with gzip.open(file) as opened:
        yield from iter(lambda: opened.read(PIECE_BYTES), b"")


def _bzip2_pieces(file: IO[bytes]) -> Iterator[bytes]:
    with bz2.open(file) as opened:
        yield from iter(lambda: opened.read(PIECE_BYTES), b"")


def _xz_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """By hand, because `lzma.open` takes no bound on the memory that the file asks for."""
    piece = file.read(PIECE_BYTES)
    while piece:
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_MAX)
        yield stream.decompress(piece, PIECE_BYTES)
        while not stream.eof:
            piece = file.read(PIECE_BYTES) if stream.needs_input else b""
            if stream.needs_input and not piece:
                raise EOFError("it breaks off before its end")
            yield stream.decompress(piece, PIECE_BYTES)
        piece = stream.unused_data.lstrip(b"\0") or file.read(PIECE_BYTES).lstrip(b"\0")


def _decompressed_name(name: str) -> str:
    """The name of a compressed file without the suffix that says so."""
    path = PurePosixPath(name)
    if path.suffix.lower() == ".tgz":
        return path.stem + ".tar"
    return path.stem if path.suffix.lower() in (".gz", ".bz2", ".xz") else path.name


def _sentence(error: BaseException) -> str:
    return str(error)[:200].strip().rstrip(".") or type(error).__name__
