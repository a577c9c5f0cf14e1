"""Backups that are interrupted, and what they leave."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet_server.cli import main
from broadsheet_server.settings import STORE_FILE


def test_a_backup_that_systemd_ends_leaves_nothing_behind(
    paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def end(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    before = set(tmp_path.iterdir())
    monkeypatch.setattr("broadsheet_server.operations.backup._add_files", end)
    assert main(["backup", str(tmp_path / "paper.tar"), "--data", str(paper)]) == 2
    assert capsys.readouterr().err == "broadsheet: Stopped.\n"
    assert set(tmp_path.iterdir()) == before
    assert signal.getsignal(signal.SIGTERM) != signal.default_int_handler


def test_what_a_killed_backup_has_left_goes_with_the_next_one(paper: Path, tmp_path: Path) -> None:
    file = tmp_path / "paper.tar"
    before = set(tmp_path.iterdir())
    killed = (
        "import os, signal\n"
        "from broadsheet_server.operations import backup\n"
        "from broadsheet_server.cli import main\n"
        "backup._add_files = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"main(['backup', {str(file)!r}, '--data', {str(paper)!r}])\n"
    )
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == -signal.SIGKILL
    [left] = set(tmp_path.iterdir()) - before
    assert (left / STORE_FILE).is_file(), "it left nothing: this shows nothing"
    assert stat.S_IMODE(left.stat().st_mode) == 0o700
    assert main(["backup", str(file), "--data", str(paper)]) == 0
    assert set(tmp_path.iterdir()) - before == {file}


def test_two_backups_to_one_name_do_not_disturb_each_other(
    paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["backup", str(tmp_path / "paper.tar"), "--data", str(paper)]
    statuses: list[int] = []

    def second(*_: object) -> None:
        monkeypatch.undo()
        statuses.append(main(command))

    monkeypatch.setattr("broadsheet_server.operations.backup._add_files", second)
    assert main(command) == 0
    assert statuses == [2]
    assert "Another process is at work in " in capsys.readouterr().err


def test_a_folder_of_somebody_else_is_not_taken_for_what_a_killed_backup_left(
    paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder := tmp_path / ".paper.tar.part").mkdir()
    (folder / "novel.txt").write_text("Chapter one")
    assert main(["backup", str(tmp_path / "paper.tar"), "--data", str(paper)]) == 2
    assert "is in the way, and was not made here: move it away." in capsys.readouterr().err
    assert (folder / "novel.txt").read_text() == "Chapter one"


def test_a_full_disk_is_not_blamed_on_the_backup(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    with_little_room = (
        "import resource, signal, sys\n"
        "from broadsheet_server.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        f"sys.exit(main(['restore', {str(backup)!r}, '--data', {str(other)!r}]))\n"
    )
    command = [sys.executable, "-c", with_little_room]
    restored = subprocess.run(command, capture_output=True, text=True, check=False)
    assert restored.returncode == 2
    assert restored.stderr == "broadsheet: Nothing was restored. File too large.\n"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".", "other"))]
