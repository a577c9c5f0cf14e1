"""What articles are recognised by, and their further sources."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel


class IdentityKind(StrEnum):
    """What an `ArticleIdentity` is."""

    REFERENCE = "reference"
    URL = "url"
    TEXT = "text"


class ArticleIdentity(TableModel, table=True):
    """One thing by which versions of an article are recognised; see `newsroom.identity`."""

    __tablename__ = "article_identity"

    value: str = Field(primary_key=True, sa_type=Text, description="a reference, a URL or a digest")
    kind: str = Field(primary_key=True, description="an `IdentityKind`")
    source: str = Field(
        primary_key=True, description="whose reference it is; empty for what is unique among all sources"
    )
    article_id: UUID = Field(foreign_key="article.id")


class ArticleSource(TableModel, table=True):
    """A source that published the same article, beside the first one, which is in `Article`."""

    __tablename__ = "article_source"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True, description="order of arrival, from 1")
    name: str
    url: str | None = Field(default=None, sa_type=Text)
