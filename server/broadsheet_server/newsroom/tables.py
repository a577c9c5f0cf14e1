"""The newsroom's tables.

Ids are UUIDv7, times are UTC, every constraint has a name. What lists read is narrow: the body lives in a
table of its own. `Change` is the feed that everyone else follows; see `newsroom.changes`.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKey, Index, Text
from sqlmodel import Field

from broadsheet_server.storage.identity import new_id
from broadsheet_server.storage.table import Table
from broadsheet_server.storage.types import BigInt, UtcDateTime
from broadsheet_shared.vocabulary import ArticleStatus


class Section(Table, table=True):
    """A place in the tree of sections. `path` is the slugs from the root, like `world/asia`."""

    __tablename__ = "section"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    path: str = Field(unique=True)
    slug: str
    name: str
    description: str | None = Field(default=None, sa_type=Text)
    parent_id: UUID | None = Field(default=None, foreign_key="section.id", index=True)
    position: int = Field(default=0, description="order among its siblings, smallest first")


class Author(Table, table=True):
    """Somebody who writes; the printed byline stands on the article."""

    __tablename__ = "author"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    name: str


class Tag(Table, table=True):
    """A topic, person, organisation, place or event (`kind`, a `TagKind`)."""

    __tablename__ = "tag"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    label: str
    kind: str


class Image(Table, table=True):
    """A picture with its words. `alt` is what is seen, for those who cannot see it."""

    __tablename__ = "image"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    external_reference: str | None = Field(default=None, unique=True)
    alt: str = Field(sa_type=Text)
    caption: str | None = Field(default=None, sa_type=Text)
    credit: str | None = None


class Rendition(Table, table=True):
    """One file of an image. `location` is a name in the media folder, or an absolute https URL elsewhere."""

    __tablename__ = "rendition"

    image_id: UUID = Field(foreign_key="image.id", primary_key=True)
    name: str = Field(primary_key=True, description="`original`, or another size")
    location: str = Field(sa_type=Text)
    media_type: str
    width: int = Field(description="pixels")
    height: int = Field(description="pixels")


_IN_ORDER = ("published_at", "id", "status", "embargoed_until", "expires_at")
"""A list is read in this order; what decides who may see an article is beside it, so that counting a list
reads the index alone."""


class Article(Table, table=True):
    """What lists and pages need to know of an article, without its body."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_newest", *_IN_ORDER),
        Index("ix_article_section_newest", "section_id", *_IN_ORDER),
        Index("ix_article_language_newest", "language", *_IN_ORDER),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
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


class ArticleBody(Table, table=True):
    """The body, sanitised HTML and the same as plain text."""

    __tablename__ = "article_body"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    html: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)


class ArticleAuthor(Table, table=True):
    """Who wrote an article, in the order of the byline."""

    __tablename__ = "article_author"
    __table_args__ = (Index("ix_article_author_newest", "author_id", "published_at", "article_id"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    author_id: UUID = Field(foreign_key="author.id")
    published_at: datetime = Field(sa_type=UtcDateTime, description="the article's, for the author's list")


class ArticleTag(Table, table=True):
    """What an article is about, most important first."""

    __tablename__ = "article_tag"
    __table_args__ = (Index("ix_article_tag_newest", "tag_id", "published_at", "article_id"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    tag_id: UUID = Field(foreign_key="tag.id")
    published_at: datetime = Field(sa_type=UtcDateTime, description="the article's, for the tag's list")


class ArticleImage(Table, table=True):
    """The pictures of an article, the lead image first."""

    __tablename__ = "article_image"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    image_id: UUID = Field(foreign_key="image.id")


class Correction(Table, table=True):
    """A public note that says what was wrong."""

    __tablename__ = "correction"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    article_id: UUID = Field(foreign_key="article.id", index=True)
    text: str = Field(sa_type=Text)
    corrected_at: datetime = Field(sa_type=UtcDateTime)


class Revision(Table, table=True):
    """The article as it stood after one change: a snapshot that can be restored."""

    __tablename__ = "revision"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    number: int = Field(primary_key=True)
    kind: str = Field(description="a `ChangeKind`")
    created_at: datetime = Field(sa_type=UtcDateTime)
    snapshot: dict[str, object] = Field(sa_type=JSON)


class Change(Table, table=True):
    """One thing that happened. `sequence` grows in the order of commits, so nobody sees a gap."""

    __tablename__ = "change"

    sequence: int = Field(sa_column=Column(BigInt, primary_key=True, autoincrement=False))
    kind: str = Field(description="a `ChangeKind`")
    article_id: UUID = Field(
        sa_column=Column(ForeignKey("article.id"), nullable=False, index=True),
    )
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    tags: list[str] = Field(
        sa_type=JSON, description="what it touches, like `article:…` and `section:world/asia`"
    )


class ChangeHead(Table, table=True):
    """The last sequence given out. Its row lock puts writers in order."""

    __tablename__ = "change_head"

    id: int = Field(default=1, primary_key=True)
    sequence: int = Field(default=0, sa_type=BigInt)


class Follower(Table, table=True):
    """How far somebody who follows the change feed has come."""

    __tablename__ = "follower"

    name: str = Field(primary_key=True)
    sequence: int = Field(default=0, sa_type=BigInt)
