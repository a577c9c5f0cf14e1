"""The newsroom's tables.

Ids are UUIDv7, times are UTC, every constraint has a name. What lists read is narrow: the body lives in a
table of its own. `Change` is the feed that everyone else follows; see `newsroom.changes`.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import ArticleStatus

_IN_ORDER = ("published_at", "id", "status", "embargoed_until", "expires_at")
"""A list is read in this order; what decides who may see an article is beside it, so that counting a list
reads the index alone."""


class Article(TableModel, table=True):
    """What lists and pages need to know of an article, without its body."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_newest", *_IN_ORDER),
        Index("ix_article_section_newest", "section_id", *_IN_ORDER),
        Index("ix_article_language_newest", "language", *_IN_ORDER),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    slug: str = Field(unique=True)
    external_reference: str | None = Field(default=None, unique=True)
    canonical_url: str | None = Field(default=None, unique=True, sa_type=Text)
    status: str = Field(default=ArticleStatus.PUBLISHED)
    language: str = Field(description="BCP 47")
    headline: str = Field(sa_type=Text)
    summary: str | None = Field(default=None, sa_type=Text)
    byline: str | None = Field(default=None, sa_type=Text)
    section_id: UUID = Field(foreign_key="section.id")
    lead_image_id: UUID | None = Field(default=None, foreign_key="image.id")
    word_count: int = 0
    revision: int = Field(default=1, description="counts from 1")
    content_hash: str = Field(description="SHA-256 of what a reader would see; equal means unchanged")
    published_at: datetime = Field(sa_type=UtcDateTime)
    published_at_is_estimated: bool = Field(
        default=False, description="the source gave no date; this is when it arrived"
    )
    updated_at: datetime = Field(sa_type=UtcDateTime, description="the last material change")
    embargoed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    copyright_notice: str | None = Field(default=None, sa_type=Text)
    source_name: str | None = None
    source_url: str | None = Field(default=None, sa_type=Text)


class ArticleBody(TableModel, table=True):
    """The body, sanitised HTML and the same as plain text."""

    __tablename__ = "article_body"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    html: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)


class ArticleAuthor(TableModel, table=True):
    """Who wrote an article, in the order of the byline."""

    __tablename__ = "article_author"
    __table_args__ = (Index("ix_article_author_newest", "author_id", "published_at", "article_id"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    author_id: UUID = Field(foreign_key="author.id")
    published_at: datetime = Field(sa_type=UtcDateTime, description="the article's, for the author's list")


class ArticleTag(TableModel, table=True):
    """What an article is about, most important first."""

    __tablename__ = "article_tag"
    __table_args__ = (Index("ix_article_tag_newest", "tag_id", "published_at", "article_id"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    tag_id: UUID = Field(foreign_key="tag.id")
    published_at: datetime = Field(sa_type=UtcDateTime, description="the article's, for the tag's list")


class ArticleImage(TableModel, table=True):
    """The pictures of an article, the lead image first."""

    __tablename__ = "article_image"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    image_id: UUID = Field(foreign_key="image.id")
