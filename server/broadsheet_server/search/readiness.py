"""Asking the index when it can answer for all that the store holds, and having it mended when it is torn."""

from collections.abc import Callable
from typing import TypeVar
from weakref import WeakSet

from broadsheet_server.search.index import IndexUnavailableError, SearchIndex, TantivySearcher
from broadsheet_server.search.writer import is_complete

Answer = TypeVar("Answer")
_COMPLETE: WeakSet[TantivySearcher] = WeakSet()
_SIGNS_OF_DAMAGE = ("corrupt", "IO error")


def answer_of(index: SearchIndex, ask: Callable[[TantivySearcher], Answer]) -> Answer:
    """What the newest state of the index answers. Raises IndexUnavailableError.

    Where the answer fails because files of the index are damaged, it is built anew.
    """
    searcher = _complete_searcher(index)
    try:
        return ask(searcher)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of Tantivy is no Exception
        if _is_damaged(index, error):
            index.suspect()
            raise IndexUnavailableError("The search index is damaged and is being built anew.") from error
        raise error if isinstance(error, Exception) else RuntimeError(str(error)) from error


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


def _is_damaged(index: SearchIndex, error: BaseException) -> bool:
    """Whether the error says so, or the files cannot be opened any more. A bug of ours is neither."""
    if any(sign in str(error) for sign in _SIGNS_OF_DAMAGE):
        return True
    try:
        SearchIndex(index.folder.path).searcher()
    except IndexUnavailableError:
        return True
    return False
