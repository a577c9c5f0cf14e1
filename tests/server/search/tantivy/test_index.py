"""A Tantivy index while a new generation takes over."""

from typing import Any

import pytest
import tantivy

from broadsheet_server.search import index_generation
from broadsheet_server.search.opening import open_index, open_index_storage
from broadsheet_server.search.tantivy import writer
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW
from tests.server.search.index_comparison import assert_index_holds_the_store
from tests.server.search.index_fixtures import catch_up, count_with, new_follower, publish_some, update_index


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


def test_an_index_of_an_older_analyser_serves_until_the_new_one_is_complete(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_some(database, 5)
    update_index(database, settings)
    old = open_index_storage(settings.index).current
    monkeypatch.setattr(writer, "FORMAT", "another format")
    monkeypatch.setattr(index_generation, "BATCH", 2)
    follower = new_follower(database, settings)
    assert follower.step(NOW)
    assert open_index_storage(settings.index).current == old
    assert count_with(settings, "harbour") == 5
    catch_up(follower)
    assert open_index_storage(settings.index).current != old
    assert_index_holds_the_store(database, settings)
    follower.close()
