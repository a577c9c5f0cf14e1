"""The files that are to be imported: found in folders, opened, and read whole or line by line."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

SUFFIXES: Final = (".json", ".jsonl", ".txt", ".md")
STANDARD_INPUT: Final = Path("-")

_PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file. `folder` is where its relative links begin; standard input has none.

    `trouble` is what kept us from finding out more, such as a folder that may not be read. `passed_over`
    says why it is not read although somebody may expect it.
    """

    name: str
    folder: Path | None
    trouble: OSError | None = None
    passed_over: str | None = None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open it for reading; what comes from standard input is kept in a temporary file meanwhile."""
        if self.trouble is not None:
            raise self.trouble
        if self.folder is not None:
            with Path(self.name).open("rb") as file:
                yield file
        else:
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
                copy.seek(0)
                yield copy


def source_files(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """The files themselves, and every article file in the folders, in the order of their names.

    Hidden files and folders, and files of other kinds, are passed over in silence; links to folders, which
    may lead round in a circle, and packed articles with a reason.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield SourceFile("standard input", None)
        elif path.is_dir():
            yield from _walk(path)
        else:
            yield _document(path)


def _walk(folder: Path) -> Iterator[SourceFile]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as trouble:
        yield SourceFile(str(folder), folder, trouble)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from [_linked(entry)] if entry.is_symlink() else _walk(entry)
        elif entry.suffix.lower() in SUFFIXES and (entry.is_file() or not entry.exists()):
            yield _document(entry)
        elif entry.suffix.lower() in _PACKED and Path(entry.stem).suffix.lower() in SUFFIXES:
            yield SourceFile(str(entry), folder, passed_over="Packed files are not read; unpack it first.")


def _linked(folder: Path) -> SourceFile:
    reason = "Links to folders are not followed; name it to have it imported."
    return SourceFile(str(folder), folder, passed_over=reason)


def _document(file: Path) -> SourceFile:
    return SourceFile(str(file), file.parent)
