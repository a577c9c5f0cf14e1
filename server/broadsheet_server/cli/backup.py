"""`broadsheet backup`: write the whole paper to one file."""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from broadsheet_server.cli.store_options import settings_of
from broadsheet_server.operations.backup import back_up
from broadsheet_server.operations.backup_archive import BackupError
from broadsheet_server.operations.open_store import check_has_store

COULD_NOT_RUN = 2


@contextmanager
def tidy_at_sigterm() -> Iterator[None]:
    """SIGTERM, which systemd sends, ends it as Ctrl+C does: half a file, with all its secrets, goes."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def reason(error: BackupError | OSError) -> str:
    """What stopped a backup or its restoring, without the numbers of the system."""
    if isinstance(error, BackupError) or error.strerror is None:
        return str(error)
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror}."


def run(arguments: argparse.Namespace) -> int:
    """Back up, and say what is in it."""
    settings = settings_of(arguments)
    check_has_store(settings)
    try:
        with tidy_at_sigterm():
            manifest = back_up(settings, arguments.file)
    except (BackupError, OSError) as error:
        print(f"broadsheet: The backup was not made. {reason(error)}", file=sys.stderr)
        return COULD_NOT_RUN
    megabytes = arguments.file.stat().st_size / 1_000_000
    files = sum(name.startswith("media/") for name in manifest.members)
    print(
        f"{manifest.articles:,} {'article' if manifest.articles == 1 else 'articles'} and {files:,} image "
        f"{'file' if files == 1 else 'files'} in {arguments.file} ({megabytes:.1f} MB), written and checked."
    )
    return 0
