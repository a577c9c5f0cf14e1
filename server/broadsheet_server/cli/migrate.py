"""`broadsheet migrate`: apply the missing migrations to the store."""

import argparse

from sqlalchemy.exc import OperationalError

from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.operations.open_store import (
    StoreUnavailableError,
    has_store,
    make_data_folder,
    new_store_notice,
)
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.migration import is_current, migrate


def run(arguments: argparse.Namespace) -> int:
    """Migrate, and print the revision."""
    settings = settings_of(arguments)
    is_new = not has_store(settings)
    make_data_folder(settings.data)
    database = Database(settings.store_url)
    try:
        if is_current(database):
            print("The store is up to date.")
        else:
            print(f"The store is now at revision {migrate(database)}.")
    except OperationalError as error:
        raise StoreUnavailableError(f"The store cannot be opened: {error.orig}") from error
    finally:
        database.dispose()
    if is_new:
        print(new_store_notice(settings))
    return 0
