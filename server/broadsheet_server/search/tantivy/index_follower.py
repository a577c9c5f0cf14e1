"""Following the change feed into the index: one process writes, all of it can be made again."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from broadsheet_server.changefeed import feed
from broadsheet_server.models.changes import Change
from broadsheet_server.search.engine import Batch
from broadsheet_server.search.indexed_articles import (
    count_indexable_articles,
    indexed_articles_after,
    indexed_articles_by_id,
)
from broadsheet_server.search.tantivy.damage import IndexPanicError, is_damaged, panics_as_errors
from broadsheet_server.search.tantivy.folder import IndexFolder, WriterLock
from broadsheet_server.search.tantivy.index import TantivySearcher
from broadsheet_server.search.tantivy.writer import IndexWriter, OutdatedIndexError
from broadsheet_server.storage.database import Database

BATCH = 500
COMMIT_EVERY = 10_000
"""While there is much to catch up with, articles between two commits."""

COMMIT_SECONDS = 5.0
log = logging.getLogger(__name__)


class Generation:
    """One generation of the index on its way through the store: first a scan, then the change feed."""

    def __init__(self, writer: IndexWriter, *, in_use: bool, is_new: bool = False) -> None:
        self.writer = writer
        self.in_use = in_use
        self.is_new = is_new
        self.progress = writer.progress
        self.handled = 0
        self._uncommitted = 0
        self._committed_at = time.monotonic()

    @property
    def is_complete(self) -> bool:
        """Whether everything that was in the store when it began is committed."""
        return self.writer.progress.complete

    def advance(self, session: Session, now: datetime) -> int:
        """Take over the next batch; return how much of it there was, 0 when it is up to date."""
        batch = self._changes(session) if self.progress.complete else self._scan(session)
        handled = len(batch.articles) + len(list(batch.gone))
        if batch.progress == self.progress:
            return self._finish()
        self.writer.add(batch, now)
        self.progress = batch.progress
        self._uncommitted += handled
        self.handled += handled
        self._commit_in_time(caught_up=self.progress.complete and handled < BATCH)
        return max(handled, 1)

    def _finish(self) -> int:
        """Commit what is left of the last batch; a full one may have been followed by nothing."""
        if self.progress == self.writer.progress:
            return 0
        self._commit()
        return 1

    def is_of(self, session: Session) -> bool:
        """Whether this index was made of this store, and not of another or a newer copy of it."""
        sequence = self.progress.sequence
        return sequence == 0 or self.progress.fingerprint == _fingerprint(session, sequence)

    def _scan(self, session: Session) -> Batch:
        progress = self.progress
        if progress.scanned is None:
            sequence = feed.head(session)
            progress = replace(progress, sequence=sequence, fingerprint=_fingerprint(session, sequence))
        found = indexed_articles_after(session, progress.scanned, BATCH)
        scanned = found[-1].key if found else progress.scanned
        return Batch(found, (), replace(progress, scanned=scanned, complete=len(found) < BATCH))

    def _changes(self, session: Session) -> Batch:
        found = feed.changes_after(session, self.progress.sequence, BATCH)
        if not found:
            return Batch((), (), self.progress)
        keys = {change.article_id for change in found}
        articles = indexed_articles_by_id(session, keys)
        sequence = found[-1].sequence
        progress = replace(self.progress, sequence=sequence, fingerprint=_fingerprint(session, sequence))
        return Batch(articles, keys - {article.key for article in articles}, progress)

    def _commit_in_time(self, *, caught_up: bool) -> None:
        late = time.monotonic() - self._committed_at > COMMIT_SECONDS
        if caught_up or late or self._uncommitted >= COMMIT_EVERY:
            self._commit()

    def _commit(self) -> None:
        self.writer.commit()
        self._uncommitted, self._committed_at = 0, time.monotonic()


class IndexFollower:
    """Keeps an index in step with the store, and makes it again where it is missing, torn or outdated."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = IndexFolder(folder)
        self._lock = WriterLock(self._folder)
        self._live: Generation | None = None
        self._next: Generation | None = None

    def step(self, now: datetime) -> int:
        """Do a little: return how much was done, 0 when all is up to date or another process writes.

        After an exception it goes on from the last commit; an index found damaged then is begun anew.
        """
        if not self._lock.take():
            self._forget()
            return 0
        try:
            with panics_as_errors(), self._database.read() as session:
                return self._step(session, now)
        except BaseException as trouble:
            self.recover(trouble)
            raise

    def recover(self, trouble: BaseException) -> None:
        """Let go of an index that made trouble, here or for who asked it; give it up if it is damaged."""
        self._forget()
        current = self._folder.current()
        if current and (isinstance(trouble, IndexPanicError) or is_damaged(current)):
            log.warning("The search index is damaged: %s.", trouble)
            self._folder.abandon()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Raise IndexPanicError for a panic of the engine, and recover from errors of a damaged index."""
        try:
            with panics_as_errors():
                yield
        except (IndexPanicError, ValueError, OSError) as error:
            self.recover(error)
            raise

    @property
    def is_writer(self) -> bool:
        """Whether this process is the one that writes, and has opened the index."""
        return self._live is not None

    @property
    def generation(self) -> str | None:
        """A name for the index that is in use; another one after it has been built anew."""
        return self._live.writer.generation.name if self._live else None

    @property
    def building(self) -> int | None:
        """How many articles have been taken into an index that is being built; None while there is none."""
        generation = self._next or self._live
        return None if generation is None or generation.is_complete else generation.handled

    @property
    def holder(self) -> str:
        """A name for whoever writes into this folder, whichever process that is. Only for the writer."""
        return self._lock.holder

    @property
    def sequence(self) -> int | None:
        """How far the index has followed the change feed; None while it is not complete."""
        return self._live.writer.progress.sequence if self._live and self._live.is_complete else None

    def searcher(self) -> TantivySearcher:
        """What this process has committed, the same object until there is more. Only for the writer."""
        assert self._live is not None
        return self._live.writer.searcher()

    def close(self) -> None:
        """Leave writing to others."""
        for generation in (self._live, self._next):
            if generation is not None:
                generation.writer.close()
        self._forget()
        self._lock.release()

    def _step(self, session: Session, now: datetime) -> int:
        live = self._live = self._opened(session)
        if self._folder.rebuild_is_asked_for and self._next is None and not live.is_new:
            self._next = self._begun("asked for")
        done = live.advance(session, now)
        if self._next is not None:
            done += self._next.advance(session, now)
            self._take_over_if_ready(live, self._next)
        elif live.is_complete and live.is_new:
            self._settle(live)
        return done

    def _settle(self, generation: Generation) -> None:
        """A new one is complete."""
        if not generation.in_use:
            self._use(generation)
        generation.is_new = False
        self._folder.rebuild_is_done()

    def _opened(self, session: Session) -> Generation:
        current = self._folder.current()
        live = self._live
        if live is not None and (live.writer.generation == current or not live.in_use):
            return live
        self._forget()
        if current is None:
            return self._use(self._begun("there is none"))
        return self._reopened(current, session)

    def _reopened(self, current: Path, session: Session) -> Generation:
        """The generation in use, or what takes its place where it is torn, outdated or of another store.

        One that was made in an older form, or holds too little, serves on until the new one is complete.
        """
        if is_damaged(current):
            return self._use(self._begun("the one there is is damaged"))
        try:
            with panics_as_errors():
                found = Generation(IndexWriter(current), in_use=True)
        except OutdatedIndexError:
            return self._begun("the one there is has another form")
        except Exception as error:  # Tantivy tells of a torn index in many ways
            return self._use(self._begun(f"the one there is cannot be opened ({error})"))
        if not found.is_of(session):
            return self._use(self._begun("the one there is was made of another store"))
        if _is_short(found, session):
            return self._begun("the one there is does not hold what the store holds")
        self._folder.sweep(current)
        return found

    def _use(self, generation: Generation) -> Generation:
        generation.in_use = True
        self._folder.use(generation.writer.generation)
        return generation

    def _begun(self, why: str) -> Generation:
        log.warning("Building the search index: %s.", why)
        writer = IndexWriter(self._folder.create(), create=True)
        writer.commit()
        return Generation(writer, in_use=False, is_new=True)

    def _take_over_if_ready(self, live: Generation, ready: Generation) -> None:
        if not ready.is_complete or ready.writer.progress.sequence < live.writer.progress.sequence:
            return
        live.writer.close()
        self._live, self._next = ready, None
        self._settle(ready)

    def _forget(self) -> None:
        self._live = self._next = None


def _is_short(generation: Generation, session: Session) -> bool:
    """Whether an index that should be up to date lacks articles, or has some too many."""
    head = feed.head(session)
    if not generation.is_complete or generation.progress.sequence != head:
        return False
    is_short = generation.writer.searcher().size() != count_indexable_articles(session)
    return is_short and feed.head(session) == head  # nothing came while it was counted


def _fingerprint(session: Session, sequence: int) -> str:
    change = session.get(Change, sequence)
    return f"{change.article_id.hex}@{change.occurred_at.isoformat()}" if change else ""
