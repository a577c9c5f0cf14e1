"""Pictures that an item refers to: a file in its document's own folder, or an https address."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.image_files import ImageFile, UnsupportedImageError, read_image_file
from broadsheet_server.newsroom.media_folder import read_image_bytes

_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")


class ImageSkippedError(ValueError):
    """The picture cannot be taken over; the article can. The message says why."""


@dataclass(frozen=True, slots=True)
class ImageCaption:
    """What is said about a picture."""

    alt: str
    caption: str | None = None
    credit: str | None = None
    external_reference: str | None = None


def draft_image(
    href: str,
    words: ImageCaption,
    *,
    folder: Path | None,
    media_type: str | None = None,
    width: int | None = None,
    height: int | None = None,
) -> DraftImage:
    """The picture at `href`. Of a file we believe what the file says; of an address, what the item says.

    Raises ImageSkippedError.
    """
    try:
        scheme = urlsplit(href).scheme
    except ValueError:
        raise ImageSkippedError(f"picture left out: “{href}” is no address") from None
    if scheme == "https":
        if media_type not in _TYPES or not (width and height and width > 0 and height > 0):
            raise ImageSkippedError(f"picture left out: the type or the size of {href} is missing")
        return _image(words, ImageFile(media_type, "", width, height), url=href)
    if scheme:
        raise ImageSkippedError(f"picture left out: {href} is neither a file beside the article nor https")
    return _from_file(href, words, folder)


def _from_file(href: str, words: ImageCaption, folder: Path | None) -> DraftImage:
    if folder is None:
        raise ImageSkippedError(f"picture left out: “{href}” is a file, but standard input has no folder")
    try:
        file = (folder / unquote(href)).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise ImageSkippedError(f"picture left out: “{href}” is outside the article's folder")
        return _image(words, read_image_file(read_image_bytes(file)), file=file)
    except UnsupportedImageError as trouble:
        raise ImageSkippedError(f"picture left out: “{href}”: {trouble}") from trouble
    except FileNotFoundError:
        raise ImageSkippedError(f"picture left out: “{href}” is not there") from None
    except (OSError, ValueError) as trouble:
        if isinstance(trouble, ImageSkippedError):
            raise
        raise ImageSkippedError(f"picture left out: “{href}” cannot be read") from trouble


def _image(
    words: ImageCaption, picture: ImageFile, *, file: Path | None = None, url: str | None = None
) -> DraftImage:
    return DraftImage(
        alt=words.alt,
        caption=words.caption,
        credit=words.credit,
        external_reference=words.external_reference,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        file=file,
        url=url,
    )
