"""What the questions are answered with: light objects that carry what was selected, and nothing else.

`uuid` is the id inside; `id` is the opaque id that the world sees.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.related.lists import RelatedEntry
from broadsheet_shared.language_tags import primary_language

WORDS_A_MINUTE = 230
WORDS_MAX = 2**31 - 1
CHARACTERS_A_MINUTE = 400
"""In Chinese and Japanese, where a character counts as a word."""


def words_a_minute(language: str) -> int:
    """How many words, or characters, are read in a minute in a language (BCP 47)."""
    return CHARACTERS_A_MINUTE if primary_language(language) in {"zh", "ja"} else WORDS_A_MINUTE


def minutes(word_count: int, pace: int) -> int:
    """How long so many words take, at least one minute."""
    return max(1, round(min(max(word_count, 0), WORDS_MAX) / pace))


@dataclass(slots=True)
class Section:
    """A place in the tree of sections."""

    uuid: UUID
    path: str
    slug: str
    name: str
    description: str | None
    parent_uuid: UUID | None
    url: str

    @property
    def id(self) -> str:
        """The opaque id."""
        return global_id("Section", self.uuid)


@dataclass(slots=True)
class Author:
    """Somebody who writes, or works on articles otherwise."""

    uuid: UUID
    slug: str
    name: str

    @property
    def id(self) -> str:
        """The opaque id."""
        return global_id("Author", self.uuid)


@dataclass(slots=True)
class Contributor:
    """Somebody with what they did for an article, a `ContributorRole`."""

    author: Author
    role: str


@dataclass(slots=True)
class Tag:
    """What an article is about."""

    uuid: UUID
    slug: str
    label: str
    kind: str
    same_as: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The opaque id."""
        return global_id("Tag", self.uuid)


@dataclass(slots=True)
class Rendition:
    """One file of an image. Where `is_withheld`, `url` is not where the file is; see `image_addresses`."""

    name: str
    url: str
    media_type: str
    width: int
    height: int
    is_withheld: bool = False


class FocalPoint(NamedTuple):
    """The most important point of an image: shares of its width from the left, and its height from above."""

    x: float
    y: float


@dataclass(slots=True)
class Image:
    """An image with its texts; `url`, `width` and `height` are those of the original."""

    uuid: UUID
    alt: str
    caption: str | None
    credit: str | None
    copyright_notice: str | None = None
    usage_terms: str | None = None
    focal_point: FocalPoint | None = None
    renditions: list[Rendition] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The opaque id."""
        return global_id("Image", self.uuid)

    @property
    def original(self) -> Rendition:
        """The rendition that all others were made from."""
        return next((found for found in self.renditions if found.name == "original"), self.renditions[0])

    @property
    def url(self) -> str:
        """Where the original is."""
        return self.original.url

    @property
    def is_withheld(self) -> bool:
        """Whether the file is on another server, and the publication shows none of those."""
        return self.original.is_withheld

    @property
    def width(self) -> int:
        """Of the original, in pixels."""
        return self.original.width

    @property
    def height(self) -> int:
        """Of the original, in pixels."""
        return self.original.height


@dataclass(slots=True)
class Breadcrumb:
    """One step of the way from the home page to an article."""

    label: str
    url: str
    section: Section | None


@dataclass(slots=True)
class Correction:
    """A public note that says what was wrong."""

    corrected_at: datetime
    text: str


@dataclass(slots=True)
class Source:
    """Where an article came from."""

    name: str
    url: str | None


if TYPE_CHECKING:
    from broadsheet_server.models.articles import ArticleFields
else:
    ArticleFields = object


class Article(ArticleFields):
    """An article with the selected fields as attributes; any other attribute is an AttributeError.

    Its scalar fields are typed by `ArticleFields`. At run time it is a plain object, because a pydantic model
    is slower to make and to read, and cannot be compared or printed while fields are missing.
    """

    uuid: UUID
    slug: str
    external_reference: str | None
    canonical_url: str
    body_html: str
    body_text: str
    authors: list[Author]
    contributors: list[Contributor]
    section: Section
    breadcrumb: list[Breadcrumb]
    tags: list[Tag]
    lead_image: Image | None
    images: list[Image]
    published_at: datetime
    published_on: date | None
    updated_at: datetime
    updated_on: date | None
    word_count: int
    copyright_notice: str
    source: Source | None
    sources: list[Source]
    corrections: list[Correction]
    revision: int
    status: str
    related: list[RelatedEntry]
    translations: list[UUID]

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values

    @property
    def id(self) -> str:
        """The opaque id."""
        return global_id("Article", self.uuid)

    @property
    def path(self) -> str:
        """Its place on this site."""
        return f"/articles/{self.slug}"

    @property
    def reading_minutes(self) -> int:
        """How long reading takes, at least one minute."""
        return minutes(self.word_count, words_a_minute(self.language))
