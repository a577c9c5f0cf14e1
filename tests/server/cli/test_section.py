"""`broadsheet section` as somebody at the desk of a paper sees it."""

from pathlib import Path

import pytest

from broadsheet_server.cli import main
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish


def test_sections_are_listed_moved_and_removed(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(data_folder)]
    assert main(["section", "list", *data]) == 0
    assert capsys.readouterr().out.startswith("There are no sections.")
    database = Database(Settings(data=data_folder).store_url)
    publish(database, slug="crane", section_path="city/harbour")
    database.dispose()

    assert main(["section", "move", "city/harbour", "harbour", *data]) == 0
    assert main(["section", "remove", "harbour", *data]) == 1
    assert main(["section", "remove", "harbour", "--into", "city", *data]) == 0
    assert main(["section", "remove", "nowhere", *data]) == 1
    assert main(["section", "list", *data]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "Moved: city/harbour to harbour",
        "Removed: harbour into city",
        "city  City  (1 article)",
    ]
    assert printed.err.splitlines() == [
        "broadsheet: 1 article is in “harbour”, public or not: name the section that they go to.",
        "broadsheet: There is no section “nowhere”: see `broadsheet section list`.",
    ]
    assert main(["audit", *data]) == 0
    assert "section remove Section" in capsys.readouterr().out.splitlines()[0]


def test_a_mistyped_section_is_answered_with_the_nearest_one(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(Settings(data=data_folder).store_url)
    publish(database, slug="crane", section_path="city/harbour")
    database.dispose()
    for mistyped in (
        ["move", "city/harbor", "port"],
        ["move", "Harbour", "port"],
        ["remove", "city/harbour", "--into", "citty"],
    ):
        assert main(["section", *mistyped, "--data", str(data_folder)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [line.partition(": see")[0] for line in printed.err.splitlines()] == [
        "broadsheet: There is no section “city/harbor”; maybe “city/harbour” is meant",
        "broadsheet: There is no section “Harbour”; maybe “city/harbour” is meant",
        "broadsheet: There is no section “citty”; maybe “city” is meant",
    ]


def test_a_section_that_was_moved_is_answered_with_where_it_is_now(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(Settings(data=data_folder).store_url)
    publish(database, slug="crane", section_path="city/harbour")
    database.dispose()
    data = ["--data", str(data_folder)]
    assert main(["section", "move", "city/harbour", "port", *data]) == 0
    assert main(["article", "list", "--section", "city/harbour", *data]) == 1
    assert "There is no section “city/harbour” any more; it is “port” now:" in capsys.readouterr().err


def test_a_section_that_the_settings_would_make_again_stays(
    data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data_folder / "broadsheet.toml").write_text('[[sections]]\npath = "world"\nname = "World"\n')
    assert main(["section", "remove", "world", "--data", str(data_folder)]) == 1
    assert "take it out of [[sections]]" in capsys.readouterr().err
