"""The change feed: changes of articles, the last sequence assigned, and follower positions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKey
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import BigInt, UtcDateTime


class Change(TableModel, table=True):
    """One change of an article. `sequence` grows in commit order and has no gaps."""

    __tablename__ = "change"

    sequence: int = Field(sa_column=Column(BigInt, primary_key=True, autoincrement=False))
    kind: str = Field(description="a `ChangeKind`")
    article_id: UUID = Field(
        sa_column=Column(ForeignKey("article.id"), nullable=False, index=True),
    )
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    topics: list[str] = Field(
        sa_type=JSON, description="what the change concerns, like `article:<hex id>` or `section:world/asia`"
    )


class ChangeHead(TableModel, table=True):
    """The last sequence assigned, in the one row of this table. Its row lock serialises writers.

    `parts_version` counts the changes of what articles share: sections, authors, tags and images.
    """

    __tablename__ = "change_head"

    id: int = Field(default=1, primary_key=True)
    sequence: int = Field(default=0, sa_type=BigInt)
    parts_version: int = Field(default=0, sa_type=BigInt, sa_column_kwargs={"server_default": "0"})


class Follower(TableModel, table=True):
    """The position of a follower: the sequence up to which it has processed the change feed."""

    __tablename__ = "follower"

    name: str = Field(primary_key=True)
    sequence: int = Field(default=0, sa_type=BigInt)
