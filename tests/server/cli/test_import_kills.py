"""An import that is killed or interrupted, and one that goes on where it stopped."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.ingest.ninjs_documents import ninjs

pytestmark = pytest.mark.program

ITEMS = 300
KILLS = 2


def numbered_file(path: Path) -> Path:
    items = (ninjs(uri=f"tag:courier.example,2024:{number}", altIds=None) for number in range(ITEMS))
    path.write_text("\n".join(map(json.dumps, items)))
    return path


def importing(file: Path, settings: Settings) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "broadsheet_server.cli", "import", str(file)],
        env={
            **os.environ,
            "BROADSHEET_DATABASE_URL": str(settings.database_url),
            "BROADSHEET_DATA": str(settings.data),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def created_before(process: "subprocess.Popen[str]", signal_number: int, after: int) -> int:
    """How many articles it said that it created; it gets the signal after some lines."""
    assert process.stdout is not None
    created = 0
    for number, line in enumerate(process.stdout):
        created += line.startswith("created")
        if number == after:
            process.send_signal(signal_number)
    return created


def test_a_killed_import_loses_nothing_and_doubles_nothing(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    file, chance = numbered_file(tmp_path / "a.jsonl"), random.Random(7)
    told, statuses = 0, []
    for _ in range(KILLS):
        with importing(file, settings) as process:
            told += created_before(process, signal.SIGKILL, after=told + chance.randrange(30))
        statuses.append(process.returncode)
        with database.read() as session:
            assert told <= len(session.exec(select(Article.id)).all()) <= ITEMS
    assert -signal.SIGKILL in statuses
    with importing(file, settings) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert out.splitlines()[-1].startswith(f"{ITEMS} items: ")
    with database.read() as session:
        references = session.exec(select(Article.external_reference)).all()
        assert len(set(references)) == len(references) == ITEMS
        sequences = sorted(session.exec(select(Change.sequence)).all())
        assert sequences == list(range(1, ITEMS + 1))


def test_ctrl_c_ends_after_what_is_being_written_and_says_what_is_done(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    file = numbered_file(tmp_path / "a.jsonl")
    with importing(file, settings) as process:
        told = created_before(process, signal.SIGINT, after=5)
        err = process.stderr.read() if process.stderr else ""
    assert process.returncode == 130
    assert err == (
        "\nStopping … Press Ctrl-C again to stop at once.\n"
        f"broadsheet: Stopped. {told} items were dealt with. Run the same command again; it goes on where it "
        "stopped.\n"
    )
    with database.read() as session:
        assert len(session.exec(select(Article.id)).all()) == told < ITEMS
