"""The files to import: found in folders, and opened."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

SUFFIXES: Final = (".json", ".jsonl", ".txt", ".md", ".markdown")
STANDARD_INPUT: Final = Path("-")

_COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".zip")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to import. `folder` is where its relative links begin; standard input has none.

    `error` is why its folder could not be listed. `skip_reason` is why it is not imported although somebody
    may expect it.
    """

    name: str
    folder: Path | None
    error: OSError | None = None
    skip_reason: str | None = None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open it for reading. Standard input is copied to a temporary file, so that it can be read twice."""
        if self.error is not None:
            raise self.error
        if self.folder is not None:
            with Path(self.name).open("rb") as file:
                yield file
        else:
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
                copy.seek(0)
                yield copy


def find_source_files(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """The files at `paths`, and every article file below the folders, in the order of their names.

    Hidden files and folders, and files of other kinds, are left out; links to folders (they may form a
    cycle), compressed files, and what is no file at all, such as a named pipe, have a `skip_reason`.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield SourceFile("standard input", None)
        elif path.is_dir():
            yield from _walk(path)
        else:
            yield _source_file(path)


def _walk(folder: Path) -> Iterator[SourceFile]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield SourceFile(str(folder), folder, error)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from [_linked_folder(entry)] if entry.is_symlink() else _walk(entry)
        elif entry.suffix.lower() in SUFFIXES:
            yield _source_file(entry)
        elif entry.suffix.lower() in _COMPRESSED and Path(entry.stem).suffix.lower() in SUFFIXES:
            reason = "Packed files are not read; unpack it first."
            yield SourceFile(str(entry), folder, skip_reason=reason)


def _linked_folder(folder: Path) -> SourceFile:
    reason = "Links to folders are not followed; name it to have it imported."
    return SourceFile(str(folder), folder, skip_reason=reason)


def _source_file(file: Path) -> SourceFile:
    """The file, which need not exist. To open a pipe would wait for whoever writes to it, maybe for ever."""
    if file.is_file() or not file.exists():
        return SourceFile(str(file), file.parent)
    reason = "This is a pipe, a socket or a device, not a file. `broadsheet import -` reads standard input."
    return SourceFile(str(file), file.parent, skip_reason=reason)
