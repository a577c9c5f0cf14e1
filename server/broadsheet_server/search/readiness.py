"""Whether the index can answer for all that the store holds."""

from weakref import WeakSet

from broadsheet_server.search.index import IndexUnavailableError, SearchIndex, TantivySearcher
from broadsheet_server.search.writer import is_complete

_COMPLETE: WeakSet[TantivySearcher] = WeakSet()


def complete_searcher(index: SearchIndex) -> TantivySearcher:
    """The newest state of an index that has seen the whole store once. Raises IndexUnavailableError.

    Before, it would leave out most of what there is, and nobody could tell.
    """
    searcher = index.searcher()
    if searcher not in _COMPLETE:
        mark = searcher.mark()
        if mark is None or not is_complete(mark):
            raise IndexUnavailableError("The search index is being built; try again in a moment.")
        _COMPLETE.add(searcher)
    return searcher
