"""A writer that is killed at any moment leaves an index and lists that the next one completes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from broadsheet_server.models.related import ArticleFeatures, Related
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.server.search.index_comparison import assert_index_holds_the_store

ARTICLES = 60
KILLED_AFTER = (1, 2, 13, 3, 7, 4)
"""The announcements after which the process is killed; between two runs there is something new to do."""


def test_killing_the_writer_again_and_again_loses_nothing(sqlite_store: str, tmp_path: Path) -> None:
    database, settings = Database(sqlite_store), Settings(data=tmp_path, database_url=sqlite_store)
    for number in range(ARTICLES):
        _publish_crane(database, number, f"Crane {number}")
    for number, moment in enumerate(KILLED_AFTER):
        _run_and_kill(tmp_path, sqlite_store, moment)
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


def _run_and_kill(data: Path, url: str, moment: int) -> None:
    """Start a writer and kill it at once when it has announced so many things."""
    script = Path(__file__).with_name("killed_writer.py")
    with subprocess.Popen(
        [sys.executable, "-P", str(script), str(data), url], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for said, line in enumerate(process.stdout, 1):
            if said == moment:
                os.kill(process.pid, signal.SIGKILL)
                break
            assert line != "done\n", "it ended before it could be killed"
        process.stdout.close()
    assert process.wait() == -signal.SIGKILL


def _words(number: int) -> str:
    return " ".join(f"word{(number * step) % 23}" for step in range(1, 40))
