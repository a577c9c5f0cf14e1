"""The folder of a Tantivy index: generations, which one is current, requests to rebuild, the write lock."""

import os
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from broadsheet_server.search.index_storage import DamagedIndexError, IndexBusyError, OutdatedIndexError
from broadsheet_server.search.tantivy.damage import is_damaged, panics_as_errors
from broadsheet_server.search.tantivy.write_lock import WriteLock
from broadsheet_server.search.tantivy.writer import TantivyWriter
from broadsheet_server.storage.uuid7 import uuid7

_CURRENT = "current"
_REBUILD = "rebuild"
META = "meta.json"
"""The file of a generation that changes with every commit."""


class _Generation(NamedTuple):
    """A generation by its name: its folder, and the file there that changes with every commit."""

    name: str
    folder: Path
    meta: Path


class GenerationFolder:
    """What readers need of the folder. The file `current` names a generation: changing it is one rename."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pointer = path / _CURRENT
        self._named: tuple[tuple[int, ...], _Generation] | None = None

    def current(self) -> Path | None:
        """The folder of the current generation; None where there is none.

        Raises OSError where that cannot be told: an index that cannot be read is not a missing one.
        """
        try:
            generation = self._generation()
        except (FileNotFoundError, NotADirectoryError, UnicodeError):
            return None
        return generation.folder if generation.name.isalnum() and generation.meta.exists() else None

    def _generation(self) -> "_Generation":
        """What `current` names. The file is read again only where it was replaced."""
        found = self._pointer.stat()
        state = found.st_ino, found.st_mtime_ns, found.st_size
        if self._named is None or self._named[0] != state:
            name = self._pointer.read_text("ascii").strip()
            self._named = state, _Generation(name, self.path / name, self.path / name / META)
        return self._named[1]

    def request_rebuild(self) -> None:
        """Leave a note for the writer, whichever process it is in, to build the index anew."""
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / _REBUILD).touch()


class TantivyStorage:
    """Implements `index_storage.IndexStorage`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = GenerationFolder(path)
        self._lock = WriteLock(path)
        self.acquire_write_lock = self._lock.acquire
        self.release_write_lock = self._lock.release
        self.request_rebuild = self._folder.request_rebuild

    @property
    def current(self) -> str | None:
        """The generation that readers use."""
        generation = self._folder.current()
        return generation.name if generation else None

    @property
    def lock_holder(self) -> str:
        """A name for the holder of the write lock."""
        return self._lock.holder

    def open_current(self) -> TantivyWriter:
        """A writer of the current generation.

        Raises IndexBusyError, OutdatedIndexError or DamagedIndexError.
        """
        generation = self._folder.current()
        if generation is None or is_damaged(generation):
            raise DamagedIndexError("a file is missing or does not match its checksum")
        try:
            with panics_as_errors():
                return TantivyWriter(generation)
        except (IndexBusyError, OutdatedIndexError):
            raise
        except Exception as error:  # Tantivy reports a damaged index by many exceptions
            raise DamagedIndexError(f"it cannot be opened: {error}") from error

    def create(self) -> TantivyWriter:
        """A writer of a new, empty generation."""
        generation = self._path / f"g{uuid7().hex}"
        generation.mkdir(parents=True)
        writer = TantivyWriter(generation, create=True)
        try:
            writer.commit()
        except BaseException:
            writer.close()
            raise
        return writer

    def use(self, generation: str) -> None:
        """Make a generation the current one, and remove the others."""
        pointer = self._path / f"{_CURRENT}.new"
        with pointer.open("w", encoding="ascii") as file:
            file.write(generation)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._path / _CURRENT)
        self.remove_others(generation)

    def remove_others(self, generation: str) -> None:
        """Remove all generations but this one. Readers keep the files they have open."""
        for path in self._path.glob("g*"):
            if path.name != generation:
                shutil.rmtree(path, ignore_errors=True)

    def discard_current(self) -> None:
        """Leave no generation current, so that a new one is begun."""
        (self._path / _CURRENT).unlink(missing_ok=True)

    def is_damaged(self) -> bool:
        """Whether the current generation is damaged, by its checksums."""
        generation = self._folder.current()
        return generation is not None and is_damaged(generation)

    @property
    def is_rebuild_requested(self) -> bool:
        """Whether somebody requested a rebuild."""
        return (self._path / _REBUILD).exists()

    def clear_rebuild_request(self) -> None:
        """Remove the request."""
        (self._path / _REBUILD).unlink(missing_ok=True)

    def engine_errors(self) -> AbstractContextManager[None]:
        """Within it, panics of Tantivy are raised as DamagedIndexError."""
        return panics_as_errors()
