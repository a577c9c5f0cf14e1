"""What a source takes back or withholds is off the pages, in whatever order its files are imported."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.models.changes import Change
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome
from tests.server.ingest.imported_items import outcomes
from tests.server.ingest.ninjs_documents import ninjs_lines, numbered
from tests.server.ingest.wordpress_exports import export, post


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


POST = {"id": "p1", "title": "Crane lifts", "slug": "crane", "html": "<p>It lifts.</p>", "type": "post"}


def ghost_file(status: str, visibility: str) -> str:
    row = POST | {"status": status, "visibility": visibility, "published_at": "2024-10-12T06:30:00.000Z"}
    return json.dumps({"db": [{"meta": {"exported_on": 1}, "data": {"posts": [row]}}]})


def wordpress_file(status: str, password: str = "") -> str:
    return export(post(status=status, post_password=password)).decode()


@pytest.mark.parametrize(
    ("public", "not_public"),
    [
        ("---\ntitle: Crane\n---\nIt lifts.\n", "---\ntitle: Crane\ndraft: true\n---\nIt lifts.\n"),
        ("---\ntitle: Crane\nid: 7\n---\nIt.\n", "---\ntitle: Crane\nid: 7\nstatus: private\n---\nX.\n"),
        (wordpress_file("publish"), wordpress_file("trash")),
        (wordpress_file("publish"), wordpress_file("publish", "seal")),
        (ghost_file("published", "public"), ghost_file("draft", "public")),
        (ghost_file("published", "public"), ghost_file("published", "members")),
    ],
)
def test_what_was_public_and_is_not_for_everybody_any_more_leaves_the_pages(
    database: Database, settings: Settings, tmp_path: Path, public: str, not_public: str
) -> None:
    file = tmp_path / "post"
    found = []
    for text in (not_public, public, not_public, not_public):
        file.write_text(text)
        found += import_paths(database, settings, [file])
    assert outcomes(found) == ["skipped", "created", "held", "skipped"]
    assert found[0].reason is not None
    assert found[0].reason.rstrip(".") in found[2].notes


def test_a_takedown_of_nothing_is_refused(database: Database, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("---\nstatus: withdrawn\n---\n")
    (item,) = import_paths(database, settings, [file])
    assert (item.outcome, item.reason) == (
        ImportOutcome.REJECTED,
        "Nothing says which article is taken back: a reference, a URL or a slug.",
    )
