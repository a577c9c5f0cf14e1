"""`broadsheet reindex` builds the index anew, beside a server or on its own."""

import threading
from pathlib import Path

import pytest

from broadsheet_server.cli import main
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.search.opening import open_index_storage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.stories import CRACK, REPAIR, entries, publish_other_news, relate, related, report
from tests.server.search.index_comparison import assert_index_holds_the_store


@pytest.fixture
def paper(sqlite_store: str, tmp_path: Path) -> Settings:
    """A data folder with a store of its own, as a publisher has it."""
    settings = Settings(data=tmp_path)
    database = Database(sqlite_store)
    publish_other_news(database)
    database.dispose()
    return settings


def test_the_index_and_the_lists_are_built_anew(paper: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(paper.store_url)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=3)
    repair = report(database, "Swing bridge to be repaired", REPAIR)
    relate(database, paper)
    before = open_index_storage(paper.index).current
    made = entries(database, crack)
    assert main(["reindex", "--data", str(paper.data)]) == 0
    assert "The index holds 10 articles." in capsys.readouterr().out
    assert open_index_storage(paper.index).current != before
    assert_index_holds_the_store(database, paper)
    assert related(database, crack) == [repair]
    assert entries(database, crack)[0].reasons == made[0].reasons
    database.dispose()


def test_an_index_that_was_never_there_is_built(paper: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reindex", "--data", str(paper.data)]) == 0
    assert "The index holds 8 articles." in capsys.readouterr().out


def test_beside_a_running_server_the_server_does_it(
    paper: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(paper.store_url)
    server = ServerFollowers(database, paper)
    server.catch_up()
    assert server.is_active
    before, stop = open_index_storage(paper.index).current, threading.Event()

    def serve() -> None:
        while not stop.wait(0.02):
            server.catch_up()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        assert main(["reindex", "--data", str(paper.data)]) == 0
    finally:
        stop.set()
        thread.join()
        server.close()
    assert "A server has this index" in capsys.readouterr().out
    assert open_index_storage(paper.index).current != before
    database.dispose()
