"""Feeds the search index from the change feed. One process writes it; it can be built anew from the store.

Delivery is at-least-once: after a crash the changes since the last commit are indexed again, which changes
nothing, because a batch is idempotent and its progress is committed with it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from broadsheet_server.search.engine import Searcher
from broadsheet_server.search.index_generation import Generation
from broadsheet_server.search.index_storage import (
    DamagedIndexError,
    IndexBusyError,
    IndexStorage,
    OutdatedIndexError,
)
from broadsheet_server.storage.database import Database

REST_SECONDS = 0.9
"""How long a caught-up follower rests: each state of the index ends the answers of all searches before it.

With a look every half second that is a commit a second.
"""

log = logging.getLogger(__name__)


class IndexFollower:
    """Keeps an index up to date with the store, and builds it anew if it is missing, damaged or outdated."""

    def __init__(self, database: Database, storage: IndexStorage) -> None:
        self._database = database
        self._storage = storage
        self._live: Generation | None = None
        self._next: Generation | None = None

    def step(self, now: datetime) -> int:
        """Do a little work; return its amount, 0 when all is up to date or another process writes.

        After an exception the next step goes on from the last commit, or begins a new index if this one is
        damaged. An error of the store leaves the index as it is: it serves on while the store is away. Raises
        IndexBusyError while the index cannot be opened.
        """
        if not self._storage.acquire_write_lock():
            self._close_writers()
            return 0
        try:
            with self._storage.engine_errors(), self._database.read() as session:
                return self._step(session, now)
        except SQLAlchemyError:
            raise
        except BaseException as error:
            self._recover(error)
            raise

    @contextmanager
    def recovering(self) -> Iterator[None]:
        """Guards other work that uses `searcher`: where the engine fails, the index is opened again, or
        discarded if it is damaged. The error is raised again, as DamagedIndexError if it is no Exception.
        """
        try:
            with self._storage.engine_errors():
                yield
        except (DamagedIndexError, IndexBusyError, ValueError, OSError) as error:
            self._recover(error)
            raise

    @property
    def rest_seconds(self) -> float:
        """How long changes may come together before the next step; 0 while the index is catching up."""
        is_caught_up = self._next is None and self._live is not None and self._live.is_caught_up
        return REST_SECONDS if is_caught_up else 0.0

    @property
    def is_writer(self) -> bool:
        """Whether this process is the one that writes, and has opened the index."""
        return self._live is not None

    @property
    def generation(self) -> str | None:
        """The name of the generation in use, which changes when the index has been built anew."""
        return self._live.writer.generation if self._live else None

    @property
    def building(self) -> int | None:
        """Articles indexed so far in a generation that is being built; None while there is none."""
        generation = self._next or self._live
        return None if generation is None or generation.is_complete else generation.indexed

    @property
    def building_since(self) -> datetime | None:
        """Since when a generation has been built (UTC); None while there is none."""
        generation = self._next or self._live
        return None if generation is None or generation.is_complete else generation.began_at

    @property
    def holder(self) -> str:
        """A name for whoever writes this index, whichever process that is. Only for the writer."""
        return self._storage.lock_holder

    @property
    def sequence(self) -> int | None:
        """How far the index has followed the change feed; None while it is not complete."""
        return self._live.writer.progress.sequence if self._live and self._live.is_complete else None

    def searcher(self) -> Searcher:
        """Searches what this process has committed; the same object until the next commit. Only for the
        writer.
        """
        assert self._live is not None
        return self._live.writer.searcher()

    def close(self) -> None:
        """Leave writing to other processes."""
        self._close_writers()
        self._storage.release_write_lock()

    def _step(self, session: Session, now: datetime) -> int:
        live = self._live = self._open_live(session)
        if self._storage.is_rebuild_requested and self._next is None and not live.is_new:
            self._next = self._begin("a rebuild was requested")
        done = live.advance(session, now)
        if self._next is not None:
            done += self._next.advance(session, now)
            self._take_over_if_ready(live, self._next)
        elif live.is_complete and live.is_new:
            self._finish(live)
        return done

    def _open_live(self, session: Session) -> Generation:
        live, current = self._live, self._storage.current
        if live is not None and (live.writer.generation == current or not live.is_current):
            return live if live.is_of_this_store(session) else self._replace_lost()
        self._close_writers()
        if current is None:
            return self._use(self._begin("there is none yet", level=logging.INFO))
        return self._open_current(current, session)

    def _open_current(self, current: str, session: Session) -> Generation:
        """The current generation, or a new one if it is damaged, outdated or of another store.

        An outdated generation, or one that lacks articles, stays current until the new one is complete.
        """
        try:
            generation = Generation(self._storage.open_current(), is_current=True)
        except OutdatedIndexError:
            return self._begin("the one there is has another format")
        except DamagedIndexError as error:
            return self._use(self._begin(f"the one there is is damaged ({error})"))
        try:
            is_of_this_store = generation.is_of_this_store(session)
            is_whole = is_of_this_store and not generation.lacks_articles(session)
        except BaseException:
            generation.writer.close()
            raise
        if is_whole:
            self._storage.remove_others(current)
            return generation
        generation.writer.close()
        if is_of_this_store:
            return self._begin("the one there is does not hold what the store holds")
        return self._use(self._begin("the one there is was built from another store"))

    def _replace_lost(self) -> Generation:
        """A generation for a store that has lost changes which the present one holds; that one serves on.

        An asynchronous standby of PostgreSQL that is promoted lacks the last moments of the primary, and
        gives their sequences to other changes.
        """
        self._close_writers()
        return self._begin("the store has lost changes that the one there is holds")

    def _begin(self, reason: str, *, level: int = logging.WARNING) -> Generation:
        """A new generation. It is worth a warning where there was one: a first start is none."""
        log.log(level, "Building the search index: %s.", reason)
        return Generation(self._storage.create(), is_current=False, is_new=True)

    def _use(self, generation: Generation) -> Generation:
        generation.is_current = True
        self._storage.use(generation.writer.generation)
        return generation

    def _take_over_if_ready(self, live: Generation, new: Generation) -> None:
        """Replace the live generation by the new one when that is complete and as far in the feed."""
        if not new.is_complete or new.writer.progress.sequence < live.writer.progress.sequence:
            return
        live.writer.close()
        self._live, self._next = new, None
        self._finish(new)

    def _finish(self, generation: Generation) -> None:
        """A new generation is complete."""
        if not generation.is_current:
            self._use(generation)
        generation.is_new = False
        self._storage.clear_rebuild_request()

    def _recover(self, error: BaseException) -> None:
        """Open the index again with the next step; discard it if it is damaged."""
        self._close_writers()
        if isinstance(error, IndexBusyError):
            return
        if isinstance(error, DamagedIndexError) or self._storage.is_damaged():
            log.warning("The search index is damaged: %s.", error)
            self._storage.discard_current()

    def _close_writers(self) -> None:
        """Release the writers and their locks, whoever still refers to them."""
        for generation in (self._live, self._next):
            if generation is not None:
                generation.writer.close()
        self._live = self._next = None
