"""Tables of the history of articles."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7


class Revision(TableModel, table=True):
    """An article after one change. `snapshot` is the whole article; see `newsroom.revisions`."""

    __tablename__ = "revision"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    number: int = Field(primary_key=True)
    kind: str = Field(description="a `ChangeKind`")
    created_at: datetime = Field(sa_type=UtcDateTime)
    snapshot: dict[str, object] = Field(sa_type=JSON)
    actor: str | None = Field(default=None, description="who made it; null where a source delivered it")
    reason: str | None = Field(default=None, sa_type=Text, description="why, in the words of the actor")


class Correction(TableModel, table=True):
    """A public note that says what was wrong."""

    __tablename__ = "correction"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    article_id: UUID = Field(foreign_key="article.id", index=True)
    text: str = Field(sa_type=Text)
    corrected_at: datetime = Field(sa_type=UtcDateTime)


class Tombstone(TableModel, table=True):
    """What an editor says of an article that they withdrew. It goes when the article is restored."""

    __tablename__ = "tombstone"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    kind: str = Field(description="a `WithdrawalKind`")
    note: str | None = Field(default=None, sa_type=Text, description="to readers")
    redirect_url: str | None = Field(default=None, sa_type=Text, description="where readers find it now")
    withdrawn_at: datetime = Field(sa_type=UtcDateTime)
