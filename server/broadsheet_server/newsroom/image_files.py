"""Picture files: what kind they are and how large, read from their first bytes and not from their name."""

import struct
from dataclasses import dataclass


class UnsupportedImageError(ValueError):
    """The file is not a picture that can be shown. The message says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class ImageFile:
    """What a picture file says of itself; sizes in pixels."""

    media_type: str
    suffix: str
    width: int
    height: int


def read_image_file(data: bytes) -> ImageFile:
    """Recognise PNG, JPEG, GIF and WebP. SVG is refused, because it can carry scripts.

    Raises UnsupportedImageError.
    """
    try:
        picture = _png(data) or _gif(data) or _webp(data) or _jpeg(data)
    except (struct.error, IndexError):
        raise UnsupportedImageError("The picture file is damaged: it ends too early.") from None
    if picture is None:
        raise UnsupportedImageError("The file is not a PNG, JPEG, GIF or WebP picture.")
    if not (picture.width and picture.height):
        raise UnsupportedImageError("The picture file is damaged: it has no size.")
    return picture


def _png(data: bytes) -> ImageFile | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    width, height = struct.unpack_from(">II", data, 16)
    return ImageFile("image/png", ".png", width, height)


def _gif(data: bytes) -> ImageFile | None:
    if not data.startswith((b"GIF87a", b"GIF89a")):
        return None
    width, height = struct.unpack_from("<HH", data, 6)
    return ImageFile("image/gif", ".gif", width, height)


def _webp(data: bytes) -> ImageFile | None:
    if not (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = _three_bytes(data, 24) + 1, _three_bytes(data, 27) + 1
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    return ImageFile("image/webp", ".webp", width, height)


def _jpeg(data: bytes) -> ImageFile | None:
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while True:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return ImageFile("image/jpeg", ".jpg", width, height)
        at += 2 + length


def _three_bytes(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")
