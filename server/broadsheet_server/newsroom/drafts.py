"""What an importer delivers: an article that is neither validated nor stored yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_shared.vocabulary import ContributorRole, TagKind


@dataclass(frozen=True, slots=True)
class DraftTag:
    """A tag as its source wrote it.

    It is recognised by `scheme` and `code` where both are there, and by its label otherwise. `scheme` is what
    the code is of: the URI of a vocabulary, or a word that means something to this source only.
    `slug` is the wish for a new tag, without one it is derived from the label. `same_as` are URIs of the same
    thing elsewhere (schema.org), such as in Wikidata.
    """

    label: str
    kind: TagKind
    slug: str | None = None
    scheme: str | None = None
    code: str | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftAuthor:
    """An author as the source wrote it: recognised by the source's own `code`, and by name without one.

    `slug` is the wish for a new author, without one it is derived from the name.
    """

    name: str
    slug: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class DraftContributor:
    """Somebody with what they did for an article. Who is its AUTHOR is among the authors of a draft."""

    author: DraftAuthor
    role: ContributorRole


@dataclass(frozen=True, slots=True)
class DraftImage:
    """An image: either `file`, which is copied into the media folder, or `url`, which is fetched or linked.

    `width` and `height` are in pixels. They and the type count only where a `url` is linked, and without them
    it is not. `focal_point` is its most important point: shares of its width from the left, and of its height
    from above.
    """

    alt: str
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    file: Path | None = None
    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    external_reference: str | None = None
    copyright_notice: str | None = None
    usage_terms: str | None = None
    focal_point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class DraftCorrection:
    """A public note that says what was wrong."""

    text: str
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class DraftTranslation:
    """Another article that this one is a translation of, or a key that all its translations have.

    `source` is the one among whose references or keys it is unique.
    """

    value: str
    kind: TranslationReferenceKind
    source: str | None = None


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
    `published_on` and `updated_on` are the days, where a date has no time of day. `language_is_assumed` where
    the language is the publication's, because the source names none.
    `section_path` is slugs joined by `/`; missing sections are created, the last one with `section_name`,
    and those above it with `ancestor_names`, from the root down; "" for one without a name.

    **Identity**, in the order in which `newsroom.identity` looks: `external_reference` is the source's own id
    of the article, the same in all versions, and `other_references` are further ones of the same kind.
    `reference_source` is the source among whose ids they are unique; None where the operator named no source
    and they look unique anywhere. `replaces` are references of earlier items that this one is a further
    version of. `canonical_url` is the address to cite, `given_url` the one that it was found at; both are
    compared in the form of `newsroom.web_addresses`. `slug` identifies within a source. Where
    `reference_may_change` (guids of RSS), the same URL is the same article although its reference is new.

    **Time**: `published_at` is None where the source gave no date, then `updated_at` stands in for it, the
    source's date of this version. `version` is the source's number of it, which decides where dates are equal
    or missing. None as `embargoed_until` or `expires_at` says nothing: a stored one stays. A source lifts an
    embargo by a date that has passed.

    `body_files` are the files of images in the body, by the relative addresses under which it shows them.

    `translations` are the same story in other languages, as far as the source knows, here or still to come;
    `translation_of` is the id of one that is here.

    `withdrawn` takes the article back, and `withheld` keeps it from the public until a later version.
    """

    headline: str
    body_html: str
    section_path: str
    language: str
    section_name: str | None = None
    ancestor_names: tuple[str, ...] = ()
    slug: str | None = None
    external_reference: str | None = None
    reference_source: str | None = None
    reference_may_change: bool = False
    other_references: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    canonical_url: str | None = None
    given_url: str | None = None
    summary: str | None = None
    byline: str | None = None
    dateline: str | None = None
    authors: tuple[DraftAuthor, ...] = ()
    contributors: tuple[DraftContributor, ...] = ()
    tags: tuple[DraftTag, ...] = ()
    images: tuple[DraftImage, ...] = ()
    body_files: Mapping[str, Path] = field(default_factory=dict)
    corrections: tuple[DraftCorrection, ...] = ()
    translations: tuple[DraftTranslation, ...] = ()
    translation_of: UUID | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    version: int | None = None
    embargoed_until: datetime | None = None
    expires_at: datetime | None = None
    copyright_notice: str | None = None
    copyright_holder: str | None = None
    usage_terms: str | None = None
    editorial_note: str | None = None
    source_name: str | None = None
    source_url: str | None = None
    withdrawn: bool = False
    withheld: bool = False
    published_on: date | None = None
    updated_on: date | None = None
    language_is_assumed: bool = False
    dates_without_zone: DatesWithoutZone | None = None


def authors_and_others(
    people: Iterable[DraftContributor],
) -> tuple[tuple[DraftAuthor, ...], tuple[DraftContributor, ...]]:
    """The authors among people, and the contributors beside them, each in their order."""
    given = tuple(people)
    authors = tuple(each.author for each in given if each.role is ContributorRole.AUTHOR)
    return authors, tuple(each for each in given if each.role is not ContributorRole.AUTHOR)
