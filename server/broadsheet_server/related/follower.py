"""Follows the change feed with related lists: changed articles first, then what is queued or missing."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.changefeed import feed
from broadsheet_server.changefeed.followers import advance_follower, follower_position
from broadsheet_server.changefeed.lease import LeaseHolder, LeaseLostError
from broadsheet_server.related.backlog import Backlog
from broadsheet_server.related.embargo_schedule import EmbargoSchedule
from broadsheet_server.related.feature_extraction import AnalysedArticle, extract_features
from broadsheet_server.related.feature_store import (
    FeatureCache,
    delete_features,
    load_analysed_articles,
    save_features,
)
from broadsheet_server.related.idf import IdfByLanguage
from broadsheet_server.related.list_builder import ListBuilder
from broadsheet_server.related.list_store import (
    FOLLOWER_NAME,
    StoredList,
    clear_queued_rebuilds,
    delete_lists,
    invalidate_lists,
    lists_containing,
    lists_naming,
    queue_rebuild,
    queued_rebuilds,
    write_lists,
)
from broadsheet_server.search.engine import IndexedArticle, Searcher
from broadsheet_server.search.indexed_articles import indexed_articles_by_id
from broadsheet_server.storage.database import Database

LISTS_PER_STEP = 50
FEATURES_PER_STEP = 500
log = logging.getLogger(__name__)


class FollowedIndex(Protocol):
    """The search index that this process writes, as the index follower offers it."""

    @property
    def sequence(self) -> int | None:
        """How far the index has followed the change feed; None while it is incomplete or not ours."""
        ...

    @property
    def holder(self) -> str:
        """A name of whoever writes this index, the same for every process that may take over."""
        ...

    @property
    def building(self) -> int | None:
        """Not None while an index is being built."""
        ...

    @property
    def generation(self) -> str | None:
        """A name of the index in use, another one after it was rebuilt."""
        ...

    def searcher(self) -> Searcher:
        """The committed state of the index; the same object until there is a newer one."""
        ...

    def recovering(self) -> AbstractContextManager[None]:
        """Raise errors for panics of the engine, and rebuild the index if it proves damaged."""
        ...


class _Update(NamedTuple):
    """What a step has computed and will write in one transaction."""

    analysed: list[AnalysedArticle]
    """Articles whose features were extracted."""

    gone: Collection[UUID]
    """Articles that are not published any more."""

    lists: list[StoredList]
    stale: Collection[UUID]
    """Articles that list one which changed or is gone."""


class RelatedFollower:
    """Builds related lists, a few at a step, from the index that this process writes.

    Of several processes the one that holds the lease works. Every step is idempotent, and commits its
    results together with the position in the feed: what fails is done again.
    """

    rest_seconds = 0.0

    def __init__(self, database: Database, index: FollowedIndex) -> None:
        self._database = database
        self._index = index
        self._lease = LeaseHolder(database, FOLLOWER_NAME)
        self._basis: tuple[int, str | None] = 0, None
        self._drop_caches()

    def step(self, now: datetime) -> int:
        """Process some articles and return how many; 0 when there is nothing to do, or another works."""
        sequence = self._index.sequence
        if sequence is None or not self._lease.acquire(self._index.holder, now):
            return 0
        if self._basis != (basis := (self._lease.epoch, self._index.generation)):
            self._drop_caches()
            self._basis = basis
        try:
            with self._index.recovering():
                return self._next_step(sequence, now)
        except LeaseLostError as error:
            log.warning("%s Nothing was written.", error)
            self._drop_caches()
            return 0
        except BaseException:
            self._drop_caches()
            raise

    def close(self) -> None:
        """Release the lease."""
        self._lease.release()

    @property
    def remaining(self) -> tuple[int, int]:
        """How many features have to be extracted and lists built, as far as that is known."""
        return self._backlog.remaining if self._backlog else (0, 0)

    @contextmanager
    def _write(self) -> Iterator[Session]:
        """A transaction that fails where another server has the lease by now."""
        with self._database.write() as session:
            self._lease.confirm(session)
            yield session

    def _drop_caches(self) -> None:
        """Forget what another process, another index or a failed transaction may have made untrue."""
        self._feature_cache = FeatureCache()
        self._idfs: IdfByLanguage | None = None
        self._backlog: Backlog | None = None
        self._embargoes: EmbargoSchedule | None = None

    def _next_step(self, sequence: int, now: datetime) -> int:
        with self._database.read() as session:
            position, head = follower_position(session, FOLLOWER_NAME), feed.head(session)
        if position > head:
            return self._start_again()
        if position > sequence:
            return 0  # a process whose index is ahead of this one built the lists
        if position == 0:
            return self._start(sequence)
        return (
            self._follow(position, sequence, now)
            or self._release_embargoes(position, sequence, now)
            or self._rebuild_queued(sequence, now)
            or self._fill_in(sequence, now)
        )

    def _start(self, sequence: int) -> int:
        """Nothing was built yet, or all was invalidated: the backlog has everything up to `sequence`."""
        self._backlog = None
        if sequence:
            with self._write() as session:
                advance_follower(session, FOLLOWER_NAME, sequence, since=0)
        return min(sequence, 1)

    def _start_again(self) -> int:
        """The store has lost changes whose lists it has, as after a restore of some tables: rebuild all."""
        log.warning("Related lists are rebuilt: the store has lost changes that they are built from.")
        with self._write() as session:
            invalidate_lists(session)
        return 1

    def _follow(self, position: int, sequence: int, now: datetime) -> int:
        """Process the next changes, no further than the index has come."""
        with self._database.read() as session:
            changes = feed.changes_after(session, position, LISTS_PER_STEP)
        changed_at = {change.article_id: change.sequence for change in changes if change.sequence <= sequence}
        if changed_at:
            self._feature_cache.invalidate(article_id.int for article_id in changed_at)
            advance = position, max(changed_at.values())
            self._process(changed_at, changed_at, sequence, now, advance=advance)
        return len(changed_at)

    def _release_embargoes(self, position: int, sequence: int, now: datetime) -> int:
        """Process articles whose release time has come, also while no process was running."""
        if self._embargoes is None:
            with self._database.read() as session:
                since = feed.occurred_at(session, position) or now
                self._embargoes = EmbargoSchedule.load(session, since)
        ids = self._embargoes.due(now)[:LISTS_PER_STEP]
        return self._process(ids, dict.fromkeys(ids, sequence + 1), sequence, now)

    def _rebuild_queued(self, sequence: int, now: datetime) -> int:
        with self._database.read() as session:
            ids = queued_rebuilds(session, LISTS_PER_STEP)
        return self._process(ids, {}, sequence, now)

    def _fill_in(self, sequence: int, now: datetime) -> int:
        """Work off the backlog: all features first, because lists are built from them.

        Only when the index is complete and up to date; earlier lists would lack what is still to come.
        """
        with self._database.read() as session:
            if self._index.building is not None or feed.head(session) != sequence:
                return 0
        size = self._index.searcher().size()
        if self._backlog is None or self._backlog.is_outgrown(size):
            with self._database.read() as session:
                self._backlog = Backlog.load(session, size, now)
        if ids := self._backlog.pop_features(FEATURES_PER_STEP):
            return self._extract(ids)
        return self._process(self._backlog.pop_lists(LISTS_PER_STEP), {}, sequence, now)

    def _extract(self, ids: list[UUID]) -> int:
        """Extract and store the features of articles."""
        idfs = self._current_idfs()
        with self._database.read() as session:
            analysed = list(_analyse(indexed_articles_by_id(session, ids), idfs))
        with self._write() as session:
            save_features(session, analysed, idfs.all_languages.corpus_size)
        return len(ids)

    def _process(
        self,
        ids: Iterable[UUID],
        changed_at: Mapping[UUID, int],
        sequence: int,
        now: datetime,
        *,
        advance: tuple[int, int] | None = None,
    ) -> int:
        """Build the lists of articles and write them; `advance` the follower from one position to the next.

        For `changed_at` see `ListBuilder.build`; the features of these articles are extracted again.
        """
        ids = list(ids)
        if not ids:
            return 0
        update = self._compute(ids, changed_at, sequence, now)
        with self._write() as session:
            save_features(session, update.analysed, self._current_idfs().all_languages.corpus_size)
            write_lists(session, update.lists)
            delete_features(session, update.gone)
            delete_lists(session, update.gone)
            queue_rebuild(session, update.stale)
            clear_queued_rebuilds(session, ids)
            if advance is not None:
                advance_follower(session, FOLLOWER_NAME, advance[1], since=advance[0])
        return len(ids)

    def _compute(
        self, ids: Collection[UUID], changed_at: Mapping[UUID, int], sequence: int, now: datetime
    ) -> _Update:
        idfs = self._current_idfs()
        with self._database.read() as session:
            articles = indexed_articles_by_id(session, ids)
            gone = set(ids) - {article.id for article in articles}
            changed = [article for article in articles if article.id in changed_at]
            unchanged = [article for article in articles if article.id not in changed_at]
            analysed = list(_analyse(changed, idfs))
            known = [*analysed, *load_analysed_articles(session, unchanged)]
            for article in known:
                self._feature_cache.put(article.id_int, article.features)
            public = [article for article in known if article.article.is_public(now)]
            builder = ListBuilder(session, idfs, self._feature_cache, public, sequence=sequence, now=now)
            lists = builder.build(changed_at)
            stale = lists_containing(session, idfs.searcher, gone.union(changed_at), now)
            stale |= lists_naming(session, gone)
        if self._embargoes is not None:
            self._embargoes.update(ids, articles, now)
        return _Update(analysed, gone, lists, stale.difference(ids))

    def _current_idfs(self) -> IdfByLanguage:
        """The idf of terms in the index as it is now; looked up again when the index has changed."""
        searcher = self._index.searcher()
        if self._idfs is None or self._idfs.searcher is not searcher:
            self._idfs = IdfByLanguage(searcher)
        return self._idfs


def _analyse(articles: Iterable[IndexedArticle], idfs: IdfByLanguage) -> Iterator[AnalysedArticle]:
    """Articles with features. One that raises is logged and left out, so that it does not block the rest."""
    for article in articles:
        try:
            yield extract_features(article, idfs)
        except Exception:
            log.exception("Article %s is left out of related news", article.id)
