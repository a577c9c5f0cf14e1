"""Bringing a store to the form that this version of the program knows (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from broadsheet_server.storage.database import Database


class StoreTooNewError(RuntimeError):
    """The store was written by a newer version of Broadsheet; this one must not touch it."""


def migrate(database: Database) -> str:
    """Apply every migration that is missing, in one transaction; return the revision reached.

    Raises StoreTooNewError when the store knows a revision that this program does not.
    """
    with database.engine.begin() as connection:
        config = configuration(connection)
        _refuse_newer(connection, config)
        command.upgrade(config, "head")
        return current_revision(connection) or ""


def is_current(database: Database) -> bool:
    """Whether the store needs no migration."""
    with database.engine.begin() as connection:
        return current_revision(connection) == _scripts(configuration(connection)).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision that the store is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection, config: Config) -> None:
    current = current_revision(connection)
    known = {script.revision for script in _scripts(config).walk_revisions()}
    if current is not None and current not in known:
        raise StoreTooNewError(
            f"The store is at revision {current}, which this version of Broadsheet does not know. "
            "Install the version that wrote it, or a newer one."
        )


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for the store behind the connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)
