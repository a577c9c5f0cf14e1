"""Images that an item refers to: a file in its own folder, or an https URL."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.image_files import (
    SIDE_MAX,
    ImageFile,
    UnsupportedImageError,
    is_plausible_size,
    read_image_file,
)
from broadsheet_server.newsroom.media_folder import read_image_bytes
from broadsheet_server.newsroom.validation import excerpt

_MEDIA_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")


class ImageSkippedError(ValueError):
    """The image cannot be used; the article can. The message says why."""


@dataclass(frozen=True, slots=True)
class ImageCaption:
    """What is said about an image."""

    alt: str
    caption: str | None = None
    credit: str | None = None
    external_reference: str | None = None


def draft_image(
    href: str,
    caption: ImageCaption,
    *,
    folder: Path | None,
    media_type: str | None = None,
    width: int | None = None,
    height: int | None = None,
) -> DraftImage:
    """The image at `href`. Type and size (in pixels) come from the file; for a URL, from the arguments.

    Raises ImageSkippedError.
    """
    quoted = excerpt(href)
    try:
        scheme = urlsplit(href).scheme
    except ValueError:
        raise ImageSkippedError(f"image left out: “{quoted}” is no address") from None
    if scheme == "https":
        return _draft(caption, _linked_image(href, media_type, width or 0, height or 0), url=href)
    if scheme:
        reason = "it is neither a file beside the article nor at an https address"
        raise ImageSkippedError(f"image left out: {reason}: {quoted}")
    return _from_file(href, caption, folder)


def _linked_image(href: str, media_type: str | None, width: int, height: int) -> ImageFile:
    if max(width, height) > SIDE_MAX:
        raise ImageSkippedError(
            f"image left out: {excerpt(href)} has more than {SIDE_MAX:,} pixels on a side"
        )
    if media_type not in _MEDIA_TYPES or not is_plausible_size(width, height):
        raise ImageSkippedError(f"image left out: the type or the size of {excerpt(href)} is missing")
    return ImageFile(media_type, "", width, height)


def _from_file(href: str, caption: ImageCaption, folder: Path | None) -> DraftImage:
    if folder is None:
        raise ImageSkippedError(
            f"image left out: “{excerpt(href)}” is a file, but standard input has no folder"
        )
    try:
        file = (folder / unquote(href)).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise ImageSkippedError(f"image left out: “{excerpt(href)}” is outside the article's folder")
        return _draft(caption, read_image_file(read_image_bytes(file)), file=file)
    except ImageSkippedError:
        raise
    except UnsupportedImageError as error:
        raise ImageSkippedError(f"image left out: “{excerpt(href)}”: {error}") from error
    except FileNotFoundError:
        raise ImageSkippedError(f"image left out: “{excerpt(href)}” is not there") from None
    except (OSError, ValueError) as error:
        raise ImageSkippedError(f"image left out: “{excerpt(href)}” cannot be read") from error


def _draft(
    caption: ImageCaption, image: ImageFile, *, file: Path | None = None, url: str | None = None
) -> DraftImage:
    return DraftImage(
        alt=caption.alt,
        caption=caption.caption,
        credit=caption.credit,
        external_reference=caption.external_reference,
        media_type=image.media_type,
        width=image.width,
        height=image.height,
        file=file,
        url=url,
    )
