"""Migrates the schema of a database to that of this version of the program (Alembic).

Alembic is imported where something has to be migrated: a start that finds the store as it should be, as
nearly every start does, is a tenth faster without it.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Select, column, inspect, select, table

from broadsheet_server.storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSION_TABLE: Final = "alembic_version"
_REVISION: Final[Select[Any]] = select(column("version_num")).select_from(table(_VERSION_TABLE))


class StoreTooNewError(RuntimeError):
    """The schema is that of a newer version of Broadsheet; this one must not write to it."""


def migrate(database: Database) -> str:
    """Apply the missing migrations in one transaction; return the revision reached.

    Raises StoreTooNewError when the database is at a revision that this program does not have.
    """
    if is_current(database):
        return revisions()[-1]
    from alembic import command

    with database.engine.begin() as connection:
        _known_revision(connection)
        command.upgrade(configuration(connection), "head")
        return current_revision(connection) or ""


def is_current(database: Database) -> bool:
    """Whether no migration is missing. Raises StoreTooNewError as `migrate` does."""
    with database.engine.begin() as connection:
        return _known_revision(connection) == revisions()[-1]


def current_revision(connection: Connection) -> str | None:
    """The revision of the schema; None for an empty database."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    revision: str | None = connection.execute(_REVISION).scalar()
    return revision


@cache
def revisions() -> tuple[str, ...]:
    """All revisions that this program has, the oldest first: each file of a migration begins with its own."""
    return tuple(sorted(path.name.partition("_")[0] for path in _MIGRATIONS.glob("versions/[0-9]*.py")))


def _known_revision(connection: Connection) -> str | None:
    """The revision of the schema. Raises StoreTooNewError where it is none of this program's."""
    current = current_revision(connection)
    if current is not None and current not in revisions():
        raise StoreTooNewError(
            f"The store is at revision {current}, which this version of Broadsheet does not know. "
            "Install the version that wrote it, or a newer one."
        )
    return current


def configuration(connection: Connection) -> "Config":
    """Alembic's configuration to migrate the database of this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
