"""Kills an import at random moments, again and again, and counts what is lost and what is doubled.

    python benchmarks/import_kills.py [--kills 100] [--items 3000] [--postgres]

Each process gets SIGKILL after a random time, up to that of a whole import. After every tenth one an import
runs to its end, and the next begins with an empty store, SQLite or (`--postgres`) a PostgreSQL of its own.
Looked for after every kill: articles that were told as created and are not there, articles that are there
twice, and gaps in the change feed.
"""

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the tests know how to start a PostgreSQL

from sqlalchemy import delete
from sqlmodel import col, func, select
from tests import postgres_server

from broadsheet_server.models.articles import Article
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.changes import Change, ChangeHead
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import migrate

KILLS_A_STORE = 10
_CREATED = re.compile(r"^created ", re.MULTILINE)


def document(number: int) -> dict[str, object]:
    """One ninjs item."""
    text = f"The ferry {number} sails to the far side of the harbour, past quay {number % 97}. " * 30
    return {
        "uri": f"tag:courier.example,2026:{number}",
        "headlines": [{"value": f"Ferry {number} sails"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>{text}</p>"}],
        "firstCreated": "2026-10-12T06:30:00Z",
        "subjects": [{"rel": "section", "literal": "city/harbour"}],
        "people": [{"name": f"Tomas {chr(65 + number % 26)}. Hale"}],
    }


@dataclass(slots=True)
class Findings:
    """What was wrong after all kills."""

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    gaps: int = 0

    def look(self, database: Database, told: int) -> None:
        """Compare the store with what the command told of it."""
        with database.read() as session:
            references = session.exec(select(Article.external_reference)).all()
            changes, last = session.exec(
                select(func.count(col(Change.sequence)), func.max(Change.sequence))
            ).one()
        self.lost += max(0, told - len(references))
        self.doubled += len(references) - len(set(references))
        self.gaps += (last or 0) - changes


def importing(file: Path, database: Database, data: Path) -> "subprocess.Popen[bytes]":
    """The command, in a process of its own."""
    url = database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "broadsheet_server.cli", "import", str(file)],
        env={**os.environ, "BROADSHEET_DATABASE_URL": url, "BROADSHEET_DATA": str(data)},
        stdout=(data / "out").open("wb"),
    )


def whole_import(file: Path, database: Database, data: Path) -> tuple[float, float]:
    """Import to the end; the seconds that it took, and those of the processor."""
    began, processor = time.monotonic(), _processor_seconds()
    if importing(file, database, data).wait() != 0:
        raise SystemExit((data / "out").read_text()[-500:])
    return time.monotonic() - began, _processor_seconds() - processor


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def killed_import(file: Path, database: Database, data: Path, seconds: float) -> int:
    """Import until it is killed; how many articles it told as created."""
    process = importing(file, database, data)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return len(_CREATED.findall((data / "out").read_text()))


def empty(database: Database) -> None:
    """Delete all rows."""
    with database.write() as session:
        for table in reversed(TableModel.metadata.sorted_tables):
            if table.name != ChangeHead.__tablename__:
                session.execute(delete(table))
        head = session.exec(select(ChangeHead)).one()
        head.sequence = 0


@contextmanager
def new_store(data: Path, *, is_postgres: bool) -> Iterator[Database]:
    """An empty store."""
    folder = postgres_server.binaries() if is_postgres else None
    if folder is None:
        yield _migrated(sqlite_url(data / "broadsheet.sqlite3"))
        return
    with postgres_server.running(folder) as server:
        database = _migrated(server.url)
        yield database
        database.dispose()


def _migrated(url: str) -> Database:
    database = Database(url)
    migrate(database)
    return database


def main() -> None:
    """Kill, look, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--items", type=int, default=3_000)
    parser.add_argument("--postgres", action="store_true")
    arguments = parser.parse_args()
    chance, findings, told = random.Random(), Findings(), 0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        file = data / "archive.jsonl"
        file.write_text("\n".join(json.dumps(document(number)) for number in range(arguments.items)))
        with new_store(data, is_postgres=arguments.postgres) as database:
            seconds, first = whole_import(file, database, data)
            _, again = whole_import(file, database, data)
            print(
                f"{arguments.items:,} items, seconds of the processor with the start of the command: "
                f"{first:.1f} new, {again:.1f} unchanged"
            )
            empty(database)
            for number in range(1, arguments.kills + 1):
                told += killed_import(file, database, data, chance.uniform(0.3, 1.0) * seconds)
                findings.kills += 1
                findings.look(database, told)
                if number % KILLS_A_STORE == 0:
                    whole_import(file, database, data)
                    findings.look(database, arguments.items)
                    print(f"{number} kills, {told:,} articles told before the last one")
                    empty(database)
                    told = 0
    print(findings)


if __name__ == "__main__":
    main()
