"""`broadsheet export` as a person sees it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from broadsheet_server.cli import main
from tests.pictures import png
from tests.server.ingest.ninjs_documents import image_association, ninjs


@pytest.fixture
def data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A store with an article and its image."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "crane.png").write_bytes(png())
    (tmp_path / "a.json").write_text(json.dumps(ninjs(associations=[image_association()])))
    folder = str(tmp_path / "data")
    assert main(["import", str(tmp_path / "a.json"), "--data", folder]) == 0
    capsys.readouterr()
    return folder


def test_a_store_is_exported_with_its_images_and_imported_again(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "export" / "all.jsonl", str(tmp_path / "other")
    file.parent.mkdir()
    assert main(["export", str(file), "--data", data]) == 0
    media = file.parent / "media"
    assert capsys.readouterr().err == f"1 article exported to {file}, 1 image file in {media}.\n"
    assert sorted(path.name for path in file.parent.iterdir()) == ["all.jsonl", "media"]
    assert main(["import", str(file), "--data", other]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "created    2 sections  (2 of them are new)",
        "created    Crane lifts its last load",
        "2 items: 2 created.",
    ]
    again = tmp_path / "again.jsonl"
    assert main(["export", str(again), "--data", other]) == 0
    assert again.read_bytes() == file.read_bytes()
    [image] = media.iterdir()
    assert (Path(other) / "media" / image.name).read_bytes() == image.read_bytes()


def test_standard_output_has_the_lines_and_says_what_it_has_not(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--data", data]) == 0
    shown = capsys.readouterr()
    header, article = map(json.loads, shown.out.splitlines())
    assert header["broadsheet_export"] == 1
    assert article["article"]["headline"] == "Crane lifts its last load"
    assert shown.err == "1 article exported. 1 image file not: export to a file to have them.\n"


def test_an_image_that_the_store_has_lost_is_told(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(Path(data) / "media")
    assert main(["export", str(tmp_path / "all.jsonl"), "--data", data]) == 1
    assert " 1 are not in the store, like " in capsys.readouterr().err


def test_what_has_not_changed_since_is_left_out(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--data", data, "--since", "2200-01-01"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert main(["export", "--data", data, "--since", "2020-01-01"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_an_export_replaces_an_earlier_one_and_nothing_else(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (article := tmp_path / "ferry.md").write_text("---\ntitle: Ferry\n---\nIt sails again.\n")
    os.mkfifo(pipe := tmp_path / "pipe")
    for file, told in (
        (article, "is there and is no export: name another file."),
        (Path(data) / "broadsheet.sqlite3", "is there and is no export: name another file."),
        (tmp_path / ("a" * 300), "cannot be looked at: File name too long."),
        (tmp_path, f"is a folder: name a file in it, like {tmp_path / 'paper.jsonl'}."),
        (pipe, "is no file: write to standard output, with -."),
    ):
        assert main(["export", str(file), "--data", data]) == 2
        assert capsys.readouterr().err == f"broadsheet: Nothing was exported. {file} {told}\n"
    assert article.read_text().endswith("It sails again.\n")
    assert pipe.is_fifo()
    earlier = tmp_path / "all.jsonl"
    assert main(["export", str(earlier), "--since", "2200-01-01", "--data", data]) == 0
    assert main(["export", str(earlier), "--data", data]) == 0
    assert len(earlier.read_text().splitlines()) == 2


def test_a_wrong_time_and_a_missing_folder_are_told(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--data", data, "--since", "yesterday"]) == 2
    assert capsys.readouterr().err == "broadsheet: “yesterday” is no time like 2026-10-12T06:30+02:00.\n"
    file = tmp_path / "nowhere" / "all.jsonl"
    assert main(["export", str(file), "--data", data]) == 2
    assert capsys.readouterr().err == f"broadsheet: {file} cannot be written: No such file or directory.\n"
