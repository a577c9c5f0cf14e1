"""Tables of images and their files."""

from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field, Relationship

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.uuid7 import uuid7


class Image(TableModel, table=True):
    """An image with its texts. `alt` describes it for people who do not see it."""

    __tablename__ = "image"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    external_reference: str | None = Field(default=None, unique=True)
    alt: str = Field(sa_type=Text)
    caption: str | None = Field(default=None, sa_type=Text)
    credit: str | None = None
    renditions: list["Rendition"] = Relationship()


class Rendition(TableModel, table=True):
    """One file of an image. `location` is a name in the media folder, or an absolute https URL elsewhere."""

    __tablename__ = "rendition"
    __table_args__ = (Index("ix_rendition_location", "location"),)

    image_id: UUID = Field(foreign_key="image.id", primary_key=True)
    name: str = Field(primary_key=True, description="`original`, or another size")
    location: str = Field(sa_type=Text)
    media_type: str
    width: int = Field(description="pixels")
    height: int = Field(description="pixels")
