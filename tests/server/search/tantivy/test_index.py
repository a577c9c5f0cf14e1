"""A reader of a Tantivy index while a new generation takes over."""

from typing import Any

import pytest
import tantivy

from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.search.index_fixtures import publish_some, update_index


def test_who_comes_while_a_new_index_takes_over_gets_the_new_one(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 2)
    update_index(database, settings)
    storage = open_index_storage(settings.index)
    old, open_files = storage.current, tantivy.Index
    rebuilds = iter([storage.request_rebuild])

    def open_slowly(*arguments: Any) -> Any:
        """Before the files are opened for the first time, the generation is replaced and removed."""
        if request_rebuild := next(rebuilds, None):
            request_rebuild()
            update_index(database, settings)
        return open_files(*arguments)

    monkeypatch.setattr(tantivy, "Index", open_slowly)
    assert open_index(settings.index).searcher().size() == 2
    assert storage.current != old
    assert not storage.is_rebuild_requested
