"""The sources that the server polls, and what it remembers of their items."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.vocabulary import SourceState


class ImportSource(TableModel, table=True):
    """A feed or page that is polled.

    `name` is whom the articles come from, as readers see it. `interval_s` is the least time between polls.
    `etag`, `last_modified` and `digest` (of the document's bytes) tell whether it has changed.
    `moved_to` is where permanent redirects led the last `moved_sightings` times. `failures` counts those in a
    row. `hub_urls` are the WebSub hubs that the feed names, and `topic_url` what they call it, None where it
    names none; a push that came at `push_at` tells of news that no poll has found yet. A server that polls it
    has the lease `lease_id` until `lease_until`.
    """

    __tablename__ = "import_source"
    __table_args__ = (
        UniqueConstraint("name"),
        UniqueConstraint("url"),
        Index(None, "state", "next_poll_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    name: str
    url: str = Field(sa_type=Text)
    section_path: str
    language: str | None = None
    time_zone: str | None = None
    full_text: bool = False
    interval_s: int
    state: SourceState = Field(default=SourceState.ACTIVE, sa_type=Text)
    stop_reason: str | None = Field(default=None, sa_type=Text)
    added_at: datetime = Field(sa_type=UtcDateTime)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    digest: str | None = None
    moved_to: str | None = Field(default=None, sa_type=Text)
    moved_sightings: int = 0
    next_poll_at: datetime = Field(sa_type=UtcDateTime)
    failures: int = 0
    last_success_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = Field(default=None, sa_type=Text)
    last_error_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hub_urls: list[str] = Field(default_factory=list, sa_type=JSON)
    topic_url: str | None = Field(default=None, sa_type=Text)
    push_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_id: UUID | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SourceItem(TableModel, table=True):
    """An item of a full-text source whose page has been read.

    `item_key` is the digest of its identity and `digest` that of its content, as the feed has them. Where
    some of its images failed for the moment they are tried again at `images_due_at`; `image_retries` times
    they were.
    """

    __tablename__ = "source_item"

    source_id: UUID = Field(primary_key=True, foreign_key="import_source.id", ondelete="CASCADE")
    item_key: str = Field(primary_key=True)
    digest: str
    image_retries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    images_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
