"""Tables of images and their files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field, Relationship

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime
from broadsheet_server.storage.uuid7 import uuid7


class Image(TableModel, table=True):
    """An image with its texts. `alt` describes it for people who do not see it."""

    __tablename__ = "image"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    external_reference: str | None = Field(default=None, unique=True)
    alt: str = Field(sa_type=Text)
    caption: str | None = Field(default=None, sa_type=Text)
    credit: str | None = None
    copyright_notice: str | None = Field(default=None, sa_type=Text)
    usage_terms: str | None = Field(default=None, sa_type=Text, description="what others may do with it")
    focal_x: float | None = Field(
        default=None, description="where its most important point is: 0 at the left edge, 1 at the right one"
    )
    focal_y: float | None = Field(default=None, description="0 at the upper edge, 1 at the lower one")
    renditions: list["Rendition"] = Relationship()


class FetchedImage(TableModel, table=True):
    """An image of another server that was fetched into the media folder.

    `etag` and `last_modified` are what that server gave with it, to ask whether it has changed.
    """

    __tablename__ = "fetched_image"
    __table_args__ = (Index("ix_fetched_image_location", "location"),)

    url_digest: str = Field(
        primary_key=True, description="SHA-256 of its URL, which may be too long for a key"
    )
    location: str = Field(description="name in the media folder")
    media_type: str
    width: int = Field(description="pixels")
    height: int = Field(description="pixels")
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    checked_at: datetime = Field(
        sa_type=UtcDateTime, description="when the server last sent it or said that it has not changed"
    )


class Rendition(TableModel, table=True):
    """The original of an image. `location` is a name in the media folder, or an absolute https URL elsewhere.

    Smaller renditions have no rows: they follow from this one (`newsroom.renditions`).
    """

    __tablename__ = "rendition"
    __table_args__ = (Index("ix_rendition_location", "location"),)

    image_id: UUID = Field(foreign_key="image.id", primary_key=True)
    name: str = Field(primary_key=True, description="`original`")
    location: str = Field(sa_type=Text)
    media_type: str
    width: int = Field(description="pixels")
    height: int = Field(description="pixels")
