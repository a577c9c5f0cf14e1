"""TODO."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKey
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import BigInt, UtcDateTime


class Change(TableModel, table=True):
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


class ChangeHead(TableModel, table=True):
    """The last sequence given out. Its row lock puts writers in order."""

    __tablename__ = "change_head"

    id: int = Field(default=1, primary_key=True)
    sequence: int = Field(default=0, sa_type=BigInt)


class Follower(TableModel, table=True):
    """How far somebody who follows the change feed has come."""

    __tablename__ = "follower"

    name: str = Field(primary_key=True)
    sequence: int = Field(default=0, sa_type=BigInt)


class RelatedLease(TableModel, table=True):
    """Which process makes related lists, and until when the others wait for it."""

    __tablename__ = "related_lease"

    id: int = Field(default=1, primary_key=True)
    owner: str
    until: datetime = Field(sa_type=UtcDateTime)
