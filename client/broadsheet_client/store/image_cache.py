"""A disk cache of images with LRU eviction."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from broadsheet_client.store.private_files import make_private


class Submit(Protocol):
    """Submits work to the writer thread."""

    def __call__(self, work: Callable[[], None], /) -> "Future[None]": ...


class ImageCache:
    """Image bytes by URL. A file's modification time is the time of its last use."""

    def __init__(self, folder: Path, submit: Submit, *, limit: int = 200 * 1024 * 1024) -> None:
        self._folder, self._submit, self._limit = folder, submit, limit

    def get(self, url: str) -> bytes | None:
        """The bytes, or None."""
        path = self._path(url)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            path.touch()
        return data

    def put(self, url: str, data: bytes) -> "Future[None]":
        """Write the bytes atomically, by renaming a temporary file."""
        return self._submit(lambda: self._write(self._path(url), data))

    def evict(self) -> "Future[None]":
        """Evict the least recently used files beyond the size limit."""
        return self._submit(self._evict_least_recently_used)

    def _path(self, url: str) -> Path:
        return self._folder / sha256(url.encode()).hexdigest()

    def _write(self, path: Path, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        make_private(partial)
        partial.write_bytes(data)
        partial.replace(path)

    def _evict_least_recently_used(self) -> None:
        if not self._folder.is_dir():
            return
        files = [(entry.stat(), entry) for entry in self._folder.iterdir()]
        files.sort(key=lambda file: file[0].st_mtime, reverse=True)
        total = 0
        for status, entry in files:
            total += status.st_size
            if total > self._limit or entry.suffix:
                entry.unlink(missing_ok=True)
