"""The search engine contract, for the writer: batches, generations, and the right to write.

An index is kept in generations. Readers use the one that is current; a new one is built beside it and takes
its place at once when it is complete, as an index behind an alias does in OpenSearch.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from broadsheet_server.search.engine import IndexedArticle, Searcher


class DamagedIndexError(RuntimeError):
    """Files of the index do not hold what was written into them."""


class IndexBusyError(RuntimeError):
    """The index cannot be opened at the moment, though nothing is wrong with its files.

    Another writer has it, or the system is short of file descriptors or memory. Try again later.
    """


class OutdatedIndexError(RuntimeError):
    """The index was written by another version of the analyser, the fields or the engine."""


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """How far an index has come: the change feed up to `sequence`, and the initial scan of the store.

    The scan goes by ascending id; `scanned_id` is the last one read, None before the first. `fingerprint`
    identifies the store by the change that has this `sequence` there. `articles` is how many there were to
    scan at its beginning.
    """

    sequence: int = 0
    fingerprint: str = ""
    scanned_id: UUID | None = None
    complete: bool = False
    articles: int = 0


@dataclass(frozen=True, slots=True)
class IndexBatch:
    """Changes to write together: articles as they are now, ids of those to remove, the progress after it."""

    articles: Sequence[IndexedArticle]
    removed_ids: Iterable[UUID]
    progress: IndexProgress


class IndexWriter(Protocol):
    """Writes one generation of an index.

    It is of no more use after an exception. Whoever opens the generation again goes on from the last commit.
    """

    @property
    def generation(self) -> str:
        """The name of the generation."""
        ...

    @property
    def progress(self) -> IndexProgress:
        """The progress that is committed."""
        ...

    def add(self, batch: IndexBatch, now: datetime) -> None:
        """Take a batch, to be committed later. Adding it again changes nothing (idempotent)."""
        ...

    def commit(self) -> None:
        """Make all batches durable and visible to readers, together with the last one's progress."""
        ...

    def searcher(self) -> Searcher:
        """Searches what is committed; the same object until the next commit."""
        ...

    def close(self) -> None:
        """Release the writer, also one that has failed. What is not committed is lost. Idempotent."""
        ...


class IndexStorage(Protocol):
    """The generations of an index, and the right to write them, which one process has at a time."""

    @property
    def current(self) -> str | None:
        """The generation that readers use; None where there is none. Raises OSError."""
        ...

    def acquire_write_lock(self) -> bool:
        """Take the right to write, without waiting; False where another process has it.

        Whoever has it already keeps it. The system releases it when the process dies.
        """
        ...

    def release_write_lock(self) -> None:
        """Give up the right to write."""
        ...

    @property
    def lock_holder(self) -> str:
        """A name for the holder of the lock, the same for all processes that take turns with this index."""
        ...

    def open_current(self) -> IndexWriter:
        """A writer of the current generation.

        Raises IndexBusyError, OutdatedIndexError or DamagedIndexError.
        """
        ...

    def create(self) -> IndexWriter:
        """A writer of a new, empty generation."""
        ...

    def use(self, generation: str) -> None:
        """Make a generation the current one, and remove the others."""
        ...

    def remove_others(self, generation: str) -> None:
        """Remove all generations but this one. Readers that have one open can use it until they close it."""
        ...

    def discard_current(self) -> None:
        """Leave no generation current, so that a new one is begun."""
        ...

    def is_damaged(self) -> bool:
        """Whether the current generation is damaged, by its checksums. Reads all of it.

        Raises IndexBusyError where its files cannot be read at the moment.
        """
        ...

    def request_rebuild(self) -> None:
        """Leave a note that the writer, whichever process it is in, should build a new generation."""
        ...

    @property
    def is_rebuild_requested(self) -> bool:
        """Whether there is such a note."""
        ...

    def clear_rebuild_request(self) -> None:
        """Remove the note."""
        ...

    def engine_errors(self) -> AbstractContextManager[None]:
        """Within it, errors of the engine that are no Exception are raised as DamagedIndexError."""
        ...
