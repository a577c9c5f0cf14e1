"""The folder of an index: the generation in use, perhaps another that is being built, and one lock."""

import os
import shutil
import sys
from pathlib import Path

from broadsheet_server.storage.uuid7 import uuid7

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_CURRENT = "current"
_REBUILD = "rebuild"
_LOCK = "lock"


class IndexFolder:
    """Where generations of an index lie. A file names the one in use, so that changing it is one rename."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> Path | None:
        """The generation in use; None where there is none."""
        try:
            name = (self.path / _CURRENT).read_text("ascii").strip()
        except (OSError, UnicodeError):
            return None
        found = self.path / name
        return found if name.isalnum() and (found / "meta.json").exists() else None

    def create(self) -> Path:
        """An empty folder for a new generation."""
        generation = self.path / f"g{uuid7().hex}"
        generation.mkdir(parents=True)
        return generation

    def use(self, generation: Path) -> None:
        """Put a generation in use, and remove the others."""
        pointer = self.path / f"{_CURRENT}.new"
        with pointer.open("w", encoding="ascii") as file:
            file.write(generation.name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.path / _CURRENT)
        self.sweep(generation)

    def sweep(self, *kept: Path) -> None:
        """Remove all generations but those; who still has one open keeps its files until they close."""
        for path in self.path.glob("g*"):
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def abandon(self) -> None:
        """Have no generation in use any more: who opens the folder next begins a new one."""
        (self.path / _CURRENT).unlink(missing_ok=True)

    def ask_for_rebuild(self) -> None:
        """Leave a note for the writer, whichever process it is in, to build the index anew."""
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / _REBUILD).touch()

    @property
    def rebuild_is_asked_for(self) -> bool:
        """Whether somebody left such a note."""
        return (self.path / _REBUILD).exists()

    def rebuild_is_done(self) -> None:
        """Take the note away."""
        (self.path / _REBUILD).unlink(missing_ok=True)


class WriterLock:
    """The right to write, held by one process at a time; the system takes it back from the dead."""

    def __init__(self, folder: IndexFolder) -> None:
        self._path = folder.path / _LOCK
        self._file: int | None = None

    def take(self) -> bool:
        """Whether this process may write: it already could, or nobody else can."""
        if self._file is not None and self._is_in_place():
            return True
        self.release()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            _lock(file)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    @property
    def holder(self) -> str:
        """A name for whoever holds the lock: the same for one process after another."""
        assert self._file is not None
        os.lseek(self._file, 0, os.SEEK_SET)
        if not (name := os.read(self._file, 64).decode("ascii", "replace")):
            name = uuid7().hex
            os.write(self._file, name.encode())
        return name

    def release(self) -> None:
        """Give the right to others."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _is_in_place(self) -> bool:
        """Whether the lock is still the one that others look at; a deleted folder takes it along."""
        assert self._file is not None
        try:
            return os.path.samestat(os.fstat(self._file), self._path.stat())
        except OSError:
            return False


def _lock(file: int) -> None:
    """Lock an open file for this process, or raise OSError at once."""
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
