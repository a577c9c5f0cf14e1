"""Use cases: an editor sends an image, by its address or as a file, and says where an article shows it."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.ingest.image_fetching import CALLER_BOUNDS, ImageFetching
from broadsheet_server.ingest.own_images import own_address, own_images
from broadsheet_server.ingest.submissions import RefusedImageError, UnreachableImageError
from broadsheet_server.ingest.uploaded_files import UploadedFile
from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.edit_images import add_image, update_image
from broadsheet_server.newsroom.edit_images import remove_image as remove
from broadsheet_server.newsroom.image_edits import ImageEdit, ImagePlace, Words
from broadsheet_server.newsroom.image_limits import UnsupportedImageError
from broadsheet_server.newsroom.media_folder import IMAGE_BYTES_MAX, MediaFolder
from broadsheet_server.newsroom.permitted_sections import check_article
from broadsheet_server.newsroom.remote_images import FailedImage, LocatedImage, RefusedImage
from broadsheet_server.newsroom.validation import excerpt
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

ImageSource = UploadedFile | str
"""A file, or an address."""


class ImageSubmission:
    """One request of an editor, with what it needs of the server. It may wait: call it in a thread."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._media = MediaFolder(settings.media)

    def keep(self, source: ImageSource) -> LocatedImage:
        """The image in the media folder. Raises RefusedImageError and UnreachableImageError."""
        return self._uploaded(source) if isinstance(source, UploadedFile) else self._fetched(source)

    def add(
        self, edit: ImageEdit, source: ImageSource, words: Words, place: ImagePlace, after_block: int | None
    ) -> UUID | None:
        """Add an image. Raises what `keep` and `newsroom.edit_images.add_image` raise."""
        self._check_permitted(edit)
        file = self.keep(source)
        return self._write(lambda session: add_image(session, edit, file, words, place, after_block))

    def update(
        self,
        edit: ImageEdit,
        image: UUID | str,
        words: Words,
        source: ImageSource | None,
        place: ImagePlace | None,
    ) -> UUID | None:
        """Change an image. Raises what `keep` and `newsroom.edit_images.update_image` raise."""
        self._check_permitted(edit)
        file = None if source is None else self.keep(source)
        known = self._key(image)
        return self._write(lambda session: update_image(session, edit, known, words, file, place))

    def remove(self, edit: ImageEdit, image: UUID | str) -> None:
        """Remove an image. Raises what `newsroom.edit_images.remove_image` raises."""
        self._check_permitted(edit)
        known = self._key(image)
        self._write(lambda session: remove(session, edit, known))

    def _check_permitted(self, edit: ImageEdit) -> None:
        """Raise SectionForbiddenError before anything is fetched for who may not write there."""
        with self._database.read() as session:
            article = session.get(Article, edit.article_id)
            if article is not None:
                check_article(session, edit.act.sections, article)

    def _write(self, change: Callable[[Session], UUID | None]) -> UUID | None:
        with self._database.write() as session:
            return change(session)

    def _key(self, image: UUID | str) -> UUID | str:
        """The address of an image in a body as it is stored."""
        return own_address(image, self._settings) if isinstance(image, str) else image

    def _uploaded(self, upload: UploadedFile) -> LocatedImage:
        if upload.size > IMAGE_BYTES_MAX:
            raise RefusedImageError(f"The file is larger than {IMAGE_BYTES_MAX // 1024**2} MB.")
        try:
            name, image = self._media.store(upload.read())
        except UnsupportedImageError as error:
            raise RefusedImageError(f"“{excerpt(upload.name)}”: {error}") from error
        return LocatedImage(name, image.media_type, image.width, image.height)

    def _fetched(self, address: str) -> LocatedImage:
        if own := own_images([address], self._settings, self._media).get(address):
            return own
        if self._settings.fetching.images != "fetch":
            raise UnreachableImageError(
                "This server fetches no images of other servers (`fetching.images`): upload the file."
            )
        with ImageFetching(self._database, self._settings, bounds=CALLER_BOUNDS) as fetching:
            found = fetching.fetch([address]).of([address]).get(address)
        match found:
            case LocatedImage():
                return found
            case RefusedImage(reason):
                raise RefusedImageError(reason)
            case FailedImage(reason):
                raise UnreachableImageError(reason)
        raise UnreachableImageError("It was not fetched.")
