"""Pictures for tests, made here: small, whole and of a known size."""

import io
import struct
import zlib

from PIL import Image


def png(width: int = 4, height: int = 3, shade: int = 128) -> bytes:
    """A grey PNG."""
    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header tells of another size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(16)))


def jpeg(width: int = 4, height: int = 3, *, exif: Image.Exif | None = None) -> bytes:
    """A JPEG, with what a camera has written into it."""
    return _saved("JPEG", width, height, exif=exif or Image.Exif())


def gif(width: int = 4, height: int = 3, frames: int = 1) -> bytes:
    """A GIF."""
    return _saved("GIF", width, height, frames)


def webp(width: int = 4, height: int = 3, frames: int = 1) -> bytes:
    """A WebP."""
    return _saved("WEBP", width, height, frames)


def avif(width: int = 4, height: int = 3) -> bytes:
    """An AVIF."""
    return _saved("AVIF", width, height)


def _saved(kind: str, width: int, height: int, frames: int = 1, **options: object) -> bytes:
    file = io.BytesIO()
    images = [Image.new("RGB", (width, height), (number * 80 % 256, 90, 60)) for number in range(frames)]
    several = {"save_all": True, "append_images": images[1:]} if frames > 1 else {}
    images[0].save(file, kind, **several, **options)
    return file.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
