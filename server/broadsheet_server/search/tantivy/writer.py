"""Who writes a generation of the index: batches, each committed whole with how far it goes."""

import json
import os
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

import tantivy

from broadsheet_server.search.analysis import VERSION
from broadsheet_server.search.engine import Batch, Progress
from broadsheet_server.search.tantivy.fields import document, schema
from broadsheet_server.search.tantivy.index import TantivySearcher

FORM = f"{VERSION}/2/{version('tantivy')}"
"""The analyser's version, that of our fields, and Tantivy's: an index of another form is built anew."""

_HEAP_BYTES = 60_000_000


class OutdatedIndexError(RuntimeError):
    """The index was written in another form, or carries no mark of ours."""


class IndexWriter:
    """Writes one generation. Only who holds the folder's lock may make one.

    After an exception the writer is of no more use: make a new one, it goes on from the last commit.
    """

    def __init__(self, generation: Path, *, create: bool = False) -> None:
        self._index = tantivy.Index(schema(), os.fspath(generation))
        self._index.config_reader("manual")
        self._writer = self._index.writer(_HEAP_BYTES, num_threads=1)
        self._searcher: TantivySearcher | None = None
        self.generation = generation
        self.progress = Progress() if create else self._read_progress()
        self._pending = self.progress

    def apply(self, batch: Batch, now: datetime) -> None:
        """Write a batch and commit it, all of it or nothing. Writing it again changes nothing."""
        self.add(batch, now)
        self.commit()

    def add(self, batch: Batch, now: datetime) -> None:
        """Take a batch without committing it yet."""
        replaced = [article.key for article in batch.articles]
        for key in (*replaced, *batch.gone):
            self._writer.delete_documents_by_term("key", key.hex)
        for article in batch.articles:
            self._writer.add_document(document(article, now))
        self._pending = batch.progress

    def commit(self) -> None:
        """Make everything added visible and lasting, with the progress that goes with it."""
        self._writer.delete_documents_by_term("mark", "mark")
        mark = tantivy.Document()
        mark.add_text("mark", "mark")
        mark.add_text("mark", _written(self._pending))
        self._writer.add_document(mark)
        self._writer.commit()
        self.progress = self._pending
        self._searcher = None

    def close(self) -> None:
        """Let merges finish and give the writer back; what was not committed is forgotten."""
        self._writer.wait_merging_threads()

    def searcher(self) -> TantivySearcher:
        """What has been committed; the same object until the next commit."""
        if self._searcher is None:
            self._index.reload()
            self._searcher = TantivySearcher(self._index)
        return self._searcher

    def _read_progress(self) -> Progress:
        mark = self.searcher().mark()
        progress = _read(mark) if mark else None
        if progress is None:
            raise OutdatedIndexError("The index is of another version.")
        return progress


def is_complete(mark: str) -> bool:
    """Whether an index with this mark, of whatever form, has seen the whole store."""
    return bool(json.loads(mark).get("complete"))


def _written(progress: Progress) -> str:
    scanned = progress.scanned.hex if progress.scanned else None
    return json.dumps({**asdict(progress), "scanned": scanned, "form": FORM})


def _read(mark: str) -> Progress | None:
    noted = json.loads(mark)
    if noted.pop("form", None) != FORM:
        return None
    scanned = noted.pop("scanned")
    return Progress(**noted, scanned=UUID(hex=scanned) if scanned else None)
