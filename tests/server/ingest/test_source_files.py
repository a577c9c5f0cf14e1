"""Finding files."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet_server.ingest.source_files import SourceFile, SourceFiles


def find_source_files(places: list[Path]) -> Iterator[SourceFile]:
    return SourceFiles(lambda urls: iter(())).find(places)


def test_folders_are_walked_in_order_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in (
        "b.json",
        "a.JSONL",
        "sub/c.txt",
        "sub/deep/d.md",
        ".hidden.json",
        ".git/e.json",
        "f.png",
        "g",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    files = [file for file in find_source_files([tmp_path]) if not file.skip_reason]
    names = [Path(file.name).relative_to(tmp_path).as_posix() for file in files]
    assert names == ["a.JSONL", "b.json", "sub/c.txt", "sub/deep/d.md"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / ".g").write_bytes(b"---")
    (source,) = find_source_files([tmp_path / ".g"])
    with source.open() as file:
        assert (source.folder, source.skip_reason, file.read()) == (tmp_path, None, b"---")


def test_a_link_to_a_folder_is_followed_only_when_it_is_named(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "folder"
    elsewhere.mkdir()
    folder.mkdir()
    (elsewhere / "a.json").touch()
    (folder / "link").symlink_to(elsewhere)
    (skipped,) = find_source_files([folder])
    (followed,) = find_source_files([folder / "link"])
    assert (skipped.skip_reason is None, followed.skip_reason) == (False, None)
    assert followed.name == str(folder / "link" / "a.json")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_told_and_nobody_waits_for_its_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "wire.json")
    for place in (tmp_path, tmp_path / "wire.json"):
        (pipe,) = find_source_files([place])
        assert pipe.name == str(tmp_path / "wire.json")
        assert pipe.skip_reason is not None
        assert "`broadsheet import -`" in pipe.skip_reason
