"""A text that is corrected in its file is the same article, though nothing in it identifies it."""

from pathlib import Path

import pytest

from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

DATE = "date: 2026-10-12T08:00:00Z\n"


@pytest.fixture
def file(tmp_path: Path, database: Database, settings: Settings) -> Path:
    """A file with an article that is in the paper."""
    file = tmp_path / "texts" / "bridge.md"
    file.parent.mkdir()
    write(file, "Bridge opens", "It opens.", DATE)
    assert imported(file, database, settings) == ["created"]
    return file


def write(file: Path, headline: str, text: str, date: str) -> None:
    file.write_text(f"---\ntitle: {headline}\n{date}---\n{text}\n")


def imported(path: Path, database: Database, settings: Settings) -> list[str]:
    """What became of each item."""
    return [item.outcome.value for item in import_paths(database, settings, [path])]


@pytest.mark.parametrize(
    ("headline", "text", "date", "outcome"),
    [
        ("Bridge opens", "It opens.", DATE, "unchanged"),
        ("Bridge opens", "It opens today.", DATE, "updated"),
        ("The bridge opens", "It opens today.", DATE, "updated"),
        ("Bridge opens", "It opens today.", DATE.replace("12T", "13T"), "updated"),
        ("Bridge opens", "It opens today.", "", "updated"),
        ("Ferry sails", "It sails.", DATE.replace("12T", "13T"), "created"),
    ],
    ids=["same", "text", "headline", "date", "no date", "another article"],
)
def test_a_publisher_who_corrects_a_file_in_place_has_one_article(
    file: Path,
    database: Database,
    settings: Settings,
    headline: str,
    text: str,
    date: str,
    outcome: str,
) -> None:
    write(file, headline, text, date)
    assert imported(file.parent, database, settings) == [outcome]
    assert imported(file, database, settings) == ["unchanged"]


def test_a_copy_of_a_file_with_another_text_is_noted_as_a_probable_duplicate(
    file: Path, database: Database, settings: Settings
) -> None:
    copy = file.with_name("copy.md")
    write(copy, "Bridge opens", "It opens tomorrow.", DATE)
    [item] = import_paths(database, settings, [copy])
    assert item.outcome.value == "created"
    assert "“bridge-opens” in news has the same headline: maybe it is the same article" in item.notes
    write(copy.with_name("later.md"), "Bridge opens", "It opens again.", DATE.replace("10-12", "11-12"))
    [item] = import_paths(database, settings, [copy.with_name("later.md")])
    assert not any("same headline" in note for note in item.notes)


def test_the_next_text_of_a_column_in_the_same_file_is_told(
    file: Path, database: Database, settings: Settings
) -> None:
    write(file, "Bridge opens", "It opens again.", DATE.replace("10-12", "11-12"))
    [item] = import_paths(database, settings, [file])
    assert item.outcome.value == "updated"
    assert any("It replaces the text of 2026-10-12" in warning for warning in item.warnings)
