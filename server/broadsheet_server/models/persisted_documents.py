"""The table of registered documents, which clients name by their hash."""

from datetime import datetime

from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime


class PersistedDocument(TableModel, table=True):
    """A GraphQL document that somebody with the right to do so has registered."""

    __tablename__ = "persisted_document"

    sha256: str = Field(primary_key=True, description="of `text` in UTF-8, 64 lower-case hexadecimal digits")
    text: str
    operations: str = Field(description="the names of its operations, for people")
    registered_at: datetime = Field(sa_type=UtcDateTime)
    registered_by: str = Field(description="the label of the key, or where the command line took it from")
