"""What a source takes back or withholds is off the pages, in whatever order its files are imported."""

from pathlib import Path

from sqlmodel import select

from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.models.changes import Change
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome
from tests.server.ingest.imported_items import outcomes
from tests.server.ingest.ninjs_documents import ninjs_lines, numbered


def test_a_takedown_holds_when_the_folder_is_imported_again(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    takedown = {"uri": numbered(1)["uri"], "pubStatus": "canceled", "representationType": "partial"}
    file = ninjs_lines(tmp_path / "a.jsonl", [numbered(1), takedown])
    assert outcomes(import_paths(database, settings, [file])) == ["created", "withdrawn"]
    again = list(import_paths(database, settings, [file]))
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert again[0].notes == ("its source has withdrawn it",)


def test_a_takedown_of_something_unknown_is_a_warning_and_keeps_the_story_out(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    takedown = {"guid": numbered(1)["uri"], "pubstatus": "canceled"}
    (item,) = import_paths(database, settings, [ninjs_lines(tmp_path / "a.jsonl", [takedown])])
    assert (item.outcome, len(item.warnings)) == (ImportOutcome.HELD, 1)
    assert "withdraws something that is not here" in item.warnings[0]
    (late,) = import_paths(database, settings, [ninjs_lines(tmp_path / "b.jsonl", [numbered(1)])])
    assert (late.outcome, late.notes) == (ImportOutcome.UNCHANGED, ("its source has withdrawn it",))


def test_what_its_source_withholds_after_publication_is_off_the_pages_until_a_later_version(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    states = [("1", "usable"), ("2", "withheld"), ("1", "usable"), ("3", "usable")]
    items = [numbered(1, version=version, pubStatus=status) for version, status in states]
    found = []
    for number, item in enumerate(items):
        found += import_paths(database, settings, [ninjs_lines(tmp_path / f"{number}.jsonl", [item])])
    assert outcomes(found) == ["created", "held", "unchanged", "updated"]
    with database.read() as session:
        kinds = session.exec(select(Change.kind).order_by(Change.sequence)).all()  # type: ignore[arg-type]
    assert kinds == ["published", "withdrawn", "restored"]


def test_a_takedown_of_nothing_is_refused(database: Database, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("---\nstatus: withdrawn\n---\n")
    (item,) = import_paths(database, settings, [file])
    assert (item.outcome, item.reason) == (
        ImportOutcome.REJECTED,
        "Nothing says which article is taken back: a reference, a URL or a slug.",
    )
