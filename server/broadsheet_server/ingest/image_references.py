"""Images that an item refers to: a file in its own folder, or an address of the web."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.image_files import ImageFile, read_image_file
from broadsheet_server.newsroom.image_limits import UnsupportedImageError
from broadsheet_server.newsroom.media_folder import read_image_bytes
from broadsheet_server.newsroom.validation import excerpt


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
    """The image at `href`. Type and size (in pixels) are what the source says of one that is not fetched.

    Raises ImageSkippedError.
    """
    href = _address(href)
    quoted = excerpt(href)
    try:
        scheme = urlsplit(href).scheme
    except ValueError:
        raise ImageSkippedError(f"image left out: “{quoted}” is no address") from None
    if scheme in ("http", "https"):
        return _draft(caption, url=href, media_type=media_type, width=width, height=height)
    if scheme:
        reason = "it is neither a file beside the article nor at an address of the web"
        raise ImageSkippedError(f"image left out: {reason}: {quoted}")
    file, image = _file(href, folder)
    return _draft(caption, file=file, media_type=image.media_type, width=image.width, height=image.height)


def _address(href: str) -> str:
    """The address as browsers read it (WHATWG URL): blanks, `//` before a host, the slashes of Windows."""
    href = href.strip()
    if href.startswith("//"):
        return f"https:{href}"
    if "://" in href[:10]:
        return href.replace(" ", "%20")
    return href.replace("\\", "/")


def _file(href: str, folder: Path | None) -> tuple[Path, ImageFile]:
    quoted = excerpt(href)
    if folder is None:
        raise ImageSkippedError(f"image left out: “{quoted}” is a file, but standard input has no folder")
    try:
        file = (folder / unquote(href)).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise ImageSkippedError(f"image left out: “{quoted}” is outside the article's folder")
        return file, read_image_file(read_image_bytes(file))
    except ImageSkippedError:
        raise
    except UnsupportedImageError as error:
        raise ImageSkippedError(f"image left out: “{quoted}”: {error}") from error
    except FileNotFoundError:
        raise ImageSkippedError(f"image left out: “{quoted}” is not there") from None
    except (OSError, ValueError) as error:
        raise ImageSkippedError(f"image left out: “{quoted}” cannot be read") from error


def _draft(
    caption: ImageCaption,
    *,
    file: Path | None = None,
    url: str | None = None,
    media_type: str | None = None,
    width: int | None = None,
    height: int | None = None,
) -> DraftImage:
    return DraftImage(
        alt=caption.alt,
        caption=caption.caption,
        credit=caption.credit,
        external_reference=caption.external_reference,
        media_type=media_type,
        width=width,
        height=height,
        file=file,
        url=url,
    )
