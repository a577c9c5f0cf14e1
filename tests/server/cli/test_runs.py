"""`broadsheet runs` as a person sees it."""

from pathlib import Path

import pytest

from broadsheet_server.cli import main

pytestmark = pytest.mark.usefixtures("data_folder")


def test_an_import_of_files_is_a_run_with_its_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wire = tmp_path / "wire.json"
    wire.write_text('[{"uri": "urn:x:1", "headline": "Ferry"}]')
    data = ["--data", str(tmp_path / "data")]
    assert main(["runs", *data]) == 0
    assert "There are no runs." in capsys.readouterr().out
    assert main(["import", str(wire), *data]) == 1
    capsys.readouterr()

    assert main(["runs", *data]) == 0
    run_id, rest = capsys.readouterr().out.split("  ", 1)
    assert rest.endswith(": 1 rejected\n")
    assert main(["runs", run_id, *data]) == 0
    assert f"    rejected   {wire}: " in capsys.readouterr().out
    assert main(["runs", "01a21ce4-b99b-73c4-8317-25a67ded67fa", *data]) == 1
    assert "There is no run 01a21ce4" in capsys.readouterr().err


def test_the_audit_log_has_imports_that_changed_something_and_what_was_done_to_sources(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wire, data = tmp_path / "ferry.md", ["--data", str(tmp_path / "data")]
    wire.write_text("---\ntitle: Ferry\ndate: 2026-11-20T08:00:00Z\nsection: city\n---\nIt sails again.\n")
    feed = "https://wire.example/feed"
    for command in (["import", str(wire)], ["import", str(wire)], ["source", "add", feed, "--unchecked"]):
        assert main([*command, *data]) == 0
    assert main(["source", "pause", feed, *data]) == 0
    capsys.readouterr()

    assert main(["audit", *data]) == 0
    paused, added, imported = capsys.readouterr().out.splitlines()
    assert "source pause ImportSource" in paused
    assert "source add ImportSource" in added
    assert feed in added
    assert "import ImportRun" in imported
    assert imported.endswith(": 1 created")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["yesterday"], "is not an id of `broadsheet runs`"), (["--last", "0"], "is no number")],
)
def test_what_is_no_id_and_no_number_is_refused(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["runs", *arguments])
    assert told in capsys.readouterr().err
