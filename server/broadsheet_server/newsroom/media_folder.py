"""The folder of image files: content-addressed, so that a file never changes and is stored once."""

import hashlib
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from broadsheet_server.newsroom.image_files import UnsupportedImageError, read_image_file

IMAGE_BYTES_MAX = 30 * 1024 * 1024


class MediaFolder:
    """The folder that the web serves at `/media/<name>`. It is created when the first image arrives."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, file: Path) -> str:
        """Copy an image into the folder and return its name there: its hash and the suffix of its type.

        Raises UnsupportedImageError for what is no image or larger than `IMAGE_BYTES_MAX`, OSError when the
        file cannot be read or the copy cannot be written.
        """
        data = read_image_bytes(file)
        name = hashlib.sha256(data).hexdigest()[:40] + read_image_file(data).suffix
        self.unmark(name)
        if not (self.path / name).exists():
            self._write(name, data)
        return name

    def files(self) -> list[Path]:
        """The image files in the folder."""
        if not self.path.is_dir():
            return []
        return sorted(file for file in self.path.iterdir() if file.is_file() and file.name[0] != ".")

    def marked_at(self, name: str, now: datetime) -> datetime:
        """When a file was marked as shown by no article; it is marked now where it was not."""
        mark = self._mark(name)
        if not mark.exists():
            mark.touch()
            os.utime(mark, (now.timestamp(), now.timestamp()))
        return datetime.fromtimestamp(mark.stat().st_mtime, UTC)

    def unmark(self, name: str) -> None:
        """Remove the mark of a file that an article shows."""
        self._mark(name).unlink(missing_ok=True)

    def _mark(self, name: str) -> Path:
        return self.path / f".{name}.unshown"

    def _write(self, name: str, data: bytes) -> None:
        """Write a temporary file and rename it (atomic), so that nobody ever reads a part of an image."""
        self.path.mkdir(parents=True, exist_ok=True)
        temporary = self.path / f".{name}.{os.getpid()}"
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path / name)
        finally:
            temporary.unlink(missing_ok=True)


def read_image_bytes(file: Path) -> bytes:
    """The content of an image file.

    Raises UnsupportedImageError for more than `IMAGE_BYTES_MAX`, and for what is no regular file: reading a
    named pipe would wait for ever.
    """
    status = file.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedImageError("It is not a regular file.")
    if status.st_size > IMAGE_BYTES_MAX:
        raise UnsupportedImageError(f"The image is larger than {IMAGE_BYTES_MAX // 1024**2} MB.")
    return file.read_bytes()
