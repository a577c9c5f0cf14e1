"""The same file imported twice changes nothing the second time, whatever is in it."""

from pathlib import Path

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
