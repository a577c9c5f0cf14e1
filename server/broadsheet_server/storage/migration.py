"""Migrates the schema of a database to that of this version of the program (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from broadsheet_server.storage.database import Database


class StoreTooNewError(RuntimeError):
    """The schema is that of a newer version of Broadsheet; this one must not write to it."""


def migrate(database: Database) -> str:
    """Apply the missing migrations in one transaction; return the revision reached.

    Raises StoreTooNewError when the database is at a revision that this program does not have.
    """
    with database.engine.begin() as connection:
        config = configuration(connection)
        _refuse_newer(connection, config)
        command.upgrade(config, "head")
        return current_revision(connection) or ""


def is_current(database: Database) -> bool:
    """Whether no migration is missing. Raises StoreTooNewError as `migrate` does."""
    with database.engine.begin() as connection:
        config = configuration(connection)
        _refuse_newer(connection, config)
        return current_revision(connection) == _scripts(config).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision of the schema; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection, config: Config) -> None:
    current = current_revision(connection)
    revisions = {script.revision for script in _scripts(config).walk_revisions()}
    if current is not None and current not in revisions:
        raise StoreTooNewError(
            f"The store is at revision {current}, which this version of Broadsheet does not know. "
            "Install the version that wrote it, or a newer one."
        )


def configuration(connection: Connection) -> Config:
    """Alembic's configuration to migrate the database of this connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)
