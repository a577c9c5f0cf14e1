"""A generation of the search index that is being brought up to date with the store, batch by batch."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import Session

from broadsheet_server.changefeed import feed
from broadsheet_server.models.changes import Change
from broadsheet_server.search.index_storage import IndexBatch, IndexProgress, IndexWriter
from broadsheet_server.search.indexed_articles import (
    count_indexable_articles,
    indexed_articles_after,
    indexed_articles_by_id,
)

BATCH = 500
"""Articles read and indexed together."""

COMMIT_EVERY = 10_000
"""Most articles between two commits while the index is catching up."""

COMMIT_SECONDS = 5.0
"""Longest time between two commits while the index is catching up."""


class Generation:
    """A generation that is being brought up to date: by a scan of the store, then from the change feed."""

    def __init__(self, writer: IndexWriter, *, is_current: bool, is_new: bool = False) -> None:
        self.writer = writer
        self.is_current = is_current
        self.is_new = is_new
        self.progress = writer.progress
        self.began_at = datetime.now(UTC)
        self.indexed = 0
        self._uncommitted = 0
        self._committed_at = time.monotonic()

    @property
    def is_complete(self) -> bool:
        """Whether everything that was in the store when the scan began is committed."""
        return self.writer.progress.complete

    @property
    def is_caught_up(self) -> bool:
        """Whether everything that was found is committed."""
        return self.is_complete and self.progress == self.writer.progress

    def advance(self, session: Session, now: datetime) -> int:
        """Index the next batch; return its size, at least 1, or 0 when the generation is up to date."""
        batch = self._next_changes(session) if self.progress.complete else self._next_scanned(session)
        if batch.progress == self.progress:
            return self._commit_rest()
        size = len(batch.articles) + len(list(batch.removed_ids))
        self.writer.add(batch, now)
        self.progress = batch.progress
        self._uncommitted += size
        self.indexed += size
        self._commit_if_due(is_caught_up=self.progress.complete and size < BATCH)
        return max(size, 1)

    def is_of_this_store(self, session: Session) -> bool:
        """Whether the generation was built from this store, not from another or a later copy of it."""
        sequence = self.progress.sequence
        return sequence == 0 or self.progress.fingerprint == _fingerprint(session, sequence)

    def lacks_articles(self, session: Session) -> bool:
        """Whether the generation, said to be up to date, holds another number of articles than the store."""
        head = feed.head(session)
        if not self.is_complete or self.progress.sequence != head:
            return False
        differs = self.writer.searcher().size() != count_indexable_articles(session)
        return differs and feed.head(session) == head  # nothing was published while they were counted

    def _next_scanned(self, session: Session) -> IndexBatch:
        """The next articles of the scan, a keyset query by id. Later changes follow from the feed."""
        progress = self.progress
        if progress.scanned_id is None:
            progress = _advanced(progress, session, feed.head(session))
            progress = replace(progress, articles=count_indexable_articles(session))
        articles = indexed_articles_after(session, progress.scanned_id, BATCH)
        scanned_id = articles[-1].id if articles else progress.scanned_id
        is_complete = len(articles) < BATCH or scanned_id == progress.scanned_id  # a damaged id leads nowhere
        return IndexBatch(articles, (), replace(progress, scanned_id=scanned_id, complete=is_complete))

    def _next_changes(self, session: Session) -> IndexBatch:
        """Articles of the next changes. Those of them that are not public any more are removed."""
        changes = feed.changes_after(session, self.progress.sequence, BATCH)
        if not changes:
            return IndexBatch((), (), self.progress)
        ids = {change.article_id for change in changes}
        articles = indexed_articles_by_id(session, ids)
        removed_ids = ids - {article.id for article in articles}
        return IndexBatch(articles, removed_ids, _advanced(self.progress, session, changes[-1].sequence))

    def _commit_if_due(self, *, is_caught_up: bool) -> None:
        is_late = time.monotonic() - self._committed_at > COMMIT_SECONDS
        if is_caught_up or is_late or self._uncommitted >= COMMIT_EVERY:
            self._commit()

    def _commit_rest(self) -> int:
        """Commit what the last batch left: a full one is not committed, and nothing may follow it."""
        if self.progress == self.writer.progress:
            return 0
        self._commit()
        return 1

    def _commit(self) -> None:
        self.writer.commit()
        self._uncommitted, self._committed_at = 0, time.monotonic()


def _advanced(progress: IndexProgress, session: Session, sequence: int) -> IndexProgress:
    return replace(progress, sequence=sequence, fingerprint=_fingerprint(session, sequence))


def _fingerprint(session: Session, sequence: int) -> str:
    """Identifies the store by one of its changes: another store has another article or time there."""
    change = session.get(Change, sequence)
    return f"{change.article_id.hex}@{change.occurred_at.isoformat()}" if change else ""
