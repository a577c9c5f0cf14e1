"""`broadsheet backup` and `broadsheet restore` as an operator sees them."""

import gzip
import json
import os
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from alembic import command

from broadsheet_server.cli import main
from broadsheet_server.settings import STORE_FILE, Settings
from broadsheet_server.storage.database import Database, sqlite_url
from broadsheet_server.storage.migration import configuration, current_revision, is_current, revisions
from tests import postgres_server
from tests.builders import publish


def test_a_paper_is_restored_as_it_was(
    backup: Path, paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.name == "posix":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    other = tmp_path / "other"
    assert main(["restore", str(backup), "--data", str(other)]) == 0
    assert capsys.readouterr().out.startswith("1 article of 20")
    assert headlines(other) == ["Crane retires"]
    assert (other / "broadsheet.toml").read_text() == (paper / "broadsheet.toml").read_text()
    [picture] = (other / "media").iterdir()
    assert picture.read_bytes() == (paper / "media" / picture.name).read_bytes()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_backup_by_a_newer_version_leaves_the_store_in_its_form_and_restoring_it_migrates_the_copy(
    paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = revisions()[-3]
    store = Database(sqlite_url(paper / STORE_FILE))
    with store.engine.begin() as connection:
        command.downgrade(configuration(connection), earlier)
    assert main(["backup", str(tmp_path / "paper.tar"), "--data", str(paper)]) == 0
    with store.engine.begin() as connection:
        assert current_revision(connection) == earlier
    store.dispose()
    assert main(["restore", str(tmp_path / "paper.tar"), "--data", str(tmp_path / "other")]) == 0
    assert capsys.readouterr().err == ""
    copy = Database(sqlite_url(tmp_path / "other" / STORE_FILE))
    assert is_current(copy)
    copy.dispose()
    assert headlines(tmp_path / "other") == ["Crane retires"]


def test_a_backup_beside_a_writer_has_all_that_was_accepted_before(
    paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(paper) as accepted:
        before = list(accepted)
        copied = sqlite3.connect(f"file:{paper / STORE_FILE}?immutable=1", uri=True)  # the file alone, as cp
        with closing(copied) as alone:
            in_file = {headline for (headline,) in alone.execute("SELECT headline FROM article")}
        assert main(["backup", str(tmp_path / "paper.tar"), "--data", str(paper)]) == 0
    assert not set(before) <= in_file, "the write-ahead log was in the file: this shows nothing"
    assert main(["restore", str(tmp_path / "paper.tar"), "--data", str(tmp_path / "other")]) == 0
    capsys.readouterr()
    assert set(before) <= set(headlines(tmp_path / "other"))


def test_a_folder_with_a_paper_in_it_is_left_alone(
    backup: Path, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore", str(backup), "--data", str(paper)]) == 2
    assert f"{paper} is not empty" in capsys.readouterr().err
    assert headlines(paper) == ["Crane retires"]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda data: data[: len(data) // 2], "is no whole backup"),
        (
            lambda data: data[:3_000] + bytes([data[3_000] ^ 1]) + data[3_001:],
            "is damaged: “broadsheet.sqlite3”",
        ),
        (lambda _: b"PK\x03\x04 something else", "is no whole backup"),
    ],
    ids=["cut short", "changed", "no backup"],
)
def test_a_damaged_backup_is_refused(
    paper: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[bytes], bytes],
    told: str,
) -> None:
    file = tmp_path / "paper.tar"
    assert main(["backup", str(file), "--data", str(paper)]) == 0
    file.write_bytes(damage(file.read_bytes()))
    assert main(["restore", str(file), "--data", str(tmp_path / "other")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"revision": "9999", "version": "9.0.0"}, "The backup was made by Broadsheet 9.0.0"),
        ({"broadsheet_backup": 2}, "this version cannot read it"),
        ({"database": "postgresql"}, "set BROADSHEET_DATABASE_URL to an empty database"),
    ],
)
def test_a_backup_that_this_version_cannot_use_is_refused(
    paper: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, object],
    told: str,
) -> None:
    file = tmp_path / "paper.tar"
    assert main(["backup", str(file), "--data", str(paper)]) == 0
    with_manifest(file, changes)
    assert main(["restore", str(file), "--data", str(tmp_path / "other")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_whatever_is_damaged_in_a_compressed_backup_it_is_refused_in_words(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = backup.read_bytes()
    assert len(whole) < len(gzip.decompress(whole)) / 2
    for place in range(200, len(whole) - 1_000, len(whole) // 12):
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        assert main(["restore", str(backup), "--data", str(tmp_path / "other")]) == 2
        assert "Nothing was restored." in capsys.readouterr().err
        assert not (tmp_path / "other").exists()


def test_a_backup_replaces_an_earlier_one_and_nothing_else(
    backup: Path, paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (text := tmp_path / "crane.md").write_text("A text")
    os.mkfifo(pipe := tmp_path / "pipe")
    refused = {
        text: "is no backup",
        tmp_path: "is a folder",
        paper / STORE_FILE: "is in the folder of the paper",
        paper / "paper.tar.gz": "is in the folder of the paper",
        pipe: "is no backup",
        Path("/"): "is a folder",
    }
    for file, told in refused.items():
        assert main(["backup", str(file), "--data", str(paper)]) == 2
        assert told in capsys.readouterr().err
    assert main(["backup", str(backup), "--data", str(paper)]) == 0
    assert (headlines(paper), text.read_text()) == (["Crane retires"], "A text")


def test_a_backup_without_a_store_is_refused(
    paper: Path, backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_manifest(backup, {"members": {}}, only=("manifest.json",))
    assert main(["restore", str(backup), "--data", str(tmp_path / "other")]) == 2
    assert "it holds no store" in capsys.readouterr().err


def test_a_paper_is_restored_where_a_link_leads(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    assert main(["restore", str(backup), "--data", str(tmp_path / "link")]) == 0
    assert headlines(tmp_path / "disk") == ["Crane retires"]


def test_an_address_of_no_database_is_told_before_anything_is_restored(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROADSHEET_DATABASE_URL", "paper")
    assert main(["restore", str(backup), "--data", str(tmp_path / "other")]) == 2
    assert "BROADSHEET_DATABASE_URL: it must look like postgresql://" in capsys.readouterr().err


def test_a_member_that_leads_elsewhere_goes_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (outside := tmp_path / "outside").write_text("x")
    with tarfile.open(tmp_path / "paper.tar", "w") as tar:
        tar.add(outside, "media/../../outside.txt")
    assert main(["restore", str(tmp_path / "paper.tar"), "--data", str(tmp_path / "a" / "b")]) == 2
    assert "is no backup of Broadsheet" in capsys.readouterr().err
    assert not (tmp_path / "outside.txt").exists()


def test_a_folder_that_is_not_there_is_told(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "/nowhere/paper.tar", "--data", str(paper)]) == 2
    assert "The backup was not made. There is no folder /nowhere." in capsys.readouterr().err


@pytest.mark.postgres
def test_a_paper_on_postgresql_is_restored_into_an_empty_database(
    new_postgres_store: Callable[[], AbstractContextManager[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    programs = postgres_server.binaries()
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    file = tmp_path / "paper.tar"
    with new_postgres_store() as url:
        store = Database(url)
        publish(store, headline="Crane retires")
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "broadsheet.toml").write_text('database_url = "postgresql://live.example/paper"')
        monkeypatch.setenv("BROADSHEET_DATABASE_URL", url)
        assert main(["backup", str(file), "--data", str(tmp_path / "data")]) == 0
        assert main(["restore", str(file), "--data", str(tmp_path / "other")]) == 2
        assert "is not empty: name an empty one" in capsys.readouterr().err
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        store.dispose()
        assert main(["restore", str(file), "--data", str(tmp_path / "other")]) == 0
        assert (out := capsys.readouterr().out).startswith("1 article of 20")
        assert "Attention: database_url in" in out
        with store.read() as session:
            assert session.connection().exec_driver_sql("SELECT headline FROM article").all() == [
                ("Crane retires",)
            ]
        store.dispose()


def headlines(folder: Path) -> list[str]:
    """The headlines in a paper."""
    with closing(sqlite3.connect(folder / STORE_FILE)) as store:
        return [headline for (headline,) in store.execute("SELECT headline FROM article ORDER BY id")]


@contextmanager
def writing(paper: Path) -> Iterator[list[str]]:
    """Somebody who publishes article after article; the headlines of those that were accepted."""
    accepted: list[str] = []
    started, stop = threading.Event(), threading.Event()

    def write() -> None:
        database = Database(Settings(data=paper).store_url)
        while not stop.is_set():
            headline = f"Report {len(accepted)}"
            publish(database, paper / "media", headline=headline, slug=headline.lower().replace(" ", "-"))
            accepted.append(headline)
            if len(accepted) == 3:
                started.set()
        database.dispose()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert started.wait(30)
        yield accepted
    finally:
        stop.set()
        thread.join()


def with_manifest(file: Path, changes: dict[str, object], only: Collection[str] = ()) -> None:
    """Write other values into the manifest of a backup; keep some of its members `only`."""
    with tarfile.open(file) as tar:
        kept = [member for member in tar if not only or member.name in only]
        found = [(member, tar.extractfile(member)) for member in kept]
        contents = [(member, content.read()) for member, content in found if content]
    with tarfile.open(file, "w") as tar:
        for member, data in contents:
            if member.name == "manifest.json":
                data = json.dumps(json.loads(data) | changes).encode()
                member.size = len(data)
            (file.parent / "member").write_bytes(data)
            with (file.parent / "member").open("rb") as opened:
                tar.addfile(member, opened)
