"""A command in the wrong working folder says so, and does not take it for an empty paper."""

from pathlib import Path

import pytest

from broadsheet_server.cli import main

ID = "01a21b1b-d13e-796f-b68d-a27193491c1a"
COMMANDS = [
    ("article", "list"),
    ("article", "withdraw", "a-bridge-opens"),
    ("audit",),
    ("backup", "paper.tar"),
    ("document", "list"),
    ("export",),
    ("key", "create", "--scope", "share"),
    ("key", "list"),
    ("mail", "list"),
    ("reindex",),
    ("runs",),
    ("section", "list"),
    ("source", "add", "https://wire.example/feed", "--unchecked"),
    ("source", "list"),
    ("webhook", "delete", ID),
    ("webhook", "list"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_operator_in_the_wrong_folder_is_told_that_there_is_no_paper(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"broadsheet: There is no paper in {tmp_path / 'broadsheet-data'}.")
    assert "--data" in printed.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_operator_whose_store_is_an_empty_file_is_told_that_it_is_none(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (data := tmp_path / "broadsheet-data").mkdir()
    (store := data / "broadsheet.sqlite3").touch()
    assert main(command) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"broadsheet: {store} is empty (0 bytes): it is no store")
    assert [each.name for each in tmp_path.iterdir()] == [data.name]
    assert (list(data.iterdir()), store.stat().st_size) == ([store], 0)


@pytest.mark.parametrize("command", [("migrate",), ("serve", "--port", "0"), ("import", "ferry.md")])
@pytest.mark.parametrize("place", ["paper", "paper/data"])
def test_an_operator_who_names_a_file_in_place_of_a_folder_is_told(
    command: tuple[str, ...],
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("paper", "ferry.md"):
        (tmp_path / name).write_text("---\ntitle: Ferry\nsection: city\n---\nIt sails again.\n")
    assert main([*command, "--data", place]) == 2
    told = f"The data folder {place} cannot be made: paper is a file. Name another one with --data"
    assert told in capsys.readouterr().err


def test_who_puts_an_option_before_the_command_hears_where_it_belongs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for option in (["--data", "paper"], ["--data=paper"]):
        with pytest.raises(SystemExit) as ended:
            main([*option, "article", "list"])
        assert ended.value.code == 2
        told = "--data comes after the command, like: broadsheet COMMAND --data …\n"
        assert capsys.readouterr().err.endswith(told)


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        (["import", "ferry.md", "--sorce", "Wire"], "usage: broadsheet import "),
        (["article", "list", "--sectoin", "city"], "usage: broadsheet article list "),
        (["backup", "paper.tar", "--quiet"], "usage: broadsheet backup "),
    ],
)
def test_who_mistypes_an_option_sees_the_options_of_the_command(
    command: list[str], usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    printed = capsys.readouterr().err
    assert printed.startswith(usage)
    assert f"unrecognized arguments: {command[2]}" in printed


@pytest.mark.parametrize("is_empty_file_there", [False, True])
def test_an_import_that_makes_a_paper_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], is_empty_file_there: bool
) -> None:
    (file := tmp_path / "ferry.md").write_text("---\ntitle: Ferry\nsection: city\n---\nIt sails again.\n")
    data = tmp_path / "data"
    if is_empty_file_there:
        data.mkdir()
        (data / "broadsheet.sqlite3").touch()
    assert main(["import", str(file), "--data", str(data)]) == 0
    assert capsys.readouterr().err == f"A new, empty paper was made in {data}.\n"
    assert main(["import", str(file), "--data", str(data)]) == 0
    assert capsys.readouterr().err == ""
