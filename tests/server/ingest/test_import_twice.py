"""The same file imported twice changes nothing the second time, whatever is in it."""

import json
from pathlib import Path

from sqlalchemy import event

from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.ingest.test_any_bytes import DOCUMENTS


def second_outcomes(database: Database, settings: Settings, place: Path) -> list[tuple[str, str]]:
    """What became of each item the first time and the second."""
    first = [item.outcome.value for item in import_paths(database, settings, [place])]
    second = [item.outcome.value for item in import_paths(database, settings, [place])]
    return list(zip(first, second, strict=True))


def test_every_format_comes_in_once(database: Database, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "samples"
    folder.mkdir()
    for name, data in DOCUMENTS.items():
        (folder / f"{name}.txt").write_bytes(data)
    outcomes = second_outcomes(database, settings, folder)
    assert len(outcomes) >= len(DOCUMENTS)
    assert {second for _, second in outcomes} == {"unchanged"}


def wire_items(path: Path, *versions: tuple[int, str]) -> Path:
    """A file of items, by their numbers and texts."""
    items = (
        {"uri": f"tag:wire,{number}", "headline": "Ferry docks", "body_text": f"At quay {number}. {text}"}
        for number, text in versions
    )
    path.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    return path


def test_what_is_here_already_is_looked_up_many_items_at_a_time(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    wire = wire_items(tmp_path / "wire.jsonl", *((number, "Fog lifted.") for number in range(60)))
    assert {item.outcome.value for item in import_paths(database, settings, [wire])} == {"created"}
    statements: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement)
    )
    assert {item.outcome.value for item in import_paths(database, settings, [wire])} == {"unchanged"}
    assert len(statements) < 30


def test_versions_and_headlines_that_follow_each_other_in_one_file_are_told_apart(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    wire = wire_items(
        tmp_path / "wire.jsonl", (1, "Fog."), (2, "Fog."), (1, "Sun."), (2, "Fog."), (3, "Fog.")
    )
    items = list(import_paths(database, settings, [wire]))
    assert [(item.outcome.value, item.slug) for item in items] == [
        ("created", "ferry-docks"),
        ("created", "ferry-docks-2"),
        ("updated", "ferry-docks"),
        ("unchanged", "ferry-docks-2"),
        ("created", "ferry-docks-3"),
    ]
