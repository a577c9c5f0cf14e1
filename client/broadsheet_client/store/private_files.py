"""Files that only their owner can read: articles, recipients, drafts, images, settings and the log."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
_OTHERS = 0o077


def make_private(path: Path) -> None:
    """Create the file if it does not exist, and take it from everybody but its owner.

    SQLite gives its `-wal` and `-shm` files the permissions of the database. Raises OSError if the file can
    not be created.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
    _take_from_others(path)


def make_files_private(root: Path, database: str) -> None:
    """Take the files of earlier versions of the reader from everybody but their owner.

    These are the settings and logs in `root`, and those folders of `root` that hold a `database`, with
    everything in them. Nothing else is touched, as `root` may be any folder that the user named.
    """
    if os.name == "posix":
        for path in _own_paths(root, database):
            with suppress(OSError):
                if path.stat().st_mode & _OTHERS and not path.is_symlink():
                    _take_from_others(path)


def _own_paths(root: Path, database: str) -> Iterator[Path]:
    yield from (root / name for name in ("settings.ini", "reader.log", "reader.old.log"))
    for store in root.glob(f"*/{database}"):
        for folder, _, names in os.walk(store.parent):
            yield Path(folder)
            yield from (Path(folder) / name for name in names)


def _take_from_others(path: Path) -> None:
    # File systems without permissions refuse; there is nothing to protect.
    with suppress(OSError):
        path.chmod(_PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)
