"""What each import did: its counts, and the items that were not taken as they were."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7


class ImportRun(TableModel, table=True):
    """One import. `origin` names the files or the source, and `source_id` the source, which may be gone.

    `finished_at` is None while it runs, and for ever if the process was killed; `error` is why it stopped
    before its end. `notes` hold for many items alike. `is_pushed` where a push of a hub caused the poll.
    """

    __tablename__ = "import_run"
    __table_args__ = (Index(None, "source_id", "id"), Index(None, "started_at"))

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    origin: str = Field(sa_type=Text)
    source_id: UUID | None = None
    is_pushed: bool = False
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=Text)
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    held: int = 0
    withdrawn: int = 0
    rejected: int = 0
    skipped: int = 0
    notes: list[str] = Field(default_factory=list, sa_type=JSON)


class ImportRunItem(TableModel, table=True):
    """An item that was not taken as it was: what became of it, where it stood, how it began, and why."""

    __tablename__ = "import_run_item"

    run_id: UUID = Field(primary_key=True, foreign_key="import_run.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    outcome: str
    place: str = Field(sa_type=Text)
    excerpt: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
