"""The lock that lets one process at a time write an index."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet_server.storage.uuid7 import uuid7

if TYPE_CHECKING:
    from filelock import FileLock


class WriteLock:
    """A lock on a file in the folder of the index (flock; a byte range on Windows).

    The system releases it when its process dies. Whoever deletes the folder deletes the lock with it: the
    holder then has to acquire the new one, and may find that another process was faster.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._holder_path = folder / "holder"
        self._lock: FileLock | None = None
        self._locked_file: os.stat_result | None = None

    def acquire(self) -> bool:
        """Take the lock without waiting; False where another process has it. The holder keeps it."""
        from filelock import FileLock, Timeout  # 25 ms to import: not before something is written

        if self._locked_file is not None and self._is_in_place(self._locked_file):
            return True
        self.release()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(
            self._path, thread_local=False, fallback_to_soft=False, on_acquired=self._note_locked_file
        )
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    @property
    def holder(self) -> str:
        """A name for the holder, kept in the folder: the same for one process after another.

        Only the holder may read it.
        """
        try:
            name = self._holder_path.read_text("ascii")
        except FileNotFoundError:
            name = ""
        if not name:
            name = uuid7().hex
            self._holder_path.write_text(name, "ascii")
        return name

    def release(self) -> None:
        """Give the lock to others."""
        if self._lock is not None:
            self._lock.release()
        self._lock = self._locked_file = None

    def _note_locked_file(self, descriptor: int) -> None:
        self._locked_file = os.fstat(descriptor)

    def _is_in_place(self, locked_file: os.stat_result) -> bool:
        """Whether the locked file is still the one that others try to lock."""
        try:
            return os.path.samestat(locked_file, self._path.stat())
        except OSError:
            return False
