"""A dry run of an import says what would happen, and writes nothing."""

from pathlib import Path

import pytest

from broadsheet_server.ingest import import_writer
from broadsheet_server.ingest.import_paths import ImportOptions, import_paths
from broadsheet_server.models.base import TableModel
from broadsheet_server.settings import SectionSettings, Settings
from broadsheet_server.storage.database import Database
from tests.pictures import png
from tests.server.ingest.imported_items import outcomes
from tests.server.ingest.ninjs_documents import image_association, ninjs_lines, numbered


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "crane.png").write_bytes(png())
    stored = ninjs_lines(tmp_path / "a.jsonl", [numbered(1), numbered(2)])
    list(import_paths(database, settings, [stored]))
    before = all_rows(database)
    changed = numbered(2, headlines=[{"value": "Two"}], versionCreated="2025-10-12T09:00:00Z")
    takedown = numbered(1, pubStatus="canceled", versionCreated="2025-10-12T10:00:00Z")
    new = numbered(3, associations=[image_association()], subjects=[{"rel": "section", "literal": "arts"}])
    items = [numbered(1), changed, takedown, new, numbered(4, expires="some day")]
    dry = ImportOptions(is_dry_run=True)
    found = list(import_paths(database, settings, [ninjs_lines(tmp_path / "b.jsonl", items)], dry))
    assert outcomes(found) == ["unchanged", "updated", "withdrawn", "created", "rejected"]
    assert found[3].notes == ("new section: arts",)
    assert all_rows(database) == before
    assert not list(settings.media.glob("*"))
    assert outcomes(import_paths(database, settings, [tmp_path / "b.jsonl"])) == outcomes(found)


def test_a_dry_run_tells_a_new_section_once_and_none_that_the_settings_make(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 2)
    file = ninjs_lines(tmp_path / "a.jsonl", [numbered(number, subjects=None) for number in range(6)])
    found = list(import_paths(database, settings, [file], ImportOptions(is_dry_run=True)))
    assert [item.notes for item in found] == [("new section: news",)] + [()] * 5
    named = settings.model_copy(update={"sections": [SectionSettings(path="news", name="News")]})
    found = list(import_paths(database, named, [file], ImportOptions(is_dry_run=True)))
    assert {item.notes for item in found} == {()}


def all_rows(database: Database) -> dict[str, int]:
    """How many rows every table has."""
    with database.read() as session:
        tables = TableModel.metadata.tables
        return {name: len(session.execute(table.select()).all()) for name, table in tables.items()}
