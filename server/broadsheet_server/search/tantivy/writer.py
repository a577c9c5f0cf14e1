"""Writing one generation of a Tantivy index: each commit keeps the articles together with the progress."""

import json
import logging
import os
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

import tantivy

from broadsheet_server.search.analysis import VERSION
from broadsheet_server.search.index_storage import IndexBatch, IndexProgress, OutdatedIndexError
from broadsheet_server.search.tantivy.commits import Commits
from broadsheet_server.search.tantivy.damage import panics_as_errors
from broadsheet_server.search.tantivy.fields import document, schema
from broadsheet_server.search.tantivy.searcher import TantivySearcher

FORMAT = f"{VERSION}/4/{version('tantivy')}"
"""The versions of the analyser, of our fields, and of Tantivy: an index of another format is built anew."""

log = logging.getLogger(__name__)

_MEMORY_BUDGET = 60_000_000
"""In bytes. Tantivy writes a segment when its documents take more."""


class TantivyWriter:
    """Implements `index_storage.IndexWriter`. Only the holder of the write lock may make one."""

    def __init__(self, generation: Path, *, create: bool = False) -> None:
        self._index = tantivy.Index(schema(), os.fspath(generation))
        self._index.config_reader("manual")
        self._writer = self._index.writer(_MEMORY_BUDGET, num_threads=1)
        self._is_open = True
        self._searcher: TantivySearcher | None = None
        self.generation = generation.name
        try:
            noted = {} if create else self.searcher().progress
            self.progress = IndexProgress() if create else _decoded(noted)
            self._commits = Commits(noted.get("commits"))
        except BaseException:
            self.close()
            raise
        self._pending = self.progress
        self._changed: set[str] = set()

    def add(self, batch: IndexBatch, now: datetime) -> None:
        """Take a batch, to be committed later."""
        changed = {article_id.hex for article_id in batch.removed_ids}
        changed.update(article.id.hex for article in batch.articles)
        for article_id in changed:
            self._writer.delete_documents_by_term("id", article_id)
        self._changed |= changed
        for article in batch.articles:
            self._writer.add_document(document(article, now))
        self._pending = batch.progress

    def commit(self) -> None:
        """Make all batches durable and visible to readers, together with the last one's progress."""
        self._writer.delete_documents_by_term("progress", "progress")
        noted = tantivy.Document()
        noted.add_text("progress", "progress")
        commits = self._commits.with_next(self._changed if self._pending.complete else None)
        noted.add_text("progress", json.dumps({**_encoded(self._pending), "commits": commits.noted}))
        self._writer.add_document(noted)
        self._writer.commit()
        self.progress, self._commits, self._changed = self._pending, commits, set()
        self._searcher = None

    def searcher(self) -> TantivySearcher:
        """Searches what is committed; the same object until the next commit."""
        if self._searcher is None:
            self._index.reload()
            self._searcher = TantivySearcher(self._index)
        return self._searcher

    def close(self) -> None:
        """Wait for merges and release the writer and its lock. What is not committed is lost.

        Waiting for the garbage collector would not do: the traceback of an error keeps the writer, and its
        lock, for as long as somebody keeps the traceback.
        """
        if not self._is_open:
            return
        self._is_open = False
        try:
            with panics_as_errors():
                self._writer.wait_merging_threads()
        except Exception as error:  # of a writer that has failed; it is released all the same
            log.info("The writer of %s was closed after a failure: %s", self.generation, error)


def _encoded(progress: IndexProgress) -> dict[str, Any]:
    scanned_id = progress.scanned_id.hex if progress.scanned_id else None
    return {**asdict(progress), "scanned_id": scanned_id, "format": FORMAT}


def _decoded(noted: dict[str, Any]) -> IndexProgress:
    """Raises OutdatedIndexError where the index has another format, or nothing was noted."""
    values = dict(noted)
    values.pop("commits", None)
    if values.pop("format", None) != FORMAT:
        raise OutdatedIndexError("The index has another format.")
    scanned_id = values.pop("scanned_id")
    return IndexProgress(**values, scanned_id=UUID(hex=scanned_id) if scanned_id else None)
