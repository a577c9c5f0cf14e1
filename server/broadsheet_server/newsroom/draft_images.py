"""The images beside an article's text: what can be shown of those that a source delivered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from broadsheet_server.models.articles import TEXT_MAX
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.html_addresses import host
from broadsheet_server.newsroom.image_limits import SIDE_MAX, UnsupportedImageError, is_plausible_size
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.remote_images import FailedImage, LocatedImage, RefusedImage, RemoteImages
from broadsheet_server.newsroom.validation import RejectedDraftError, excerpt, single_line, web_url

LINKED_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")


ImageIdentity = tuple[object, ...]


def image_identity(
    words: tuple[str, str, str | None, str | None],
    rights: tuple[str | None, str | None],
    focal_point: tuple[float, float] | None,
) -> ImageIdentity:
    """Location, alt, caption and credit, and what is newer only where there is any.

    It is hashed: an image that has nothing newer must stay the same (see `newsroom.article_content`).
    """
    newer = (*rights, focal_point)
    return words if newer == (None, None, None) else (*words, *newer)


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image whose file is in the media folder, or linked by an absolute URL (`location`)."""

    location: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str | None
    credit: str | None
    external_reference: str | None
    copyright_notice: str | None = None
    usage_terms: str | None = None
    focal_point: tuple[float, float] | None = None

    @property
    def identity(self) -> ImageIdentity:
        """What distinguishes two images: the same file may have another caption in another article."""
        rights = self.copyright_notice, self.usage_terms
        return image_identity((self.location, self.alt, self.caption, self.credit), rights, self.focal_point)


class UnusableImageError(ValueError):
    """The image cannot be used; the article can. The message says why."""


def stored_images(
    images: Iterable[DraftImage], media: MediaFolder, remote: RemoteImages
) -> tuple[tuple[StoredImage, ...], list[str]]:
    """The images that can be shown, and a note of each of the others. Files are copied into the folder.

    Raises RejectedDraftError for words that are too long.
    """
    stored: list[StoredImage] = []
    notes: list[str] = []
    for image in images:
        try:
            stored.append(worded_image(_file(image, media, remote), image))
            if isinstance(failure := remote.get(image.url or ""), FailedImage):
                notes.append(failure.note(image.url or ""))
        except UnusableImageError as error:
            notes.append(f"image left out: {error}")
    return tuple(stored), notes


def kept_files(files: Mapping[str, Path], media: MediaFolder) -> dict[str, LocatedImage | RefusedImage]:
    """Copy the files of images in a body into the folder, by their addresses in the body."""
    kept: dict[str, LocatedImage | RefusedImage] = {}
    for address, file in files.items():
        try:
            kept[address] = _copied(file, media)
        except UnusableImageError as error:
            kept[address] = RefusedImage(str(error))
    return kept


def worded_image(file: LocatedImage, image: DraftImage) -> StoredImage:
    """A file with the words of an image. Raises RejectedDraftError for those that cannot be taken."""
    return StoredImage(
        location=file.location,
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        alt=single_line(image.alt, "images", TEXT_MAX, label="image's description") or "",
        caption=single_line(image.caption, "images", TEXT_MAX, label="caption"),
        credit=single_line(image.credit, "images", label="image's credit"),
        external_reference=single_line(image.external_reference, "images", label="image's reference"),
        copyright_notice=single_line(image.copyright_notice, "images", label="image's copyright notice"),
        usage_terms=single_line(image.usage_terms, "images", TEXT_MAX, label="image's usage terms"),
        focal_point=checked_focal_point(image.focal_point),
    )


def checked_focal_point(point: tuple[float, float] | None) -> tuple[float, float] | None:
    """The point. Raises RejectedDraftError for one outside of the image."""
    if point is None:
        return None
    if not all(0 <= share <= 1 for share in point):
        raise RejectedDraftError(
            "A focal point is given as shares of the image's width and height, from 0 to 1.", "images"
        )
    return float(point[0]), float(point[1])


def _file(image: DraftImage, media: MediaFolder, remote: RemoteImages) -> LocatedImage:
    if (image.file is None) == (image.url is None):
        raise RejectedDraftError("An image needs a file or an address, and not both.", "images")
    if image.file is not None:
        return _copied(image.file, media)
    match remote.get(image.url or ""):
        case LocatedImage() as fetched:
            return fetched
        case RefusedImage(reason):
            raise UnusableImageError(f"{excerpt(image.url or '')}: {reason}")
        case FailedImage(reason):
            return _linked_instead(image, reason)
    return _linked(image)


def _linked_instead(image: DraftImage, reason: str) -> LocatedImage:
    """An image that could not be fetched: where it cannot be linked either, the first reason counts."""
    try:
        return _linked(image)
    except UnusableImageError as error:
        raise UnusableImageError(f"{excerpt(image.url or '')}: {reason}") from error


def _linked(image: DraftImage) -> LocatedImage:
    """An image that stays where it is: readers see it before they have it, so its size must be known."""
    quoted = excerpt(image.url or "")
    try:
        url = web_url(image.url, "images", label="image's address")
    except RejectedDraftError as error:
        raise UnusableImageError(str(error)) from error
    if url is None or not (url.startswith("https://") and host(url)):
        raise UnusableImageError(f"{quoted} is not at an https address")
    if max(image.width or 0, image.height or 0) > SIDE_MAX:
        raise UnusableImageError(f"{quoted} has more than {SIDE_MAX:,} pixels on a side")
    media_type, width, height = image.media_type, image.width or 0, image.height or 0
    if media_type not in LINKED_TYPES or not is_plausible_size(width, height):
        raise UnusableImageError(f"the type or the size of {quoted} is missing")
    return LocatedImage(url, media_type, width, height)


def _copied(file: Path, media: MediaFolder) -> LocatedImage:
    try:
        name, image = media.keep(file)
    except UnsupportedImageError as error:
        raise UnusableImageError(f"“{file.name}”: {error}") from error
    except FileNotFoundError as error:
        raise UnusableImageError(f"“{file.name}” is not there") from error
    return LocatedImage(name, image.media_type, image.width, image.height)
