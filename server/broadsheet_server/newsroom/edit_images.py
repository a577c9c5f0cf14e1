"""Use cases: an editor adds an image to an article, changes one, or removes one. Each is a revision."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.models.articles import Article, ArticleImage
from broadsheet_server.newsroom import revisions, validation
from broadsheet_server.newsroom.article_content import ArticleContent
from broadsheet_server.newsroom.body_images import (
    StoredBody,
    image_in,
    with_image,
    with_replaced,
    without_image,
)
from broadsheet_server.newsroom.draft_images import StoredImage, worded_image
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.html_sanitiser import SanitisedBody
from broadsheet_server.newsroom.html_text import word_count
from broadsheet_server.newsroom.image_edits import ImageEdit, ImagePlace, UnknownImageError, Words
from broadsheet_server.newsroom.remote_images import MEDIA_PATH, LocatedImage
from broadsheet_server.newsroom.revise import revise
from broadsheet_server.newsroom.stored_content import stored_content
from broadsheet_server.newsroom.validation import RejectedDraftError

_OF_LISTED_IMAGES = ("copyright_notice", "usage_terms", "focal_point")


def add_image(
    session: Session,
    edit: ImageEdit,
    file: LocatedImage,
    words: Words,
    place: ImagePlace,
    after_block: int | None = None,
) -> UUID | None:
    """Add an image; return its id, None of one in the body.

    In the body it stands behind the block of this number, counted from 1; by default at the end. Raises what
    `revise` raises, and RejectedDraftError for words and places that cannot be taken.
    """
    if after_block is not None and place is not ImagePlace.BODY:
        raise RejectedDraftError("Only an image in the text has a place there.", "after_block")
    image = worded_image(file, DraftImage(**{"alt": "", **words}))

    def add(stored: ArticleContent) -> ArticleContent:
        if place is ImagePlace.BODY:
            _check_is_for_body(image)
            return _with_body(stored, with_image(_body(stored), image, after_block))
        others = [each for each in stored.images if each.identity != image.identity]
        return _with_images(stored, [image, *others] if place is ImagePlace.LEAD else [*others, image])

    _edit(session, edit, add)
    return None if place is ImagePlace.BODY else _id_of(session, edit.article_id, image)


def update_image(
    session: Session,
    edit: ImageEdit,
    image: UUID | str,
    words: Words,
    file: LocatedImage | None = None,
    place: ImagePlace | None = None,
) -> UUID | None:
    """Change the words, the file or the place of an image; return the id of what it is now.

    `image` is an id, or the address of one in the stored body; None is returned of the latter. Raises what
    `add_image` raises, and UnknownImageError.
    """
    if isinstance(image, str):
        _edit(session, edit, lambda stored: _updated_in_body(stored, image, words, file, place))
        return None
    changed: list[StoredImage] = []

    def update(stored: ArticleContent) -> ArticleContent:
        at = _position(session, edit.article_id, image)
        changed.append(_reworded(stored.images[at], words, file))
        images = [*stored.images]
        images[at] = changed[0]
        _move(images, at, place)
        return _with_images(stored, images)

    _edit(session, edit, update)
    return _id_of(session, edit.article_id, changed[0])


def _move(images: list[StoredImage], at: int, place: ImagePlace | None) -> None:
    """Move the image `at` that position to the place it is to have."""
    if place is ImagePlace.LEAD:
        images.insert(0, images.pop(at))
    elif place is ImagePlace.BESIDE and at == 0:
        images.append(images.pop(0))
    elif place is ImagePlace.BODY:
        raise RejectedDraftError("Add it to the text, and remove it here.", "place")


def remove_image(session: Session, edit: ImageEdit, image: UUID | str) -> None:
    """Remove an image, by its id or its address in the stored body.

    The next one becomes the lead image where it was that. Raises what `update_image` raises.
    """

    def remove(stored: ArticleContent) -> ArticleContent:
        if isinstance(image, str):
            _found_in_body(stored, image)
            return _with_body(stored, without_image(_body(stored), image))
        at = _position(session, edit.article_id, image)
        return _with_images(stored, [*stored.images[:at], *stored.images[at + 1 :]])

    _edit(session, edit, remove)


def _edit(session: Session, edit: ImageEdit, change: Callable[[ArticleContent], ArticleContent]) -> None:
    article = revisions.article_to_change(session, edit.article_id)
    revisions.check_revision(session, article, edit.expected_revision)
    content = change(stored_content(session, article))
    if not (content.body_html or content.images):
        raise RejectedDraftError(
            "Nothing would be left: the article has no text and no other image.", "image"
        )
    revise(
        *(session, edit.article_id, content),
        expected_revision=article.revision,
        is_minor=edit.is_minor,
        act=edit.act,
        now=edit.now,
    )


def _with_images(stored: ArticleContent, images: Sequence[StoredImage]) -> ArticleContent:
    images = tuple(images)
    validation.check_count(images, "images", "images")
    return replace(stored, images=images)


def _with_body(stored: ArticleContent, body: SanitisedBody) -> ArticleContent:
    validation.body(body.html)
    urls = (image.url for image in body.images if image.url.startswith(MEDIA_PATH))
    return replace(
        stored,
        body_html=body.html,
        body_text=body.text,
        word_count=word_count(body.text),
        body_files=tuple(dict.fromkeys(url.removeprefix(MEDIA_PATH) for url in urls)),
    )


def _body(stored: ArticleContent) -> StoredBody:
    return StoredBody(stored.body_html, stored.fields.language, stored.fields.headline)


def _reworded(image: StoredImage, words: Words, file: LocatedImage | None) -> StoredImage:
    file = file or LocatedImage(image.location, image.media_type, image.width, image.height)
    known = {name: getattr(image, name) for name in ("alt", "caption", "credit", *_OF_LISTED_IMAGES)}
    return worded_image(file, DraftImage(**{**known, **words}))


def _updated_in_body(
    stored: ArticleContent, address: str, words: Words, file: LocatedImage | None, place: ImagePlace | None
) -> ArticleContent:
    if place is not None:
        raise RejectedDraftError(
            "An image in the text keeps its place: add it, and remove this one.", "place"
        )
    image = _reworded(_found_in_body(stored, address), words, file)
    _check_is_for_body(image)
    return _with_body(stored, with_replaced(_body(stored), address, image))


def _found_in_body(stored: ArticleContent, address: str) -> StoredImage:
    image = image_in(_body(stored), address)
    if image is None:
        raise UnknownImageError("There is no image with this address in the text of the article.")
    return image


def _check_is_for_body(image: StoredImage) -> None:
    for name in _OF_LISTED_IMAGES:
        if getattr(image, name) is not None:
            raise RejectedDraftError("An image in the text has no place for it.", name)


def _position(session: Session, article_id: UUID, image_id: UUID) -> int:
    ids = _ids(session, article_id)
    if image_id not in ids:
        raise UnknownImageError("The article has no image with this id; it may have been changed.")
    return ids.index(image_id)


def _ids(session: Session, article_id: UUID) -> list[UUID]:
    linked = select(ArticleImage.image_id).where(ArticleImage.article_id == article_id)
    return list(session.exec(linked.order_by(col(ArticleImage.position))))


def _id_of(session: Session, article_id: UUID, image: StoredImage) -> UUID:
    """The id under which the article has an image now."""
    stored = stored_content(session, session.get_one(Article, article_id)).images
    found = [each.identity for each in stored].index(image.identity)
    return _ids(session, article_id)[found]
