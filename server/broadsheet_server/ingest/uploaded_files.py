"""Files that come with a request. They are on disk for as long as it takes."""

from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True, slots=True, eq=False)
class UploadedFile:
    """A file as a client sent it, with the name that it has there; `size` is in bytes."""

    name: str
    size: int
    file: IO[bytes]

    def read(self) -> bytes:
        """All of it."""
        self.file.seek(0)
        return self.file.read()
