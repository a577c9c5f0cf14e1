"""The table of the audit log: who did what, when, to which object; nobody changes it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7


class AuditEntry(TableModel, table=True):
    """One act, or several refusals of the same kind within a minute (`count`).

    It names its key and its object without foreign keys, because it outlives them.
    """

    __tablename__ = "audit_entry"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    occurred_at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_kind: str = Field(description="an `ActorKind`")
    actor: str = Field(description="what people know the actor by: prefix and name of a key")
    api_key_id: UUID | None = Field(default=None, index=True)
    action: str = Field(description="a mutation, or a command like `key create`")
    object_kind: str | None = Field(default=None, description="like `Article`")
    object_id: str | None = Field(default=None, description="its id, or the path of a section")
    outcome: str = Field(description="an `AuditOutcome`")
    detail: str | None = Field(default=None, sa_type=Text)
    count: int = 1
