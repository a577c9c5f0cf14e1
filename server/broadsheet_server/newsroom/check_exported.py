"""Checks an article of an export before it is stored: an export may have been edited, or be made up.

What a stranger could do harm with is checked as that of any source: HTML, addresses, slugs, image files.
"""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from broadsheet_server.models.articles import ArticleFields
from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.copy_article import CheckedArticle
from broadsheet_server.newsroom.draft_images import StoredImage
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.newsroom.exported_records import ExportedArticle, ExportedImage
from broadsheet_server.newsroom.html_addresses import absolute_address
from broadsheet_server.newsroom.html_images import stored_images
from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_text import word_count
from broadsheet_server.newsroom.html_tree import HostileMarkupError
from broadsheet_server.newsroom.image_limits import SIDE_MAX, UnsupportedImageError, is_plausible_size
from broadsheet_server.newsroom.images import stored_focal_point
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.remote_images import MEDIA_PATH, LocatedImage, RemoteImages
from broadsheet_server.newsroom.validation import RejectedDraftError, excerpt
from broadsheet_shared.section_paths import is_slug
from broadsheet_shared.vocabulary import ContributorRole

MEDIA_FOLDER = "media"
"""The folder beside an export that has its image files."""
_MEDIA_NAME = re.compile(r"[0-9a-z-]{1,80}\.[a-z0-9]{1,8}")
_ANY_BASE = "https://publication.invalid/"
"""In the body of an article without a canonical URL only the media folder's images have no host."""

Notes = list[str]


def draft_of(article: ExportedArticle) -> ArticleDraft:
    """The article as a draft, by which it is named in reports and its fields are validated."""
    fields = {name: getattr(article, name) for name in ArticleFields.model_fields}
    return ArticleDraft(
        **fields,
        body_html=article.body_html,
        section_path=article.section,
        slug=article.slug,
        external_reference=article.external_reference,
    )


def checked_article(
    article: ExportedArticle, *, folder: Path | None, media: MediaFolder, now: datetime
) -> tuple[CheckedArticle, tuple[str, ...]]:
    """The article as it can be stored, its image files in the media folder; and notes.

    `folder` is that of the export. Raises RejectedDraftError.
    """
    notes: Notes = []
    fields = validation.validated_fields(draft_of(article), now)
    _check_names(article)
    _check_dates(article, now)
    _check_revisions(article)
    body = _clean_body(article, _body_images(article, folder, media, notes), notes)
    article = article.model_copy(update={**fields.model_dump(), **body})
    images = [
        image for each in article.images if (image := _stored_image(each, folder, media, notes)) is not None
    ]
    return CheckedArticle(article, images), tuple(notes)


def _check_names(article: ExportedArticle) -> None:
    validation.section_path(article.section)
    people = (each.slug for each in (*article.authors, *article.contributors))
    for slug in (article.slug, *people, *(tag.slug for tag in article.tags)):
        if not is_slug(slug):
            raise RejectedDraftError(f"“{excerpt(slug)}” is no slug.", "slug")
    if any(each.role is ContributorRole.AUTHOR for each in article.contributors):
        raise RejectedDraftError("An author stands in “authors”, not among the contributors.", "contributors")
    for each in article.sources:
        validation.web_url(each.url, "source_url")


def _check_dates(article: ExportedArticle, now: datetime) -> None:
    """Raise RejectedDraftError for a date that cannot be meant. The fields' own have been checked before."""
    validation.utc_datetime(article.published_at, "published_at", now)
    validation.utc_datetime(article.updated_at, "updated_at", now)
    for correction in article.corrections:
        validation.utc_datetime(correction.corrected_at, "corrections", now)
    for revision in article.revisions:
        validation.utc_datetime(revision.created_at, "revisions", now)


def _check_revisions(article: ExportedArticle) -> None:
    numbers = [revision.number for revision in article.revisions]
    if len(set(numbers)) < len(numbers) or max(numbers, default=0) != article.revision:
        raise RejectedDraftError(f"Its revisions do not end with number {article.revision}.")


def _body_images(
    article: ExportedArticle, folder: Path | None, media: MediaFolder, notes: Notes
) -> RemoteImages:
    """The images of the media folder in the body, by the addresses that the sanitiser finds them at."""
    found: dict[str, LocatedImage] = {}
    for image in stored_images(article.body_html):
        location = _kept_file(image.location, folder, media, notes)
        if location is not None:
            address = absolute_address(MEDIA_PATH + image.location, article.canonical_url or _ANY_BASE)
            found[address] = replace(image, location=location)
    return found


def _clean_body(article: ExportedArticle, images: RemoteImages, notes: Notes) -> dict[str, object]:
    """The body after another cleaning, which finds nothing to clean in what Broadsheet has written."""
    try:
        body = sanitise(
            validation.body(article.body_html),
            article.canonical_url or _ANY_BASE,
            remote=images,
            language=article.language,
            headline=article.headline,
        )
    except HostileMarkupError as error:
        raise RejectedDraftError(f"The body cannot be taken: {error}", "body_html") from error
    if body.html == article.body_html:
        return {}
    notes.append("its HTML was cleaned again, and is not what it was")
    return {"body_html": body.html, "body_text": body.text, "word_count": word_count(body.text)}


def _stored_image(
    image: ExportedImage, folder: Path | None, media: MediaFolder, notes: Notes
) -> StoredImage | None:
    """The image; None, with a note, where its file is nowhere."""
    if not is_plausible_size(image.width, image.height):
        raise RejectedDraftError(f"An image has 1 to {SIDE_MAX:,} pixels on a side.", "images")
    stored = StoredImage(
        **image.model_dump(exclude={"focal_x", "focal_y"}),
        focal_point=stored_focal_point(image.focal_x, image.focal_y),
    )
    if image.location.startswith("https://"):
        validation.web_url(image.location, "images", label="image's address")
        return stored
    location = _kept_file(image.location, folder, media, notes)
    return None if location is None else replace(stored, location=location)


def _kept_file(name: str, folder: Path | None, media: MediaFolder, notes: Notes) -> str | None:
    """The name in the media folder of a file beside the export; None, with a note, where it is nowhere."""
    if not _MEDIA_NAME.fullmatch(name):
        raise RejectedDraftError(f"“{excerpt(name)}” is no image file's name.", "images")
    try:
        file = folder / MEDIA_FOLDER / name if folder else None
        if file is not None and file.is_file():
            return media.keep(file)[0]
    except UnsupportedImageError as error:
        notes.append(f"image left out: “{name}”: {error}")
        return None
    if (media.path / name).is_file():
        return name
    notes.append(f"image left out: “{MEDIA_FOLDER}/{name}” is not beside the export")
    return None
