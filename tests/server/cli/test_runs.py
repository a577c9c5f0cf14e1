"""`broadsheet runs` as a person sees it."""

from pathlib import Path

import pytest

from broadsheet_server.cli import main


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
