"""The folder of pictures. A file's name is the hash of its content, so it never changes and is kept once."""

import hashlib
import os
from pathlib import Path

from broadsheet_server.newsroom.image_files import UnsupportedImageError, read_image_file

IMAGE_BYTES_MAX = 30 * 1024 * 1024


class MediaFolder:
    """Where pictures live; the web serves them at `/media/<name>`. The folder is made when it is needed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, file: Path) -> str:
        """Copy a picture into the folder and return its name there.

        Raises UnsupportedImageError for what is no picture or larger than 30 MB, OSError when the file
        cannot be read or the copy cannot be written.
        """
        data = read_image_bytes(file)
        name = hashlib.sha256(data).hexdigest()[:40] + read_image_file(data).suffix
        if not (self.path / name).exists():
            self._write(name, data)
        return name

    def _write(self, name: str, data: bytes) -> None:
        """Write beside and rename, so that nobody ever sees half a picture."""
        self.path.mkdir(parents=True, exist_ok=True)
        half = self.path / f".{name}.{os.getpid()}"
        try:
            with half.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            half.replace(self.path / name)
        finally:
            half.unlink(missing_ok=True)


def read_image_bytes(file: Path) -> bytes:
    """The bytes of a picture file, unless it is too large to be one."""
    if file.stat().st_size > IMAGE_BYTES_MAX:
        raise UnsupportedImageError(f"The picture is larger than {IMAGE_BYTES_MAX // 1024**2} MB.")
    return file.read_bytes()
