"""`broadsheet import` as a person sees it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlmodel import select

from broadsheet_server.cli import main
from broadsheet_server.models.articles import Article
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.ingest.ninjs_documents import image_association, ninjs


@pytest.fixture
def data(data_folder: Path) -> str:
    return str(data_folder)


def test_every_item_has_its_line_and_the_rest_is_summed_up(
    tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(ninjs(associations=[image_association()])))
    bad.write_text(json.dumps([ninjs(expires="?", headlines=[{"value": "Bell\x07 rings"}])]))
    assert main(["import", str(good), str(bad), "--data", data]) == 1
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "created    Crane lifts its last load  (image left out: “images/crane.png” is not there; "
        "new section: business; new section: business/harbour)",
        "2 items: 1 created, 1 rejected.",
    ]
    assert shown.err == (f"rejected   {bad}: item 1, $[0].expires: “Bell rings”: “?” is no date.\n")


def test_a_second_import_changes_nothing_and_quiet_says_little(
    tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(ninjs(associations=[image_association()], subjects=None)))
    assert main(["import", str(file), "--data", data, "--quiet"]) == 0
    assert main(["import", str(file), "--data", data, "--quiet"]) == 0
    note = "note (1 item): image left out: “images/crane.png” is not there"
    assert capsys.readouterr().out.splitlines() == [
        *(note, "note (1 item): new section: news", "1 item: 1 created."),
        *(note, "1 item: 1 unchanged."),
    ]


@pytest.mark.program
def test_a_console_without_chinese_gets_escapes(tmp_path: Path, data: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(f"{json.dumps(ninjs(headlines=[{'value': '大桥关闭'}]))}\n{{“}}\n")
    run = subprocess.run(
        [sys.executable, "-m", "broadsheet_server.cli", "import", str(file), "--data", data],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 1
    assert rb"created    \u5927\u6865\u5173\u95ed" in run.stdout
    assert run.stdout.rstrip().endswith(b"2 items: 1 created, 1 rejected.")
    assert run.stderr.startswith(b"rejected")


def test_articles_come_through_standard_input(
    data: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(ninjs()).encode())))
    assert main(["import", "-", "--data", data, "--source", "The Courier"]) == 0
    assert "created    Crane lifts its last load" in capsys.readouterr().out


def test_where_no_file_is_there_nothing_happens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(tmp_path / "new")
    assert main(["import", str(tmp_path / "nothing.json"), "--data", data]) == 2
    assert f"There is no {tmp_path / 'nothing.json'}." in capsys.readouterr().err
    assert not Path(data).exists()


def test_who_mistypes_a_folder_hears_where_it_was_looked_for_and_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "articles").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["import", "artcles", "--data", str(tmp_path / "new")]) == 2
    told = f"broadsheet: There is no artcles in {tmp_path}; maybe “articles” is meant.\n"
    assert capsys.readouterr().err == told


def test_an_address_that_cannot_be_fetched_is_no_path(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import", "ftp://wire.example/feed", "--data", data])
    assert ended.value.code == 2
    assert "“ftp://wire.example/feed” cannot be fetched; only addresses at http" in capsys.readouterr().err


@pytest.mark.parametrize("written", ["https:/wire.example/feed", "https:wire.example/feed"])
def test_who_leaves_out_a_slash_of_an_address_is_told(
    written: str, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["import", written, "--data", data])
    told = f"a slash is missing in “{written}”; maybe “https://wire.example/feed” is meant\n"
    assert capsys.readouterr().err.endswith(told)


def test_a_file_that_is_not_there_does_not_keep_the_others_out(
    tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good, missing = tmp_path / "good.json", tmp_path / "nope.json"
    good.write_text(json.dumps(ninjs()))
    assert main(["import", str(missing), str(good), "--data", data]) == 1
    shown = capsys.readouterr()
    assert shown.err == f"rejected   {missing}: The file cannot be read: No such file or directory.\n"
    assert shown.out.splitlines()[-1] == "2 items: 1 created, 1 rejected."


def test_what_is_passed_over_in_a_folder_is_said_with_the_reason(
    tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "a.json.gz").touch()
    (folder / "b.JSON").symlink_to(tmp_path / "nothing.json")
    (folder / "c").symlink_to(elsewhere)
    (folder / "d.png").touch()
    (folder / "e.css").touch()
    assert main(["import", str(folder), "--data", data]) == 1
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        f"rejected   {folder / 'a.json.gz'}: It is packed in a way that is not known, or is damaged; "
        "unpack it first.",
        f"rejected   {folder / 'b.JSON'}: The file cannot be read: No such file or directory.",
        f"skipped    {folder / 'c'}: Links to folders are not followed; name it to have it imported.",
    ]
    assert shown.out.splitlines() == [
        "note (1 file): no articles, passed over: 1 .css",
        "3 items: 2 rejected, 1 skipped.",
    ]


def test_a_folder_in_which_everything_is_skipped_has_not_been_imported(
    tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "elsewhere").symlink_to(tmp_path)
    assert main(["import", str(folder), "--data", data]) == 2
    assert "nothing to import" not in capsys.readouterr().err


def test_a_folder_without_articles_is_said_to_be_one(
    tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["import", str(tmp_path / "empty"), "--data", data]) == 2
    assert "There was nothing to import" in capsys.readouterr().err


def test_a_store_that_cannot_be_opened_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(ninjs()))
    assert main(["import", str(file), "--data", str(file)]) == 2
    assert "cannot be made" in capsys.readouterr().err


def test_what_holds_for_many_items_is_said_once_with_their_number(
    tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        text = f"---\nheadline: Ferry {number}\npublished: 2024-10-1{number}\n---\nIt sails.\n"
        (tmp_path / "ferries").mkdir(exist_ok=True)
        (tmp_path / "ferries" / f"{number}.txt").write_text(text)
    file, folder = str(tmp_path / "ferries" / "0.txt"), str(tmp_path / "ferries")
    assert main(["import", file, "--data", data, "--time-zone", "Asia/Shanghai"]) == 0
    assert main(["import", folder, "--data", data]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[:2] == [
        "created    Ferry 0  (new section: news)",
        "note (1 item): dates without a time zone were read in Asia/Shanghai",
    ]
    assert shown[3:] == [
        "unchanged  Ferry 0",
        *("created    Ferry 1", "created    Ferry 2"),
        "note (2 items): dates without a time zone were read in UTC",
        "3 items: 2 created, 1 unchanged.",
    ]


def test_a_time_zone_that_there_is_not_is_refused(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import", "-", "--data", data, "--time-zone", "CST"])
    assert "“CST” is no time zone" in capsys.readouterr().err


def test_a_note_is_not_cut_before_its_reason(
    tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(ninjs(people=[{"name": "Ilse"}, {"name": ["a" * 300, "b"]}], subjects=None)))
    assert main(["import", str(file), "--data", data]) == 0
    assert "left out: $.people[1].name must be text, and is a list" in capsys.readouterr().out


def test_a_note_is_told_whole(tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"http://x.example/{'a' * 100}.png"
    html = f"<p>Text.</p><img src='{address}' alt='A tower'>"
    body = {"role": "main", "contentType": "text/html", "value": html}
    (tmp_path / "a.json").write_text(json.dumps(ninjs(bodies=[body])))
    assert main(["import", str(tmp_path / "a.json"), "--data", data]) == 0
    assert (
        f"an image in the text is left out: {address}: The host x.example has no address (“A tower”)"
        in capsys.readouterr().out
    )


def test_a_dry_run_before_there_is_a_store_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(tmp_path / "new")
    (tmp_path / "a.json").write_text(json.dumps(ninjs(subjects=None)))
    arguments = ["import", str(tmp_path / "a.json"), "--data", data, "--section", "arts/music"]
    assert main([*arguments, "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "created    Crane lifts its last load  (new section: arts; new section: arts/music)",
        "1 item: 1 created.",
        "Nothing was written: this was a dry run.",
    ]
    assert not Path(data).exists()
    assert main(arguments) == 0
    assert "created    Crane" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [("--section", "World/Asia", "no path of a section"), ("--language", "klingon!", "klingon!")],
)
def test_a_default_that_cannot_be_is_refused(
    option: str, value: str, words: str, data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["import", "-", "--data", data, option, value])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_items_that_name_neither_language_nor_section_get_those_of_the_command(
    tmp_path: Path, data: str
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ninjs(subjects=None, language=None)))
    (tmp_path / "b.txt").write_text("---\nheadline: Trams return\n---\nThey do.\n")
    options = ["--language", "de", "--section", "city"]
    assert main(["import", str(tmp_path), "--data", data, *options]) == 0
    database = Database(Settings(data=Path(data)).store_url)
    with database.read() as session:
        assert {article.language for article in session.exec(select(Article))} == {"de"}
        assert [section.path for section in session.exec(select(Section))] == ["city"]
    database.dispose()


@pytest.mark.program
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_on_a_terminal_a_bar_shows_the_rest_and_goes_away(tmp_path: Path, data: str) -> None:
    import pty
    import termios

    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(ninjs(uri=f"urn:a:{n}")) for n in range(3)))
    master, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 70))
    command = [
        sys.executable,
        "-m",
        "broadsheet_server.cli",
        "import",
        str(tmp_path / "a.jsonl"),
        "--data",
        data,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal) as process:
        out = process.stdout.read() if process.stdout else b""
    os.close(terminal)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    steps = [step for step in shown.split("\r") if step.strip()]
    assert "0 items" in steps[0]
    assert all(" left" in step and len(step) <= 70 for step in steps)
    assert shown.rpartition("\r")[0].endswith(" ")
    assert out.splitlines()[-1].startswith(b"3 items: ")
