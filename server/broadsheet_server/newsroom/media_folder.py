"""The folder of image files: content-addressed, so that a file never changes and is stored once.

Beside an image are its renditions (`renditions`), which can be made again from it at any time. Pillow is
loaded with the first image that is read or made: serving files that are there needs none.
"""

import hashlib
import os
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet_server.newsroom.image_limits import UnsupportedImageError
from broadsheet_server.newsroom.remote_images import LocatedImage
from broadsheet_server.newsroom.renditions import WIDTHS, original_of, rendition_location, rendition_sizes

if TYPE_CHECKING:
    from broadsheet_server.newsroom.image_files import ImageFile

IMAGE_BYTES_MAX = 30 * 1024 * 1024


class MediaFolder:
    """The folder that the web serves at `/media/<name>`. It is created when the first image arrives."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, file: Path) -> "tuple[str, ImageFile]":
        """Copy an image into the folder, with its renditions; return its name there and what it is.

        The name is the hash of its content and the suffix of its type.

        Raises UnsupportedImageError for what is no image or larger than `IMAGE_BYTES_MAX`, OSError when the
        file cannot be read or the copy cannot be written.
        """
        return self.store(read_image_bytes(file))

    def store(self, data: bytes) -> "tuple[str, ImageFile]":
        """Write an image into the folder, with its renditions; return its name there and what it is.

        Raises UnsupportedImageError for what is no image, OSError when it cannot be written.
        """
        from broadsheet_server.newsroom.image_files import read_image_file

        image = read_image_file(data)
        name = hashlib.sha256(data).hexdigest()[:40] + image.suffix
        self.unmark(name)
        if not (self.path / name).exists():
            renditions = _renditions(name, image, data)
            self._write(name, data)
            for location, rendition in renditions.items():
                self._write(location, rendition)
        return name, image

    def has(self, name: str) -> bool:
        """Whether there is an image of this name."""
        return (self.path / name).is_file()

    def located(self, name: str) -> LocatedImage | None:
        """The image of this name, or of which this is a rendition; None where there is none."""
        original, _ = original_of(name)
        if "/" in original or original.startswith(".") or not self.has(original):
            return None
        from broadsheet_server.newsroom.image_files import read_image_file

        try:
            image = read_image_file((self.path / original).read_bytes())
        except (UnsupportedImageError, OSError):
            return None
        return LocatedImage(original, image.media_type, image.width, image.height)

    def rendition(self, name: str) -> Path:
        """The file of a rendition, made if it is missing. The original where it cannot be made."""
        original, width = original_of(name)
        if width is None:
            return self.path / original
        from broadsheet_server.newsroom.rendition_files import make_renditions

        try:
            self._write(name, make_renditions((self.path / original).read_bytes(), (width,))[width])
        except (UnsupportedImageError, OSError):
            return self.path / original
        return self.path / name

    def files(self) -> list[Path]:
        """The image files in the folder, without renditions."""
        if not self.path.is_dir():
            return []
        found = (file for file in self.path.iterdir() if file.is_file() and file.name[0] != ".")
        return sorted(file for file in found if original_of(file.name)[1] is None)

    def delete(self, name: str) -> None:
        """Delete an image and its renditions."""
        self.unmark(name)
        for width in WIDTHS:
            (self.path / rendition_location(name, width)).unlink(missing_ok=True)
        (self.path / name).unlink(missing_ok=True)

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
        temporary = self.path / f".{name}.{os.getpid()}.{threading.get_ident()}"
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path / name)
        finally:
            temporary.unlink(missing_ok=True)


def _renditions(name: str, image: "ImageFile", data: bytes) -> dict[str, bytes]:
    """The renditions of an image by their names."""
    from broadsheet_server.newsroom.rendition_files import make_renditions

    sizes = {int(size.name): size.location for size in rendition_sizes(name, image.width, image.height)}
    made = make_renditions(data, tuple(sizes))
    return {location: made[width] for width, location in sizes.items()}


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
