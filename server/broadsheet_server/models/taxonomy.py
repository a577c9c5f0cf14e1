"""Tables of sections, authors and tags."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7


def _edited_at() -> Any:
    """The column that tells two stores which of two names is the later one."""
    return Field(
        default=None,
        sa_type=UtcDateTime,
        description="when an editor last named, moved or merged it; null where none has, as far as is known",
    )


class Section(TableModel, table=True):
    """A node of the section tree. `path` is the slugs from the root, like `world/asia`."""

    __tablename__ = "section"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    path: str = Field(unique=True)
    slug: str
    name: str
    description: str | None = Field(default=None, sa_type=Text)
    parent_id: UUID | None = Field(default=None, foreign_key="section.id", index=True)
    position: int = Field(default=0, description="order among its siblings, smallest first")
    edited_at: datetime | None = _edited_at()


class Author(TableModel, table=True):
    """A person who writes. The printed byline is a field of the article."""

    __tablename__ = "author"
    __table_args__ = (Index("ix_author_identity", "identity", unique=True),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    identity: str = Field(description="what they are recognised by; see `newsroom.concepts`")
    edited_at: datetime | None = _edited_at()


class Tag(TableModel, table=True):
    """A topic, person, organisation, place or event (`kind`, a `TagKind`)."""

    __tablename__ = "tag"
    __table_args__ = (Index("ix_tag_identity", "identity", unique=True),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    slug: str = Field(unique=True)
    label: str
    kind: str
    identity: str = Field(description="what it is recognised by; see `newsroom.concepts`")
    same_as: list[str] = Field(default_factory=list, sa_type=JSON, description="URIs of the same elsewhere")
    edited_at: datetime | None = _edited_at()


class Alias(TableModel, table=True):
    """What a section, tag or author went by before it was moved or merged; see `newsroom.aliases`."""

    __tablename__ = "alias"
    __table_args__ = (Index("ix_alias_target", "target_id"),)

    value: str = Field(primary_key=True, sa_type=Text, description="a path, a slug or an identity")
    kind: str = Field(primary_key=True, description="an `AliasKind`")
    target_id: UUID = Field(description="what it is now: a section, a tag or an author")
    edited_at: datetime | None = _edited_at()
