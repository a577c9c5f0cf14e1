"""The form of a backup: a tar file that ends with a manifest, which has the digest of every other member.

Members are `broadsheet.sqlite3` or `store.pgdump`, `broadsheet.toml` and `media/…`. An archive that was cut
short has no manifest; one that was changed has other digests.
"""

import gzip
import hashlib
import io
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from broadsheet_server.settings import CONFIG_FILE, STORE_FILE

FORMAT_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
POSTGRES_DUMP: Final = "store.pgdump"
MEDIA: Final = "media/"
_STORES: Final = frozenset({STORE_FILE, POSTGRES_DUMP})
_KNOWN: Final = _STORES | {CONFIG_FILE}
_MEDIA_NAME: Final = re.compile(rf"{MEDIA}[0-9A-Za-z][0-9A-Za-z._-]*")
_MANIFEST_BYTES_MAX: Final = 256 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
_COMPRESSED: Final = (".gz", ".tgz")

Take = Callable[[str, Iterator[bytes]], None]
"""Takes the content of a member by its name; it has to read all of it."""


class BackupError(RuntimeError):
    """A backup cannot be made or restored. The message says why and what to do."""


class MemberDigest(BaseModel):
    """The size and the SHA-256 of a member."""

    model_config = ConfigDict(frozen=True)

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a backup is of. `revision` is that of the store's schema, `version` that of the program."""

    broadsheet_backup: int
    version: str
    created_at: str
    database: Literal["sqlite", "postgresql"]
    revision: str
    articles: int
    members: dict[str, MemberDigest]


class ArchiveWriter:
    """Writes members and keeps their digests."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, MemberDigest] = {}

    def add(self, name: str, file: Path) -> None:
        """Add a file as it is now. Raises OSError."""
        with file.open("rb") as opened:
            info = self._tar.gettarinfo(arcname=name, fileobj=opened)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            digesting = _DigestingReader(opened)
            self._tar.addfile(info, digesting)
        self.members[name] = MemberDigest(bytes=info.size, sha256=digesting.sha256)

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, which has to be the last member."""
        data = manifest.model_dump_json(indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(data)
        self._tar.addfile(info, io.BytesIO(data))


class _DigestingReader:
    """Hashes what is read of a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def is_compressed(file: Path) -> bool:
    """Whether an archive of this name is to be compressed: it ends with `.gz` or `.tgz`."""
    return file.name.lower().endswith(_COMPRESSED)


@contextmanager
def written_archive(file: Path, *, compressed: bool) -> Iterator[ArchiveWriter]:
    """A new archive, for the owner's eyes only."""
    mode: Any = "w:gz" if compressed else "w"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    with tarfile.open(file, mode, format=tarfile.PAX_FORMAT) as tar:
        yield ArchiveWriter(tar)


def read_archive(file: Path, take: Take | None = None) -> Manifest:
    """Read all of an archive, check it against its manifest, and return that; `take` gets every member.

    Raises BackupError for what is no whole backup, and OSError where it cannot be read or `take` not write.
    """
    try:
        with tarfile.open(file, _mode(file)) as tar:
            return _checked(tar, file, take)
    except FileNotFoundError:
        raise BackupError(f"There is no file {file}.") from None
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError) as error:
        raise BackupError(f"{file} is no whole backup: {error}") from error


def _mode(file: Path) -> Any:
    """How to open an archive, by its first bytes (RFC 1952, section 2.3.1)."""
    with file.open("rb") as opened:
        return "r:gz" if opened.read(2) == b"\x1f\x8b" else "r:"


def _checked(tar: tarfile.TarFile, file: Path, take: Take | None) -> Manifest:
    digests: dict[str, MemberDigest] = {}
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or not _is_known(member.name):
            raise BackupError(f"{file} is no backup of Broadsheet: it holds “{member.name}”.")
        if member.name == MANIFEST:
            manifest = _manifest(file, content.read(_MANIFEST_BYTES_MAX))
            _compare(file, manifest, digests)
            return manifest
        digests[member.name] = _read(content, member.name, take)
    raise BackupError(f"{file} is no whole backup: its end is missing. Take an earlier one.")


def _is_known(name: str) -> bool:
    return name == MANIFEST or name in _KNOWN or _MEDIA_NAME.fullmatch(name) is not None


def _read(content: IO[bytes], name: str, take: Take | None) -> MemberDigest:
    reader, size = _DigestingReader(content), 0

    def chunks() -> Iterator[bytes]:
        nonlocal size
        while data := reader.read(_CHUNK):
            size += len(data)
            yield data

    if take is not None:
        take(name, chunks())
    for _ in chunks():
        pass
    return MemberDigest(bytes=size, sha256=reader.sha256)


def _manifest(file: Path, data: bytes) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise BackupError(f"{file} is no whole backup: its manifest cannot be read.") from error
    if manifest.broadsheet_backup > FORMAT_VERSION:
        raise BackupError(
            f"{file} was made by Broadsheet {manifest.version}, and this version cannot read it. Install "
            "that one or a newer one."
        )
    return manifest


def _compare(file: Path, manifest: Manifest, digests: dict[str, MemberDigest]) -> None:
    if digests.keys().isdisjoint(_STORES):
        raise BackupError(f"{file} is no whole backup: it holds no store.")
    if digests == manifest.members:
        return
    names = sorted({*digests, *manifest.members})
    damaged = next(name for name in names if digests.get(name) != manifest.members.get(name))
    raise BackupError(f"{file} is damaged: “{damaged}” is not what was backed up. Take an earlier backup.")
