"""Smaller forms of the images in the media folder: WebP, upright, without metadata such as the place.

Which ones an image has follows from its name and size alone: `crane.jpg` of 1,000 pixels' width has
`crane.jpg.320.webp`, `crane.jpg.800.webp` and `crane.jpg.1600.webp`, the last one as wide as the original.
GIFs and animations have none.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

WIDTHS: Final = (320, 800, 1600)
"""The most pixels that a rendition of that name is wide."""
MEDIA_TYPE: Final = "image/webp"
_STILL: Final = (".jpg", ".png", ".webp", ".avif")
_NAME: Final = re.compile(rf"(.+)\.({'|'.join(map(str, WIDTHS))})\.webp")


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
