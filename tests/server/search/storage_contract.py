"""What every search engine has to do so that one process writes at a time, and generations take turns."""

import shutil
from abc import abstractmethod
from pathlib import Path

import pytest

from broadsheet_server.search.engine import IndexUnavailableError, SearchIndex
from broadsheet_server.search.index_storage import (
    DamagedIndexError,
    IndexBatch,
    IndexProgress,
    IndexStorage,
    IndexWriter,
)
from tests.server.search.engine_contract import NOW, article


def write(writer: IndexWriter, headline: str, *, complete: bool = True) -> None:
    """Commit one article."""
    writer.add(IndexBatch([article(1, headline)], (), IndexProgress(complete=complete)), NOW)
    writer.commit()


class StorageContract:
    """Derive `Test…` from it too."""

    @abstractmethod
    def open_storage(self, folder: Path) -> IndexStorage:
        """An index in a folder, for the writer."""

    @abstractmethod
    def open_index(self, folder: Path) -> SearchIndex:
        """The same index, for readers."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "folder"

    def test_one_process_has_the_write_lock_until_it_releases_it(self, folder: Path) -> None:
        first, second = self.open_storage(folder), self.open_storage(folder)
        assert first.acquire_write_lock()
        assert first.acquire_write_lock()
        assert not second.acquire_write_lock()
        first.release_write_lock()
        assert second.acquire_write_lock()
        assert not first.acquire_write_lock()
        second.release_write_lock()

    def test_processes_that_take_turns_have_one_name(self, folder: Path) -> None:
        first, second = self.open_storage(folder), self.open_storage(folder)
        assert first.acquire_write_lock()
        name = first.lock_holder
        assert name == first.lock_holder
        first.release_write_lock()
        assert second.acquire_write_lock()
        assert second.lock_holder == name
        second.release_write_lock()

    def test_the_write_lock_of_a_deleted_index_is_taken_anew(self, folder: Path) -> None:
        first, second = self.open_storage(folder), self.open_storage(folder)
        assert first.acquire_write_lock()
        name = first.lock_holder
        shutil.rmtree(folder)
        assert second.acquire_write_lock()
        assert second.lock_holder != name
        assert not first.acquire_write_lock()
        second.release_write_lock()
        assert first.acquire_write_lock()
        first.release_write_lock()

    def test_readers_get_the_generation_that_is_current(self, folder: Path) -> None:
        storage, index = self.open_storage(folder), self.open_index(folder)
        assert storage.current is None
        with pytest.raises(IndexUnavailableError):
            index.searcher()
        old = storage.create()
        write(old, "The old index")
        storage.use(old.generation)
        assert (storage.current, index.searcher().completions("ol", 9)) == (old.generation, [("old", 1)])
        new = storage.create()
        write(new, "The new index")
        assert index.searcher().completions("new", 9) == []
        storage.use(new.generation)
        assert (storage.current, index.searcher().completions("new", 9)) == (new.generation, [("new", 1)])

    def test_a_discarded_generation_is_read_no_more(self, folder: Path) -> None:
        storage, index = self.open_storage(folder), self.open_index(folder)
        writer = storage.create()
        storage.use(writer.generation)
        assert index.searcher().size() == 0
        storage.discard_current()
        assert storage.current is None
        assert not storage.is_damaged()
        with pytest.raises(IndexUnavailableError):
            index.searcher()
        with pytest.raises(DamagedIndexError):
            storage.open_current()

    def test_an_index_that_is_not_complete_answers_no_question(self, folder: Path) -> None:
        storage, index = self.open_storage(folder), self.open_index(folder)
        writer = storage.create()
        storage.use(writer.generation)
        write(writer, "The bridge", complete=False)
        with pytest.raises(IndexUnavailableError):
            index.ask(lambda searcher: searcher.size())
        write(writer, "The bridge")
        assert index.ask(lambda searcher: searcher.size()) == 1

    def test_what_is_not_committed_is_not_seen_and_is_lost_with_its_writer(self, folder: Path) -> None:
        storage, index = self.open_storage(folder), self.open_index(folder)
        writer = storage.create()
        storage.use(writer.generation)
        write(writer, "The bridge")
        writer.add(IndexBatch([article(2, "The tram")], (), IndexProgress(sequence=9)), NOW)
        assert index.searcher().size() == writer.searcher().size() == 1
        writer.close()
        writer = storage.open_current()
        assert writer.progress == IndexProgress(complete=True)
        assert writer.searcher().size() == 1

    def test_a_question_that_fails_by_itself_fails_and_no_rebuild_is_requested(self, folder: Path) -> None:
        storage, index = self.open_storage(folder), self.open_index(folder)
        writer = storage.create()
        storage.use(writer.generation)
        write(writer, "The bridge")
        with pytest.raises(ZeroDivisionError):
            index.ask(lambda _: 1 // 0)
        assert not storage.is_rebuild_requested

    def test_a_rebuild_is_requested_until_the_request_is_cleared(self, folder: Path) -> None:
        storage = self.open_storage(folder)
        assert not storage.is_rebuild_requested
        self.open_storage(folder).request_rebuild()
        assert storage.is_rebuild_requested
        storage.clear_rebuild_request()
        storage.clear_rebuild_request()
        assert not storage.is_rebuild_requested
