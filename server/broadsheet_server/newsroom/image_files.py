"""Reads the type and the size of an image from the content of its file, never from its name."""

import io
import struct
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from broadsheet_server.newsroom.image_limits import (
    FRAMES_PIXELS_MAX,
    PIXELS_MAX,
    SIDE_MAX,
    UnsupportedImageError,
    is_plausible_size,
)

_TYPES = {
    "PNG": ("image/png", ".png"),
    "JPEG": ("image/jpeg", ".jpg"),
    "MPO": ("image/jpeg", ".jpg"),  # a JPEG with further images behind it, as many cameras write it
    "GIF": ("image/gif", ".gif"),
    "WEBP": ("image/webp", ".webp"),
    "AVIF": ("image/avif", ".avif"),
}
_FORMATS = [name for name in _TYPES if name != "MPO"]
ORIENTATION = 0x0112
"""The tag of Exif that says how the camera was held."""
_ON_ITS_SIDE = (5, 6, 7, 8)
"""Values of Exif's Orientation that swap width and height."""

Image.MAX_IMAGE_PIXELS = PIXELS_MAX
warnings.simplefilter("error", Image.DecompressionBombWarning)  # as Pillow's documentation advises
DECODING_ERRORS = (
    *(OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error),
    *(OverflowError, MemoryError),
)
"""What Pillow's decoders raise for damaged files."""
BOMB_ERRORS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class ImageFile:
    """What an image file is; sizes in pixels, as it is shown: turned as its Exif data say.

    The `suffix` is that of its type, after `-animated` where it has several frames.
    """

    media_type: str
    suffix: str
    width: int
    height: int


def read_image_file(data: bytes) -> ImageFile:
    """Recognise PNG, JPEG, GIF, WebP and AVIF. SVG is refused, because it can contain scripts.

    Raises UnsupportedImageError.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            return _described(image)
    except BOMB_ERRORS:
        raise _too_many_pixels() from None
    except UnidentifiedImageError:
        raise UnsupportedImageError("The file is not a PNG, JPEG, GIF, WebP or AVIF image.") from None
    except UnsupportedImageError:
        raise
    except DECODING_ERRORS:
        raise UnsupportedImageError("The image file is damaged.") from None


def _described(image: Image.Image) -> ImageFile:
    media_type, suffix = _TYPES[image.format or ""]
    width, height = image.size
    if not (width and height):
        raise UnsupportedImageError("The image file is damaged: it has no size.")
    if not is_plausible_size(width, height):
        raise UnsupportedImageError(f"The image has more than {SIDE_MAX:,} pixels on a side.")
    if width * height > PIXELS_MAX:
        raise _too_many_pixels()
    frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
    if frames * width * height > FRAMES_PIXELS_MAX:
        millions = FRAMES_PIXELS_MAX // 1_000_000
        raise UnsupportedImageError(f"The frames of the animation have more than {millions} million pixels.")
    is_photograph = image.format != "PNG" or "exif" in image.info  # of another PNG all pixels would be read
    if is_photograph and image.getexif().get(ORIENTATION) in _ON_ITS_SIDE:
        width, height = height, width
    return ImageFile(media_type, f"-animated{suffix}" if frames > 1 else suffix, width, height)


def _too_many_pixels() -> UnsupportedImageError:
    return UnsupportedImageError(f"The image has more than {PIXELS_MAX // 1_000_000} million pixels.")
