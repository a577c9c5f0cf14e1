"""The one place that chooses the search engine: everybody else knows its protocols only."""

from pathlib import Path

from broadsheet_server.search.engine import SearchIndex
from broadsheet_server.search.index_storage import IndexStorage


def open_index(folder: Path) -> SearchIndex:
    """The index in a folder, for readers. It need not exist yet."""
    from broadsheet_server.search.tantivy.index import TantivyIndex

    return TantivyIndex(folder)


def open_index_storage(folder: Path) -> IndexStorage:
    """The index in a folder, for the writer."""
    from broadsheet_server.search.tantivy.storage import TantivyStorage

    return TantivyStorage(folder)
