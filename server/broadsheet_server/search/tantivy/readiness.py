"""Asking the index when it can answer for all that the store holds, and having it mended when it is torn."""

from collections.abc import Callable
from typing import TypeVar
from weakref import WeakSet

from broadsheet_server.search.tantivy.damage import IndexPanicError, panics_as_errors
from broadsheet_server.search.tantivy.index import IndexUnavailableError, SearchIndex, TantivySearcher
from broadsheet_server.search.tantivy.writer import is_complete

Answer = TypeVar("Answer")
_COMPLETE: WeakSet[TantivySearcher] = WeakSet()


def answer_of(index: SearchIndex, ask: Callable[[TantivySearcher], Answer]) -> Answer:
    """What the newest state of the index answers. Raises IndexUnavailableError.

    Where the answer fails because files of the index are damaged, it is built anew.
    """
    try:
        with panics_as_errors():
            return ask(_complete_searcher(index))
    except IndexUnavailableError:
        raise
    except Exception as error:
        if isinstance(error, IndexPanicError) or index.is_found_damaged():
            index.suspect()
            raise IndexUnavailableError("The search index is damaged and is being built anew.") from error
        raise


def _complete_searcher(index: SearchIndex) -> TantivySearcher:
    """The newest state of an index that has seen the whole store once.

    Before, it would leave out most of what there is, and nobody could tell.
    """
    searcher = index.searcher()
    if searcher not in _COMPLETE:
        mark = searcher.mark()
        if mark is None or not is_complete(mark):
            raise IndexUnavailableError("The search index is being built; try again in a moment.")
        _COMPLETE.add(searcher)
    return searcher
