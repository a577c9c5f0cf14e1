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


def test_an_import_that_makes_a_paper_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file := tmp_path / "ferry.md").write_text("---\ntitle: Ferry\nsection: city\n---\nIt sails again.\n")
    data = tmp_path / "data"
    assert main(["import", str(file), "--data", str(data)]) == 0
    assert capsys.readouterr().err == f"A new, empty paper was made in {data}.\n"
    assert main(["import", str(file), "--data", str(data)]) == 0
    assert capsys.readouterr().err == ""
