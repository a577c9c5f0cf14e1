"""The table of API keys. The key itself is never stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from broadsheet_server.storage.identity import new_id
from broadsheet_server.storage.table import Table
from broadsheet_server.storage.types import UtcDateTime


class ApiKey(Table, table=True):
    """A key somebody holds. `key_hash` is the SHA-256 of 256 random bits, so it needs no salt."""

    __tablename__ = "api_key"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    prefix: str = Field(description="the first characters, to recognise a key by")
    key_hash: str = Field(unique=True)
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
