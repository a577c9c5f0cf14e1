"""Makes the files of renditions: decodes an image and writes smaller ones of it, with Pillow."""

import io
import threading
from typing import Final

from PIL import Image, ImageOps

from broadsheet_server.newsroom.image_files import BOMB_ERRORS, DECODING_ERRORS
from broadsheet_server.newsroom.image_limits import UnsupportedImageError
from broadsheet_server.newsroom.renditions import WIDTHS

_QUALITY: Final = 80
_ONE_AT_A_TIME: Final = threading.Lock()
"""A large image takes hundreds of megabytes while it is decoded."""


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
