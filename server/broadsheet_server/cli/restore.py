"""`broadsheet restore`: make a paper of a backup."""

import argparse
import os
import sys
from pathlib import Path

from broadsheet_server.operations.backup import restore_backup
from broadsheet_server.operations.backup_archive import BackupError
from broadsheet_server.settings import Settings
from broadsheet_server.settings.sources import PREFIX

COULD_NOT_RUN = 2


def run(arguments: argparse.Namespace) -> int:
    """Restore, and say what there is to do."""
    settings = _settings(arguments.data)
    try:
        restored = restore_backup(settings, arguments.file)
    except (BackupError, OSError) as error:
        print(f"broadsheet: Nothing was restored. {error}", file=sys.stderr)
        return COULD_NOT_RUN
    manifest = restored.manifest
    articles = f"{manifest.articles:,} {'article' if manifest.articles == 1 else 'articles'}"
    print(f"{articles} of {manifest.created_at} are in {settings.data.absolute()}.")
    print("`broadsheet serve` builds the search index anew.")
    if restored.held:
        print(
            f"{restored.held:,} mails waited then and may have been sent since; they are held: see "
            "`broadsheet mail list --waiting`, then `broadsheet mail resume --all` or `mail cancel --all`."
        )
    return 0


def _settings(data: Path | None) -> Settings:
    """Where to restore; all other settings are in the backup, and need not make sense without it."""
    return Settings.model_construct(
        data=data or Path(os.environ.get(f"{PREFIX}DATA", "broadsheet-data")),
        database_url=os.environ.get(f"{PREFIX}DATABASE_URL"),
    )
