"""What an importer delivers: an article that is neither validated nor stored yet."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from broadsheet_shared.vocabulary import TagKind


@dataclass(frozen=True, slots=True)
class DraftTag:
    """A tag by its label. Without `slug` it is derived from the label."""

    label: str
    kind: TagKind
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class DraftAuthor:
    """An author by name. Without `slug` it is derived from the name."""

    name: str
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class DraftImage:
    """An image: either `file`, which is copied into the media folder, or `url`, which is linked.

    `width` and `height` are in pixels.
    """

    alt: str
    media_type: str
    width: int
    height: int
    file: Path | None = None
    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class DraftCorrection:
    """A public note that says what was wrong."""

    text: str
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class DatesWithoutZone:
    """The fields of a draft whose dates had no time zone, and the zone (IANA) that they were read in.

    `is_assumed` where the zone is the publication's, and not the source's own.
    """

    fields: frozenset[str]
    zone: str
    is_assumed: bool = True


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as a source delivered it, with untrusted HTML. Dates have a time zone.

    It has every field of `models.articles.ArticleFields`, and what else an article consists of.
    `published_at` is None where the source gave no date; `updated_at` is the source's date of this version.
    `published_on` and `updated_on` are the days, where a date has no time of day. `language_is_assumed` where
    the language is the publication's, because the source names none.
    `section_path` is slugs joined by `/`; missing sections are created, the last one with `section_name`.
    """

    headline: str
    body_html: str
    section_path: str
    language: str
    section_name: str | None = None
    slug: str | None = None
    external_reference: str | None = None
    canonical_url: str | None = None
    summary: str | None = None
    byline: str | None = None
    dateline: str | None = None
    authors: tuple[DraftAuthor, ...] = ()
    tags: tuple[DraftTag, ...] = ()
    images: tuple[DraftImage, ...] = ()
    corrections: tuple[DraftCorrection, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    embargoed_until: datetime | None = None
    expires_at: datetime | None = None
    copyright_notice: str | None = None
    source_name: str | None = None
    source_url: str | None = None
    withdrawn: bool = False
    published_on: date | None = None
    updated_on: date | None = None
    language_is_assumed: bool = False
    dates_without_zone: DatesWithoutZone | None = None
