"""Reads the type and the size of an image from the header of its file, never from its name.

Sources: PNG (ISO/IEC 15948) IHDR, GIF89a logical screen, JPEG (ITU-T T.81) frame header, WebP (RFC 9649).
"""

import struct
from dataclasses import dataclass

SIDE_MAX = 30_000
"""Longest side of an image, in pixels: no photograph is larger, and GraphQL's Int has 32 bits."""


class UnsupportedImageError(ValueError):
    """The file is not an image that can be shown. The message says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class ImageFile:
    """The header of an image file; sizes in pixels."""

    media_type: str
    suffix: str
    width: int
    height: int


def read_image_file(data: bytes) -> ImageFile:
    """Recognise PNG, JPEG, GIF and WebP. SVG is refused, because it can contain scripts.

    Raises UnsupportedImageError.
    """
    try:
        image = _png(data) or _gif(data) or _webp(data) or _jpeg(data)
    except (struct.error, IndexError):
        raise UnsupportedImageError("The image file is damaged: it ends too early.") from None
    if image is None:
        raise UnsupportedImageError("The file is not a PNG, JPEG, GIF or WebP image.")
    if not (image.width and image.height):
        raise UnsupportedImageError("The image file is damaged: it has no size.")
    if not is_plausible_size(image.width, image.height):
        raise UnsupportedImageError(f"The image has more than {SIDE_MAX:,} pixels on a side.")
    return image


def is_plausible_size(width: object, height: object) -> bool:
    """Whether an image can have this size."""
    return all(isinstance(side, int) and 0 < side <= SIDE_MAX for side in (width, height))


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
    """An extended, a lossless or a lossy file, by its first chunk."""
    if not (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        width_low, width_high, height_low, height_high = struct.unpack_from("<HBHB", data, 24)
        width, height = (width_high << 16 | width_low) + 1, (height_high << 16 | height_low) + 1
    elif chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    return ImageFile("image/webp", ".webp", width, height)


def _jpeg(data: bytes) -> ImageFile | None:
    """Skip segments up to the frame header (SOF0 to SOF15 without DHT, JPG and DAC)."""
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    offset = 2
    while True:
        marker, length = data[offset + 1], struct.unpack_from(">H", data, offset + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, offset + 5)
            return ImageFile("image/jpeg", ".jpg", width, height)
        offset += 2 + length
