"""What somebody who imports reads of it."""

import pytest

from broadsheet_server.cli.import_report import ImportReport
from broadsheet_server.ingest.import_progress import ImportProgress
from broadsheet_server.ingest.imported_items import ImportedItem
from broadsheet_shared.vocabulary import ImportOutcome

ITEMS = (
    ImportedItem(ImportOutcome.CREATED, "Rain", "wire.json", "item 1", notes=("image left out",)),
    ImportedItem(ImportOutcome.UPDATED, "Sun", "wire.json", "item 2", warnings=("It lifts the embargo.",)),
    ImportedItem(ImportOutcome.REJECTED, "Fog", "wire.json", "item 3", reason="“soon” is no date."),
    ImportedItem(ImportOutcome.SKIPPED, "", "page.json", reason="It is a page."),
)


def printed(capsys: pytest.CaptureFixture[str], *, quiet: bool, interrupted: bool = False) -> tuple[str, str]:
    report = ImportReport(ImportProgress(), 0, quiet=quiet)
    for item in ITEMS:
        report.add(item)
    report.finish(is_interrupted=interrupted)
    assert report.status() == 1
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_every_item_has_a_line_and_what_needs_a_look_stands_apart(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = printed(capsys, quiet=False)
    assert out.splitlines() == [
        "created    Rain  (image left out)",
        "updated    Sun",
        "4 items: 1 created, 1 updated, 1 rejected, 1 skipped, 1 warning.",
    ]
    assert err.splitlines() == [
        "warning    wire.json: item 2: “Sun”: It lifts the embargo.",
        "rejected   wire.json: item 3: “Fog”: “soon” is no date.",
        "skipped    page.json: It is a page.",
    ]


def test_a_note_of_many_items_is_said_once_with_a_count(capsys: pytest.CaptureFixture[str]) -> None:
    report = ImportReport(ImportProgress(), 0, quiet=False)
    for headline in ("Rain", "Sun", "Fog"):
        report.add(ImportedItem(ImportOutcome.CREATED, headline, "a.md", notes=("left out: layout",)))
    report.finish()
    assert capsys.readouterr().out.splitlines() == [
        "created    Rain  (left out: layout)",
        "created    Sun",
        "created    Fog",
        "note (3 items): left out: layout",
        "3 items: 3 created.",
    ]


def test_a_quiet_import_tells_the_notes_together(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = printed(capsys, quiet=True)
    assert out.splitlines()[0] == "note (1 item): image left out"
    assert "Rain" not in out


def test_a_quiet_import_tells_new_sections_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    report = ImportReport(ImportProgress(), 0, quiet=True)
    for headline, notes in (("Rain", ("new section: city", "new section: city/weather")), ("Sun", ("hot",))):
        report.add(ImportedItem(ImportOutcome.CREATED, headline, "a.md", notes=notes))
    report.finish()
    assert capsys.readouterr().out.splitlines() == [
        "note (2 new sections): city, city/weather",
        "note (1 item): hot",
        "2 items: 2 created.",
    ]


def test_an_import_that_was_stopped_says_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    _, err = printed(capsys, quiet=True, interrupted=True)
    assert "Stopped. 4 items were dealt with. Run the same command again" in err


def test_nothing_to_import_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    report = ImportReport(ImportProgress(), 0, quiet=False)
    report.finish()
    assert report.status() == 2
    assert "There was nothing to import" in capsys.readouterr().err
