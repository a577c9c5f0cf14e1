"""The base of all tables: SQLModel, with a naming convention so that migrations can name every constraint."""

from typing import ClassVar

from sqlalchemy import MetaData
from sqlmodel import SQLModel


class TableModel(SQLModel):
    """A table of the database: derive from it with `table=True`."""

    # SQLModel validates no rows: that pydantic builds its validators when they are first used saves a start
    # those of every table.
    model_config = {"defer_build": True}
    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
