"""Files that only their owner can read: articles, recipients, drafts and the log."""

import os
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE = 0o600


def make_private(path: Path) -> None:
    """Create the file if it does not exist, and take it from everybody but its owner.

    SQLite gives its `-wal` and `-shm` files the permissions of the database. Raises OSError if the file can
    not be created.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
    # File systems without permissions refuse; there is nothing to protect.
    with suppress(OSError):
        path.chmod(PRIVATE_FILE)
