"""`broadsheet restore`: make a paper of a backup."""

import argparse
import os
import sys
import tomllib
from pathlib import Path

from broadsheet_server.cli.backup import reason, tidy_at_sigterm
from broadsheet_server.operations.backup import restore_backup
from broadsheet_server.operations.backup_archive import BackupError
from broadsheet_server.settings import CONFIG_FILE, Settings
from broadsheet_server.settings.sources import PREFIX
from broadsheet_server.settings.validation import database_url

COULD_NOT_RUN = 2


def run(arguments: argparse.Namespace) -> int:
    """Restore, and say what there is to do."""
    try:
        settings = _settings(arguments.data)
        with tidy_at_sigterm():
            restored = restore_backup(settings, arguments.file)
    except (BackupError, OSError) as error:
        print(f"broadsheet: Nothing was restored. {reason(error)}", file=sys.stderr)
        return COULD_NOT_RUN
    manifest = restored.manifest
    articles = f"{manifest.articles:,} {'article' if manifest.articles == 1 else 'articles'}"
    print(f"{articles} of {manifest.created_at} are in {settings.data.absolute()}.")
    print("`broadsheet serve` builds the search index anew.")
    if _names_another_database(settings):
        print(
            f"Attention: database_url in {settings.data / CONFIG_FILE} is still that of the paper that was "
            "backed up. Change it before any other command, which would write there."
        )
    if restored.held:
        print(
            f"{restored.held:,} mails waited then and may have been sent since; they are held: see "
            "`broadsheet mail list --waiting`, then `broadsheet mail resume --all` or `mail cancel --all`."
        )
    return 0


def _settings(data: Path | None) -> Settings:
    """Where to restore; all other settings are in the backup, and need not make sense without it.

    Raises BackupError for an address that is that of no database.
    """
    try:
        url = database_url(os.environ.get(f"{PREFIX}DATABASE_URL") or None)
    except ValueError as error:
        raise BackupError(f"{PREFIX}DATABASE_URL: {error}.") from error
    folder = data or Path(os.environ.get(f"{PREFIX}DATA", "broadsheet-data"))
    return Settings.model_construct(data=folder, database_url=url)


def _names_another_database(settings: Settings) -> bool:
    """Whether the restored settings file has the address of a database, and not that of this one."""
    try:
        restored = tomllib.loads((settings.data / CONFIG_FILE).read_text("utf-8")).get("database_url")
    except (OSError, ValueError):
        return False
    return restored is not None and restored != settings.database_url
