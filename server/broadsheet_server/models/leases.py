"""Leases: which process does a piece of work that only one may do at a time."""

from datetime import datetime

from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import UtcDateTime


class Lease(TableModel, table=True):
    """A lease by its name. It is free if there is no row, or once `until` has passed."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = Field(sa_type=UtcDateTime)
