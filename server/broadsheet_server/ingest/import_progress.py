"""What an import has read so far, for whoever shows it, and the wish to stop it."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from broadsheet_server.ingest.source_files import ARCHIVE_SUFFIXES, SUFFIXES


@dataclass(slots=True)
class ImportProgress:
    """`bytes_read` of the files that are read; `passed_over` counts files of other kinds by their suffix.

    Set `stop` to end the run after the items that are being written.
    """

    bytes_read: float = 0.0
    passed_over: Counter[str] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)


def bytes_in(paths: Iterable[Path]) -> int:
    """How many bytes an import of files and folders will read; archives count as they are."""
    return sum(map(_bytes_at, paths))


def _bytes_at(path: Path) -> int:
    try:
        if not path.is_dir():
            return path.stat().st_size
        entries = [entry for entry in path.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return 0
    return bytes_in(entry for entry in entries if _is_read(entry))


def _is_read(entry: Path) -> bool:
    if entry.is_dir():
        return not entry.is_symlink()
    return entry.suffix.lower() in SUFFIXES + ARCHIVE_SUFFIXES
