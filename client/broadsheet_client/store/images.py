"""Pictures that were fetched, as files; the least recently used go first when there are too many."""

from concurrent.futures import Future
from pathlib import Path


class ImageFolder:
    """`get` and `keep` bytes by URL."""

    def __init__(self, folder: Path, *, limit: int = 200 * 1024 * 1024) -> None:
        raise NotImplementedError

    def get(self, url: str) -> bytes | None:
        """The bytes, if they are here."""
        raise NotImplementedError

    def keep(self, url: str, data: bytes) -> "Future[None]":
        """Write them, whole or not at all."""
        raise NotImplementedError
