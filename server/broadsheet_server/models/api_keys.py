"""The table of API keys. The key itself is never stored, only its hash."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7


class ApiKey(TableModel, table=True):
    """An API key. `key_hash` is a plain SHA-256: 256 random bits need neither salt nor a slow hash."""

    __tablename__ = "api_key"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str
    prefix: str = Field(index=True, description="the first characters, by which people recognise a key")
    key_hash: str = Field(unique=True)
    scopes: list[str] = Field(sa_type=JSON, description="values of `Scope`")
    created_at: datetime = Field(sa_type=UtcDateTime)
    section_ids: list[str] | None = Field(
        default=None,
        sa_type=JSON(none_as_null=True),
        description="ids of the sections that it may write in; None: everywhere",
    )
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="to the minute")
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    previous_prefix: str | None = Field(
        default=None, index=True, description="of the token that a rotation replaced"
    )
    previous_hash: str | None = None
    previous_until: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="until when the replaced token works as well"
    )
    refusals: int = Field(default=0, description="shares refused for their input since `refusals_since`")
    refusals_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
