"""The files to import: found in folders and archives, fetched, and opened."""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Final, Self

from broadsheet_server.fetching.errors import FetchError
from broadsheet_server.fetching.fetched_document import FetchedDocument
from broadsheet_server.ingest.archives import ArchiveError, UnpackingBudget, is_archive, unpack

SUFFIXES: Final = (
    *(".json", ".jsonl", ".ndjson", ".txt", ".md", ".markdown"),
    *(".xml", ".rss", ".atom", ".html", ".htm", ".xhtml"),
)
ARCHIVE_SUFFIXES: Final = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")
IMAGE_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
STANDARD_INPUT: Final = Path("-")

_HEAD_BYTES = 512
_UNKNOWN_COMPRESSION = (".zst", ".7z", ".rar", ".br")

Fetch = Callable[[Iterable[str]], Iterator[FetchedDocument | FetchError]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to import. `folder` is where its relative links begin; standard input and documents have none.

    `path` is where its bytes are, or `document` has them; of standard input neither. `fault` is a sentence
    that says why it cannot be read, `skip_reason` why it is not imported although somebody may expect it.
    `size_bytes` is its part in the bytes of the run.
    """

    name: str
    folder: Path | None = None
    path: Path | None = None
    document: FetchedDocument | None = None
    fault: str | None = None
    skip_reason: str | None = None
    size_bytes: float = 0.0

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open it for reading. Standard input is copied to a temporary file, so that it can be read twice."""
        if self.document is not None:
            yield BytesIO(self.document.body)
        elif self.path is not None:
            with self.path.open("rb") as file:
                yield file
        else:
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
                copy.seek(0)
                yield copy


@dataclass(slots=True)
class SourceFiles:
    """Finds the files of an import; use it as a context manager. Hidden files are left out; others that are
    no articles are counted by suffix in `passed_over`, images excepted.
    """

    fetch: Fetch
    passed_over: Counter[str] = field(default_factory=Counter)
    _unpacked: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unpacked.close()

    def find(self, places: Iterable[Path | str]) -> Iterator[SourceFile]:
        """The files at paths and URLs, and every article file below folders and in archives, in the order of
        their names. A file of an archive is there until the next one is asked for, and an image of one until
        the end: articles wait for others before their images are copied.

        Links to folders (they may form a cycle), and what is no file at all, such as a named pipe, have a
        `skip_reason`.
        """
        places = list(places)
        documents = self.fetch(place for place in places if isinstance(place, str))
        for place in places:
            if isinstance(place, Path):
                yield from self._at(place)
            elif (document := next(documents, None)) is not None:
                yield from self._fetched(place, document)

    def _at(self, path: Path) -> Iterator[SourceFile]:
        if path == STANDARD_INPUT:
            yield SourceFile("standard input")
        elif path.is_dir():
            yield from self._walk(path, str(path), UnpackingBudget())
        else:
            yield from self._file(path, str(path), UnpackingBudget())

    def _fetched(self, url: str, document: FetchedDocument | FetchError) -> Iterator[SourceFile]:
        if isinstance(document, FetchError):
            yield SourceFile(url, fault=f"It cannot be fetched: {document}")
        elif not document.is_modified:
            yield SourceFile(url, fault="The server says that it has not changed (304), and sends nothing.")
        elif not is_archive(document.body[:_HEAD_BYTES]):
            yield SourceFile(url, document=document)
        else:
            with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
                path = Path(folder) / (PurePosixPath(url.partition("?")[0]).name[:100] or "archive")
                path.write_bytes(document.body)
                yield from self._archive(path, url, UnpackingBudget())

    def _walk(self, folder: Path, name: str, budget: UnpackingBudget) -> Iterator[SourceFile]:
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            yield SourceFile(name, fault=_unreadable(error))
            return
        for entry in entries:
            entry_name, suffix = f"{name.rstrip('/')}/{entry.name}", entry.suffix.lower()
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                is_link = entry.is_symlink()
                yield from (
                    [_linked_folder(entry_name)] if is_link else self._walk(entry, entry_name, budget)
                )
            elif suffix in SUFFIXES + ARCHIVE_SUFFIXES:
                yield from self._file(entry, entry_name, budget)
            elif suffix not in IMAGE_SUFFIXES:
                self.passed_over[suffix] += 1

    def _file(self, path: Path, name: str, budget: UnpackingBudget) -> Iterator[SourceFile]:
        """The file, which need not exist. A pipe is not opened: that would wait for whoever writes to it."""
        if path.exists() and not path.is_file():
            yield SourceFile(name, skip_reason=_NO_FILE)
            return
        try:
            with path.open("rb") as opened:
                head = opened.read(_HEAD_BYTES)
            size = path.stat().st_size
        except OSError as error:
            yield SourceFile(name, fault=_unreadable(error))
            return
        if is_archive(head):
            yield from self._archive(path, name, budget)
        elif path.suffix.lower() in ARCHIVE_SUFFIXES + _UNKNOWN_COMPRESSION:
            yield SourceFile(name, fault=_NO_ARCHIVE)
        else:
            yield SourceFile(name, path.parent, path, size_bytes=size)

    def _archive(self, path: Path, name: str, budget: UnpackingBudget) -> Iterator[SourceFile]:
        """The files of an archive, unpacked into a folder that is removed after them, or at the end."""
        size = path.stat().st_size
        with ExitStack() as temporary:
            folder = Path(temporary.enter_context(tempfile.TemporaryDirectory(prefix="broadsheet-")))
            try:
                with budget.nested():
                    for member in unpack(path, folder, budget, is_wanted=_is_wanted):
                        if member.reason:
                            yield SourceFile(f"{name}/{member.name}", fault=member.reason)
                        elif not _is_hidden(member.name):
                            self.passed_over[PurePosixPath(member.name).suffix.lower()] += 1
                    if any(file.suffix.lower() in IMAGE_SUFFIXES for file in folder.rglob("*")):
                        self._unpacked.callback(temporary.pop_all().close)
                    yield from self._weighed(self._walk(folder, name, budget), folder, size)
            except ArchiveError as error:
                yield SourceFile(name, fault=f"{error} Nothing of it was imported.")

    def _weighed(self, files: Iterator[SourceFile], folder: Path, size: int) -> Iterator[SourceFile]:
        """The files with their parts in the size of the archive that they came from."""
        unpacked = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) or 1
        for file in files:
            yield replace(file, size_bytes=file.size_bytes * size / unpacked)


_NO_FILE = "This is a pipe, a socket or a device, not a file. `broadsheet import -` reads standard input."
_NO_ARCHIVE = "It is packed in a way that is not known, or is damaged; unpack it first."


def _linked_folder(name: str) -> SourceFile:
    return SourceFile(name, skip_reason="Links to folders are not followed; name it to have it imported.")


def _unreadable(error: OSError) -> str:
    return f"The file cannot be read: {error.strerror or error}."


def _is_wanted(name: str) -> bool:
    """Whether a member of an archive can be an article, or an image beside it."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in SUFFIXES + ARCHIVE_SUFFIXES + IMAGE_SUFFIXES and not _is_hidden(name)


def _is_hidden(name: str) -> bool:
    """Whether it is hidden, or what a Mac adds to archives."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or any(part.startswith(".") and part not in (".", "..") for part in parts)
