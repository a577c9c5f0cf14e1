"""What an importer hands to the newsroom: an article before it has a place in the store."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from broadsheet_shared.vocabulary import TagKind


@dataclass(frozen=True, slots=True)
class DraftTag:
    """A tag by its label; `slug` is made from the label where the source has none."""

    label: str
    kind: TagKind
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class DraftAuthor:
    """An author by name; `slug` is made from the name where the source has none."""

    name: str
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class DraftImage:
    """A picture to take over. Exactly one of `file` (copied into the store) and `url` (linked) is set."""

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
class ArticleDraft:
    """An article as a source delivered it, with unsafe HTML still unsafe. Times are aware.

    `published_at` None means that the source gave no date. `section_path` is slugs joined by `/`;
    sections that do not exist yet are made, the last one with `section_name`.
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
    withdrawn: bool = field(default=False)
