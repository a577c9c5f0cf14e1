"""The current generation of a Tantivy index as readers see it, whichever process writes it."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import tantivy

from broadsheet_server.search.engine import Answer, IndexUnavailableError, Searcher
from broadsheet_server.search.index_storage import DamagedIndexError, IndexBusyError
from broadsheet_server.search.tantivy.damage import is_damaged, panics_as_errors
from broadsheet_server.search.tantivy.fields import schema
from broadsheet_server.search.tantivy.searcher import TantivySearcher
from broadsheet_server.search.tantivy.storage import GenerationFolder

_CANNOT_BE_READ = "The search index cannot be read just now; try again in a moment."
_BEING_BUILT = "The search index is being built; try again in a moment."


def _being_built(searcher: Searcher) -> IndexUnavailableError:
    percent = searcher.percent_indexed
    share = "" if percent is None else f", {percent} % of the archive"
    so_far = f"{searcher.size():,} articles so far{share}"
    return IndexUnavailableError(
        f"The search index is being built ({so_far}); try again in a moment.", percent
    )


class TantivyIndex:
    """Implements `engine.SearchIndex`.

    A generation's `meta.json` changes with every commit: one `stat` tells whether to open the index again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = GenerationFolder(folder)
        self._lock = threading.Lock()
        self._state: object = None
        self._verified_state: object = None
        self._index: tantivy.Index | None = None
        self._searcher: TantivySearcher | None = None
        self._generation: Path | None = None

    def searcher(self) -> TantivySearcher:
        """The newest committed state. Raises IndexUnavailableError."""
        generation, state = self._current_state()
        if state == self._state and self._searcher is not None:
            return self._searcher
        with self._lock:
            try:
                return self._reopen(generation, state)
            except IndexUnavailableError:
                if self._current() in {generation, None}:
                    raise
                return self._reopen(*self._current_state())  # a new generation took over just now

    def ask(self, question: Callable[[Searcher], Answer]) -> Answer:
        """What `question` answers from the newest complete state. Raises IndexUnavailableError."""
        try:
            with panics_as_errors():
                searcher = self.searcher()
                if not searcher.is_complete:
                    raise _being_built(searcher)
                return question(searcher)
        except IndexUnavailableError:
            raise
        except IndexBusyError as error:
            raise IndexUnavailableError(_CANNOT_BE_READ) from error
        except Exception as error:
            if isinstance(error, DamagedIndexError) or self._is_damaged():
                self._request_rebuild()
                raise IndexUnavailableError("The search index is damaged and is being built anew.") from error
            raise

    def _request_rebuild(self) -> None:
        self._folder.request_rebuild()
        self._state = None

    def _is_damaged(self) -> bool:
        """Whether the current generation is damaged. Each state is verified once only: it takes seconds."""
        generation, state = self._current_state()
        if state == self._verified_state:
            return False
        try:
            damaged = is_damaged(generation)
        except IndexBusyError:
            return False
        self._verified_state = state
        return damaged

    def _current_state(self) -> tuple[Path, object]:
        """The current generation, and what changes with every commit of it. Raises IndexUnavailableError."""
        generation = self._current()
        if generation is None:
            raise IndexUnavailableError(_BEING_BUILT)
        try:
            meta = (generation / "meta.json").stat()
        except OSError as error:
            raise IndexUnavailableError("The search index was removed; it comes back by itself.") from error
        return generation, (generation, meta.st_ino, meta.st_mtime_ns, meta.st_size)

    def _current(self) -> Path | None:
        """The current generation, or the open one if that is unknown. Raises IndexUnavailableError."""
        try:
            return self._folder.current()
        except OSError as error:
            if self._generation is not None:
                return self._generation
            raise IndexUnavailableError(_CANNOT_BE_READ) from error

    def _reopen(self, generation: Path, state: object) -> TantivySearcher:
        """Open a newer state. While the system is short of files, the state that is open serves on."""
        try:
            with panics_as_errors():
                self._searcher = self._open(generation)
        except IndexBusyError as error:
            if self._searcher is not None:
                return self._searcher
            raise IndexUnavailableError(_CANNOT_BE_READ) from error
        except (ValueError, OSError, DamagedIndexError) as error:
            if self._current() == generation:
                self._request_rebuild()
            raise IndexUnavailableError(
                f"The search index cannot be read and is built anew: {error}"
            ) from error
        self._generation, self._state = generation, state
        return self._searcher

    def _open(self, generation: Path) -> TantivySearcher:
        index = self._index
        if index is None or self._generation != generation:
            index = tantivy.Index(schema(), os.fspath(generation))
            index.config_reader("manual")
        index.reload()
        self._index = index
        return TantivySearcher(index)
