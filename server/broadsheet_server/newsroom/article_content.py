"""What a reader would see of a draft: judged, cleaned, sanitised, with a fingerprint that tells a change."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson

from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.article_html import plain_text, sanitise, sanitising_notes, word_count
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftImage
from broadsheet_server.newsroom.image_files import UnsupportedImageError
from broadsheet_server.newsroom.images import StoredImage
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.nesting import NestedTooDeeplyError
from broadsheet_server.newsroom.slugs import is_slug, name_slug, slugify
from broadsheet_server.newsroom.tags import TagReference
from broadsheet_server.newsroom.validation import RejectedDraftError

WITHDRAWN_BY_SOURCE = hashlib.sha256(b"").hexdigest()
"""The fingerprint of an article that its source withdrew: nothing is left to see."""


@dataclass(frozen=True, slots=True)
class ArticleContent:
    """An article that can be published."""

    headline: str
    summary: str | None
    byline: str | None
    language: str
    section_path: str
    section_name: str | None
    body_html: str
    body_text: str
    word_count: int
    authors: tuple[tuple[str, str], ...]
    tags: tuple[TagReference, ...]
    images: tuple[StoredImage, ...]
    corrections: tuple[tuple[str, datetime], ...]
    canonical_url: str | None
    published_at: datetime | None
    embargoed_until: datetime | None
    expires_at: datetime | None
    copyright_notice: str | None
    source_name: str | None
    source_url: str | None
    remarks: tuple[str, ...] = ()
    """What an editor would want to know about what was left out."""

    def fingerprint(self) -> str:
        """SHA-256 over what a reader would see; equal means that nothing changed."""
        seen = (
            *(self.headline, self.summary, self.byline, self.language, self.section_path, self.body_html),
            *(self.authors, [(tag.slug, tag.label, tag.kind) for tag in self.tags]),
            [image.words for image in self.images],
            *(self.corrections, self.canonical_url, self.published_at, self.embargoed_until, self.expires_at),
            *(self.copyright_notice, self.source_name, self.source_url),
        )
        return hashlib.sha256(orjson.dumps(seen)).hexdigest()


def validated_content(draft: ArticleDraft, *, media: MediaFolder, now: datetime) -> ArticleContent:
    """Judge a draft and clean it; its pictures are taken into the media folder.

    Raises RejectedDraftError.
    """
    headline = validation.headline(draft.headline)
    canonical_url = validation.address(draft.canonical_url, "canonical_url")
    body_html = _safe(validation.body(draft.body_html), canonical_url)
    body_text = plain_text(body_html)
    if not (body_text or draft.withdrawn):
        raise RejectedDraftError("The body is empty: there is no text in it.", "body_html")
    _check_numbers(draft)
    return ArticleContent(
        headline=headline,
        summary=validation.one_line(draft.summary, "summary", validation.TEXT_MAX),
        byline=validation.one_line(draft.byline, "byline"),
        language=validation.language(draft.language),
        section_path=validation.section_path(draft.section_path),
        section_name=validation.one_line(draft.section_name, "section_name"),
        body_html=body_html,
        body_text=body_text,
        word_count=word_count(body_text),
        authors=_authors(draft),
        tags=_tags(draft),
        images=tuple(_placed(image, media) for image in draft.images),
        corrections=_corrections(draft, now),
        canonical_url=canonical_url,
        published_at=validation.moment(draft.published_at, "published_at", now),
        embargoed_until=validation.moment(draft.embargoed_until, "embargoed_until", now),
        expires_at=validation.moment(draft.expires_at, "expires_at", now),
        copyright_notice=validation.one_line(draft.copyright_notice, "copyright_notice"),
        source_name=validation.one_line(draft.source_name, "source_name"),
        source_url=validation.address(draft.source_url, "source_url"),
        remarks=sanitising_notes(draft.body_html, body_html),
    )


def _safe(markup: str, base: str | None) -> str:
    try:
        return sanitise(markup, base)
    except NestedTooDeeplyError as trouble:
        raise RejectedDraftError(f"The body cannot be taken: {trouble}", "body_html") from trouble


def _check_numbers(draft: ArticleDraft) -> None:
    validation.at_most(draft.authors, "authors", "authors")
    validation.at_most(draft.tags, "tags", "tags")
    validation.at_most(draft.images, "images", "pictures")
    validation.at_most(draft.corrections, "corrections", "corrections")


def _authors(draft: ArticleDraft) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for author in draft.authors:
        name = validation.one_line(author.name, "authors", what="author's name")
        if name:
            found.setdefault(_slug(author.slug, name, "author"), name)
    return tuple(found.items())


def _tags(draft: ArticleDraft) -> tuple[TagReference, ...]:
    found: dict[tuple[str, str], TagReference] = {}
    for tag in draft.tags:
        label = validation.one_line(tag.label, "tags", what="tag's label")
        if label:
            slug = _slug(tag.slug, label, tag.kind)
            found.setdefault((slug, tag.kind), TagReference(slug, label, tag.kind.value))
    return tuple(found.values())


def _slug(given: str | None, name: str, prefix: str) -> str:
    if given and is_slug(given):
        return given
    return slugify(given or "") or name_slug(name, prefix)


def _corrections(draft: ArticleDraft, now: datetime) -> tuple[tuple[str, datetime], ...]:
    found = []
    for correction in draft.corrections:
        text = validation.one_line(correction.text, "corrections", validation.TEXT_MAX, what="correction")
        corrected_at = validation.moment(correction.corrected_at, "corrections", now)
        if text and corrected_at:
            found.append((text, corrected_at))
    return tuple(found)


def _placed(image: DraftImage, media: MediaFolder) -> StoredImage:
    if (image.file is None) == (image.url is None):
        raise RejectedDraftError("A picture needs a file or an address, and not both.", "images")
    if image.file is not None:
        location = _kept(image, media)
    else:
        location = validation.address(image.url, "images", what="picture's address") or ""
    if not location.startswith("https://") and image.url is not None:
        raise RejectedDraftError(
            f"The picture “{validation.shown(image.url)}” is not at an https address.", "images"
        )
    return StoredImage(
        location=location,
        media_type=image.media_type,
        width=image.width,
        height=image.height,
        alt=validation.one_line(image.alt, "images", validation.TEXT_MAX, what="picture's description") or "",
        caption=validation.one_line(image.caption, "images", validation.TEXT_MAX, what="caption"),
        credit=validation.one_line(image.credit, "images", what="picture's credit"),
        external_reference=validation.one_line(
            image.external_reference, "images", what="picture's reference"
        ),
    )


def _kept(image: DraftImage, media: MediaFolder) -> str:
    assert image.file is not None
    try:
        return media.keep(image.file)
    except UnsupportedImageError as refusal:
        raise RejectedDraftError(
            f"The picture “{image.file.name}” cannot be taken: {refusal}", "images"
        ) from refusal
    except FileNotFoundError as refusal:
        raise RejectedDraftError(f"The picture “{image.file.name}” is not there.", "images") from refusal
