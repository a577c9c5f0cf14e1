"""Tables of articles. Lists read `Article`, which is narrow; the body is in a table of its own."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import Day, UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import ArticleStatus

HEADLINE_MAX = 1_000
TEXT_MAX = 20_000


class ArticleFields(TableModel):
    """The scalar fields that a source delivers: the one description of each of them.

    The columns of `Article`, the validation of drafts, revision snapshots, the content hash and the read
    model of `reading` are derived from it. A new field is added here and in `newsroom.drafts.ArticleDraft`.
    `max_length` is in characters and applies to the one line that a text is validated to.
    """

    headline: str = Field(max_length=HEADLINE_MAX, sa_type=Text)
    summary: str | None = Field(default=None, max_length=TEXT_MAX, sa_type=Text)
    byline: str | None = Field(default=None, sa_type=Text, description="the printed line of authors")
    dateline: str | None = Field(default=None, sa_type=Text, description="the place where it was filed")
    language: str = Field(description="BCP 47 tag in canonical case")
    canonical_url: str | None = Field(default=None, sa_type=Text)
    embargoed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    copyright_notice: str | None = Field(default=None, sa_type=Text)
    copyright_holder: str | None = Field(default=None, sa_type=Text, description="who has the rights in it")
    usage_terms: str | None = Field(
        default=None, max_length=TEXT_MAX, sa_type=Text, description="what a reader may do with it"
    )
    editorial_note: str | None = Field(
        default=None, max_length=TEXT_MAX, sa_type=Text, description="to editors; never public"
    )
    source_name: str | None = None
    source_url: str | None = Field(default=None, sa_type=Text)


_LIST_COLUMNS = ("published_at", "id", "status", "embargoed_until", "expires_at")
"""The order of lists, then the columns that decide visibility: counting a list reads the index alone."""


def _moments_index(column: str) -> Index:
    """An index of the few articles that have a date in the column.

    Migration 0009 limits it on PostgreSQL too. To say so here would load that dialect into every process.
    """
    return Index(f"ix_article_{column}", column, sqlite_where=text(f"{column} IS NOT NULL"))


class Article(ArticleFields, table=True):
    """An article without its body, authors, tags and images."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_canonical_url", "canonical_url"),
        Index("ix_article_newest", *_LIST_COLUMNS),
        Index("ix_article_section_newest", "section_id", *_LIST_COLUMNS),
        Index("ix_article_language_newest", "language", *_LIST_COLUMNS),
        _moments_index("embargoed_until"),
        _moments_index("expires_at"),
        Index(
            *("ix_article_translation_group", "translation_group", "language"),
            unique=True,
            sqlite_where=text("translation_group IS NOT NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    slug: str = Field(unique=True)
    external_reference: str | None = Field(default=None, description="the id that its source knows it by")
    status: str = Field(default=ArticleStatus.PUBLISHED)
    section_id: UUID = Field(foreign_key="section.id")
    lead_image_id: UUID | None = Field(default=None, foreign_key="image.id")
    translation_group: UUID | None = Field(
        default=None, description="what it shares with the same story in other languages, each once"
    )
    word_count: int = 0
    revision: int = Field(default=1, description="counts from 1")
    content_hash: str = Field(description="SHA-256 of what a reader sees; equal means unchanged")
    delivered_hash: str | None = Field(
        default=None,
        description="of what its source delivered last, where an editor revised it since",
    )
    published_at: datetime = Field(sa_type=UtcDateTime)
    published_at_is_estimated: bool = Field(
        default=False, description="the source gave no date; this is the time of arrival"
    )
    published_on: date | None = Field(
        default=None, sa_type=Day, description="the day, where the source gave it no time"
    )
    updated_at: datetime = Field(sa_type=UtcDateTime, description="the last material change")
    updated_on: date | None = Field(
        default=None, sa_type=Day, description="as `published_on`, of `updated_at`"
    )


class ArticleBody(TableModel, table=True):
    """The body as sanitised HTML and as plain text."""

    __tablename__ = "article_body"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    html: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)


class ArticleAuthor(TableModel, table=True):
    """The authors of an article, in the order of the byline."""

    __tablename__ = "article_author"
    __table_args__ = (Index("ix_article_author_newest", "author_id", "published_at", "article_id"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    author_id: UUID = Field(foreign_key="author.id")
    published_at: datetime = Field(
        sa_type=UtcDateTime, description="copy of the article's, for the author's list"
    )


class ArticleContributor(TableModel, table=True):
    """Who worked on an article beside its authors, in their order. `role` is a `ContributorRole`."""

    __tablename__ = "article_contributor"
    __table_args__ = (Index("ix_article_contributor_author", "author_id"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    author_id: UUID = Field(foreign_key="author.id")
    role: str


class ArticleTag(TableModel, table=True):
    """The tags of an article, the most important first."""

    __tablename__ = "article_tag"
    __table_args__ = (Index("ix_article_tag_newest", "tag_id", "published_at", "article_id"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    tag_id: UUID = Field(foreign_key="tag.id")
    published_at: datetime = Field(
        sa_type=UtcDateTime, description="copy of the article's, for the tag's list"
    )


class ArticleImage(TableModel, table=True):
    """The images of an article, the lead image first."""

    __tablename__ = "article_image"
    __table_args__ = (Index("ix_article_image_image", "image_id"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    image_id: UUID = Field(foreign_key="image.id")


class ArticleBodyFile(TableModel, table=True):
    """The files of the media folder that the body of an article shows, by their names there."""

    __tablename__ = "article_body_file"
    __table_args__ = (Index("ix_article_body_file_location", "location"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    location: str = Field(primary_key=True)
