"""Smaller forms of the images in the media folder: WebP, upright, without metadata such as the place.

Which ones an image has follows from its name and size alone: `crane.jpg` of 1,000 pixels' width has
`crane.jpg.320.webp`, `crane.jpg.800.webp` and `crane.jpg.1600.webp`, the last one as wide as the original.
GIFs and animations have none.
"""

import io
import re
import threading
from collections.abc import Iterator
from typing import Final, NamedTuple

from PIL import Image, ImageOps

from broadsheet_server.newsroom.image_files import BOMB_ERRORS, DECODING_ERRORS, UnsupportedImageError

WIDTHS: Final = (320, 800, 1600)
"""The most pixels that a rendition of that name is wide."""
MEDIA_TYPE: Final = "image/webp"
_QUALITY: Final = 80
_STILL: Final = (".jpg", ".png", ".webp", ".avif")
_NAME: Final = re.compile(rf"(.+)\.({'|'.join(map(str, WIDTHS))})\.webp")
_ONE_AT_A_TIME: Final = threading.Lock()
"""A large image takes hundreds of megabytes while it is decoded."""


class RenditionSize(NamedTuple):
    """A rendition: what it is called, where it is in the media folder, and its size in pixels."""

    name: str
    location: str
    width: int
    height: int


def rendition_sizes(location: str, width: int, height: int) -> Iterator[RenditionSize]:
    """The renditions of an image of this size, the smallest first; none of one that is elsewhere."""
    if "://" in location or not location.endswith(_STILL) or "-animated." in location:
        return
    smaller = 0
    for most in WIDTHS:
        if smaller < width:
            shown = min(most, width)
            shown_height = max(1, round(height * shown / width))
            yield RenditionSize(str(most), rendition_location(location, most), shown, shown_height)
        smaller = most


def rendition_location(location: str, width: int) -> str:
    """Where the rendition of at most this width is."""
    return f"{location}.{width}.webp"


def original_of(location: str) -> tuple[str, int | None]:
    """The original of a rendition and the most pixels that this is wide; an original itself, and None."""
    match = _NAME.fullmatch(location)
    return (match[1], int(match[2])) if match and match[1].endswith(_STILL) else (location, None)


def make_renditions(data: bytes, widths: tuple[int, ...] = WIDTHS) -> dict[int, bytes]:
    """Files of renditions by the most pixels that they are wide. One at a time: others wait.

    Raises UnsupportedImageError for an image that cannot be decoded.
    """
    try:
        with _ONE_AT_A_TIME, Image.open(io.BytesIO(data)) as image:
            most = max(widths, default=1)
            image.draft("RGB", (most, most))  # a large JPEG is decoded at half its size or less
            upright = ImageOps.exif_transpose(_in_colours(image))
            if image.mode not in ("RGB", "RGBA"):
                upright.info.pop("icc_profile", None)  # it is of colours that these were converted from
            return {width: _webp(upright, width) for width in sorted(widths)}
    except BOMB_ERRORS as error:
        raise UnsupportedImageError("The image has too many pixels.") from error
    except DECODING_ERRORS as error:
        raise UnsupportedImageError("The image file is damaged.") from error


def _in_colours(image: Image.Image) -> Image.Image:
    """The image in a mode that WebP has; reading all of its pixels is what finds damage."""
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")


def _webp(image: Image.Image, width: int) -> bytes:
    file = io.BytesIO()
    shown = min(width, image.width)
    size = shown, max(1, round(image.height * shown / image.width))
    smaller = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    smaller.save(file, "WEBP", quality=_QUALITY, exif=b"", xmp=b"", icc_profile=image.info.get("icc_profile"))
    return file.getvalue()
