"""A writer that is killed at any moment leaves an index and lists that the next one completes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from broadsheet_server.models.related import ArticleFeatures, Related
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.server.search.index_comparison import assert_index_holds_the_store

pytestmark = pytest.mark.program

ARTICLES = 60
KILLED_AFTER = (1, 2, 13, 3, 7, 4)
"""The announcements after which the process is killed; between two runs there is something new to do."""


def test_killing_the_writer_again_and_again_loses_nothing(
    sqlite_store: str, tmp_path: Path, writers: "Writers"
) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    for number in range(ARTICLES):
        _publish_crane(database, number, f"Crane {number}")
    for number, moment in enumerate(KILLED_AFTER):
        writers.run_and_kill(moment)
        gone = publish(database, headline=f"Withdrawn {number}")
        publish(database, headline=f"Later report {number}")
        _publish_crane(database, 7 * number, f"Hoist {number}, as the revision calls it")
        with database.write() as session:
            withdraw(session, gone.article_id, now=NOW)
    followers = ServerFollowers(database, settings)
    followers.catch_up()
    assert followers.is_active
    followers.close()
    assert_index_holds_the_store(database, settings)
    with database.read() as session:
        for table in (ArticleFeatures, Related):
            counted = session.execute(select(func.count(col(table.article_id)))).scalar_one()
            assert counted == ARTICLES + len(KILLED_AFTER)
    database.dispose()


def _publish_crane(database: Database, number: int, headline: str) -> None:
    """Publish a report, or its revision."""
    text = f"<p>{_words(number)}</p>"
    publish(database, headline=headline, body_html=text, external_reference=f"crane-{number}")


class Writers:
    """Starts one writer after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._commands, self._words = process.stdin, process.stdout

    def run_and_kill(self, moment: int) -> None:
        """Start a writer, and kill it at once when it has announced so many things."""
        self._commands.write("go\n")
        self._commands.flush()
        process_id = int(next(self._words))
        for _ in range(moment):
            assert next(self._words) != "done\n", "it ended before it could be killed"
        os.kill(process_id, signal.SIGKILL)
        ending = next(line for line in self._words if line.startswith("ended"))
        assert int(ending.split()[1]) == signal.SIGKILL


@pytest.fixture
def writers(sqlite_store: str, tmp_path: Path) -> Iterator[Writers]:
    """Processes of their own that follow the store."""
    script = Path(__file__).with_name("killed_writer.py")
    with subprocess.Popen(
        [sys.executable, "-P", str(script), str(tmp_path), sqlite_store],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Writers(process)


def _words(number: int) -> str:
    return " ".join(f"word{(number * step) % 23}" for step in range(1, 40))
