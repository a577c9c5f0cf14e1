"""The table of API keys. The key itself is never stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7


class ApiKey(TableModel, table=True):
    """A key somebody holds. `key_hash` is the SHA-256 of 256 random bits, so it needs no salt."""

    __tablename__ = "api_key"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str
    prefix: str = Field(description="the first characters, to recognise a key by")
    key_hash: str = Field(unique=True)
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
