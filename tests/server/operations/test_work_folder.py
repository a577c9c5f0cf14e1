"""The folder in which a backup or a restore is made, beside its target."""

from pathlib import Path

import pytest

from broadsheet_server.operations.backup_archive import BackupError
from broadsheet_server.operations.work_folder import work_folder


def test_whoever_comes_after_a_killed_process_begins_with_an_empty_folder(tmp_path: Path) -> None:
    (left := tmp_path / ".paper.part" / "data" / "media").mkdir(parents=True)
    (left / "crane.png").write_bytes(b"half a picture")
    (tmp_path / ".paper.part" / "broadsheet.lock").touch()
    with work_folder(tmp_path / "paper") as folder:
        assert [path.name for path in folder.iterdir()] == ["broadsheet.lock"]
    assert list(tmp_path.iterdir()) == []


def test_whoever_comes_while_another_one_is_at_work_is_told(tmp_path: Path) -> None:
    with work_folder(tmp_path / "paper") as folder:
        (folder / "store").touch()
        with pytest.raises(BackupError, match="Another process is at work"), work_folder(tmp_path / "paper"):
            pass
        assert (folder / "store").exists()


def test_a_folder_without_the_lock_is_not_ours_to_remove(tmp_path: Path) -> None:
    (tmp_path / ".paper.part" / "photographs").mkdir(parents=True)
    with pytest.raises(BackupError, match="was not made here"), work_folder(tmp_path / "paper"):
        pass
    assert (tmp_path / ".paper.part" / "photographs").is_dir()


def test_a_link_that_has_the_name_is_left_alone(tmp_path: Path) -> None:
    (elsewhere := tmp_path / "elsewhere").mkdir()
    (elsewhere / "broadsheet.lock").touch()
    (elsewhere / "novel.txt").touch()
    (tmp_path / ".paper.part").symlink_to(elsewhere)
    with pytest.raises(BackupError, match="is in the way"), work_folder(tmp_path / "paper"):
        pass
    assert (elsewhere / "novel.txt").exists()
