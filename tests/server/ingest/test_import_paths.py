"""The import: what comes in, what is refused, what is kept when the store fails."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import select

import broadsheet_server
from broadsheet_server.ingest import import_writer, prepared_items
from broadsheet_server.ingest.import_paths import ImportOptions, import_paths
from broadsheet_server.ingest.import_progress import ImportProgress, bytes_in
from broadsheet_server.ingest.imported_items import ImportedItem, ImportStoppedError
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.changes import Change
from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.models.taxonomy import Section, Tag
from broadsheet_server.newsroom import article_content
from broadsheet_server.newsroom.article_content import ArticleContent
from broadsheet_server.settings import SectionSettings, Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus, ImportOutcome
from tests.pictures import png
from tests.server.ingest.archive_files import zipped
from tests.server.ingest.ninjs_documents import image_association, ninjs

DEMO = Path(broadsheet_server.__file__).parent / "demo" / "articles"


def numbered(number: int, **changes: Any) -> dict[str, Any]:
    """One of many items."""
    return ninjs(uri=f"tag:courier.example,2024:{number}", altIds=None, **changes)


def lines(path: Path, items: Iterable[object]) -> Path:
    path.write_text("\n".join(json.dumps(item) for item in items))
    return path


def outcomes(items: Iterable[ImportedItem]) -> list[str]:
    return [item.outcome.value for item in items]


def test_a_folder_comes_in_and_comes_in_again(database: Database, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "crane.png").write_bytes(png())
    (folder / "a.json").write_text(json.dumps(ninjs(associations=[image_association()])))
    (folder / "b.txt").write_text("---\nheadline: Trams return\nsection: city\n---\nThey do.\n")
    lines(folder / "c.jsonl", [numbered(1), numbered(2)])
    first = list(import_paths(database, settings, [folder], ImportOptions(source="The Courier")))
    again = list(import_paths(database, settings, [folder], ImportOptions(source="The Courier")))
    assert outcomes(first) == ["created"] * 4
    assert outcomes(again) == ["unchanged"] * 4
    assert [item.slug for item in first[:2]] == ["crane-last-load", "trams-return"]
    with database.read() as session:
        assert {article.source_name for article in session.exec(select(Article))} == {"The Courier"}
        assert len(session.exec(select(Change)).all()) == 4
        assert session.exec(select(Image)).one().alt == "A crane"


def test_images_of_an_archive_come_in_and_its_folder_goes(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = "---\nheadline: Crane\nimage: images/crane.png\n---\nUp. ![Crane](images/crane.png)\n"
    members = {"a.md": article.encode(), "images/crane.png": png()}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    (tmp_path / "unpacked").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "unpacked"))
    (imported,) = import_paths(database, settings, [tmp_path / "a.zip"])
    assert (imported.outcome.value, imported.notes) == ("created", ("new section: news",))
    assert list((tmp_path / "unpacked").iterdir()) == []
    with database.read() as session:
        location = session.exec(select(Rendition)).one().location
    assert (settings.media / location).exists()


def test_a_bad_item_loses_only_itself_and_points_to_its_place(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text('{"uri": ')
    (tmp_path / "b.json").write_text(
        json.dumps(
            [
                numbered(1),
                numbered(2, expires="some day"),
                numbered(3, headlines=[{"role": "main", "value": " "}]),
                numbered(4, subjects=[{"rel": "section", "literal": "Business/Harbour"}]),
                numbered(5, bodies=[{"value": {"p": 1}}], descriptions=None),
                numbered(6, firstCreated="0900-01-01T00:00:00Z"),
                numbered(7),
            ]
        )
    )
    (tmp_path / "c.txt").write_text("---\nheadline: x\nexpires: soon\n---\nBody.\n")
    (tmp_path / "d.txt").write_text("Just some text.\n")
    (tmp_path / "e.md").write_bytes(b"")
    items = list(import_paths(database, settings, [tmp_path]))
    assert outcomes(items).count("created") == 3
    rejected = [item for item in items if item.outcome is ImportOutcome.REJECTED]
    assert [(Path(item.file).name, item.position) for item in rejected] == [
        ("a.json", "line 1, column 9"),
        ("b.json", "item 2, $[1].expires"),
        ("b.json", "item 3, $[2].headlines[0].value"),
        ("b.json", "item 5, $[4].bodies[0].value"),
        ("b.json", "item 6, $[5].firstCreated"),
        ("c.txt", "line 3"),
        ("d.txt", ""),
        ("e.md", ""),
    ]
    assert all(item.reason and item.reason.endswith(".") for item in rejected)
    assert (rejected[3].reason or "").endswith(
        "Left out: $[4].bodies[0].value must be text, and is an object."
    )
    with database.read() as session:
        assert len(session.exec(select(Article)).all()) == 3
        assert {section.path for section in session.exec(select(Section))} == {"business", "business/harbour"}


def test_one_batch_may_hold_several_versions_of_an_article(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    versions = [
        numbered(1, headlines=[{"value": "One"}]),
        numbered(1, headlines=[{"value": "Two"}], versionCreated="2024-10-12T09:00:00Z"),
        numbered(2),
        numbered(1, headlines=[{"value": "Old"}], versionCreated="2024-10-12T06:40:00Z"),
        numbered(1, pubStatus="canceled", versionCreated="2024-10-12T10:00:00Z"),
        numbered(3),
    ]
    items = list(import_paths(database, settings, [lines(tmp_path / "a.jsonl", versions)]))
    assert outcomes(items) == ["created", "updated", "created", "unchanged", "withdrawn", "created"]
    assert items[3].notes == ("a newer version is here",)
    with database.read() as session:
        changes = session.exec(select(Change)).all()
        assert sorted(change.sequence for change in changes) == [1, 2, 3, 4, 5]
        assert [a.headline for a in session.exec(select(Article)) if a.status == ArticleStatus.WITHDRAWN] == [
            "Two"
        ]


def test_a_part_never_replaces_the_whole(database: Database, settings: Settings, tmp_path: Path) -> None:
    part = numbered(1, representationType="partial", bodies=[{"value": "<p>Only the beginning</p>"}])
    items = list(import_paths(database, settings, [lines(tmp_path / "a.jsonl", [numbered(1), part])]))
    assert outcomes(items) == ["created", "unchanged"]
    assert items[1].notes == ("only a part of the article that is here",)


def test_a_takedown_holds_when_the_folder_is_imported_again(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    takedown = {"uri": numbered(1)["uri"], "pubStatus": "canceled", "representationType": "partial"}
    file = lines(tmp_path / "a.jsonl", [numbered(1), takedown])
    assert outcomes(import_paths(database, settings, [file])) == ["created", "withdrawn"]
    again = list(import_paths(database, settings, [file]))
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert again[0].notes == ("its source has withdrawn it",)


def test_a_takedown_of_something_unknown_is_a_warning_and_keeps_the_story_out(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    takedown = {"guid": numbered(1)["uri"], "pubstatus": "canceled"}
    (item,) = import_paths(database, settings, [lines(tmp_path / "a.jsonl", [takedown])])
    assert (item.outcome, len(item.warnings)) == (ImportOutcome.HELD, 1)
    assert "withdraws something that is not here" in item.warnings[0]
    (late,) = import_paths(database, settings, [lines(tmp_path / "b.jsonl", [numbered(1)])])
    assert (late.outcome, late.notes) == (ImportOutcome.UNCHANGED, ("its source has withdrawn it",))


def test_what_its_source_withholds_after_publication_is_off_the_pages_until_a_later_version(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    states = [("1", "usable"), ("2", "withheld"), ("1", "usable"), ("3", "usable")]
    items = [numbered(1, version=version, pubStatus=status) for version, status in states]
    found = []
    for number, item in enumerate(items):
        found += import_paths(database, settings, [lines(tmp_path / f"{number}.jsonl", [item])])
    assert outcomes(found) == ["created", "held", "unchanged", "updated"]
    with database.read() as session:
        kinds = session.exec(select(Change.kind).order_by(Change.sequence)).all()  # type: ignore[arg-type]
    assert kinds == ["published", "withdrawn", "restored"]


def test_a_second_source_with_the_story_is_named_and_the_command_says_so(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    address = [{"role": "canonicalUrl", "value": "https://courier.example/crane"}]
    first = lines(tmp_path / "a.jsonl", [ninjs(uri="7", altIds=address)])
    other = ninjs(uri="7", altIds=address, headlines=[{"value": "Crane, once more"}])
    second = lines(tmp_path / "b.jsonl", [other])
    assert outcomes(import_paths(database, settings, [first], ImportOptions(source="Courier"))) == ["created"]
    (item,) = import_paths(database, settings, [second], ImportOptions(source="Wire"))
    assert item.outcome is ImportOutcome.UNCHANGED
    assert item.notes == ("the same story as “crane-lifts-its-last-load” from Courier, whose text stays",)


def test_a_takedown_of_nothing_is_refused(database: Database, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("---\nstatus: withdrawn\n---\n")
    (item,) = import_paths(database, settings, [file])
    assert (item.outcome, item.reason) == (
        ImportOutcome.REJECTED,
        "Nothing says which article is taken back: a reference, a URL or a slug.",
    )


def test_relative_links_begin_at_the_canonical_url_and_are_noted_without_one(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    body = [{"value": "<p><a href='/contact'>Write to us</a></p>"}]
    found, lost = ninjs(uri="tag:1", bodies=body), ninjs(uri="tag:2", altIds=None, bodies=body)
    found["altIds"] = [{"role": "canonicalUrl", "value": "https://courier.example/crane"}]
    items = list(import_paths(database, settings, [lines(tmp_path / "a.jsonl", [found, lost])]))
    assert [item.notes for item in items] == [
        ("new section: business", "new section: business/harbour"),
        ("a link in the text lost its address, which is relative or not for the web",),
    ]
    with database.read() as session:
        bodies = session.exec(select(ArticleBody.html)).all()
    assert sum('href="https://courier.example/contact"' in html for html in bodies) == 1


def test_entities_in_a_plain_headline_are_decoded_before_its_slug_is_made(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    headlines = ["Fish &amp; Chips: &#8217;best&#8217;", "AT&T &amp; others"]
    items = [
        numbered(number, headlines=[{"role": "main", "value": headline}])
        for number, headline in enumerate(headlines)
    ]
    decoded, ambiguous = import_paths(database, settings, [lines(tmp_path / "a.jsonl", items)])
    assert (decoded.headline, decoded.slug) == ("Fish & Chips: ’best’", "fish-chips-best")
    assert ambiguous.headline == "AT&T &amp; others"
    assert "what may be an HTML entity" in ambiguous.notes[0]


def test_an_article_may_be_a_picture_alone(database: Database, settings: Settings, tmp_path: Path) -> None:
    def item(number: int, value: str, **changes: object) -> dict[str, Any]:
        return numbered(
            number, bodies=[{"role": "main", "contentType": "text/html", "value": value}], **changes
        )

    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "crane.png").write_bytes(png())
    items = [
        item(1, "<figure><img src='https://x.example/a.png' alt='The mayor'></figure>"),
        item(2, "<p> </p>", associations=[image_association()]),
        item(3, "<p>&nbsp;</p>&nbsp;<br>"),
        item(4, "<p><del>All of it was wrong.</del></p>"),
    ]
    results = list(import_paths(database, settings, [lines(tmp_path / "a.jsonl", items)]))
    assert outcomes(results) == ["created", "created", "rejected", "created"]
    with database.read() as session:
        assert session.exec(select(ArticleBody.text)).all() == ["", "", ""]


def test_an_item_that_nothing_identifies_is_known_by_its_text_and_by_its_file(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("---\nheadline: Weather\n---\nRain.\n")
    assert outcomes(import_paths(database, settings, [file])) == ["created"]
    assert outcomes(import_paths(database, settings, [file])) == ["unchanged"]
    file.write_text("---\nheadline: Weather\n---\nSun.\n")
    assert outcomes(import_paths(database, settings, [file])) == ["updated"]
    (tmp_path / "b.txt").write_text("---\nheadline: Weather\n---\nSnow.\n")
    assert outcomes(import_paths(database, settings, [tmp_path / "b.txt"])) == ["created"]


def test_several_batches_come_in_whole(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 3)
    people = [[{"name": f"Person {number % 4}"}] for number in range(10)]
    file = lines(tmp_path / "a.jsonl", [numbered(number, people=people[number]) for number in range(10)])
    assert outcomes(import_paths(database, settings, [file])) == ["created"] * 10
    with database.read() as session:
        assert [c.sequence for c in session.exec(select(Change).order_by(Change.sequence))] == list(
            range(1, 11)
        )  # type: ignore[arg-type]
        assert len([tag for tag in session.exec(select(Tag)) if tag.kind == "person"]) == 4


def test_others_can_write_while_articles_are_cleaned_and_between_two_transactions(
    sqlite_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path, database_url=sqlite_store)
    database = Database(settings.store_url)
    monkeypatch.setattr("broadsheet_server.storage.engines.BUSY_TIMEOUT_MS", 0)
    other = Database(settings.store_url)
    moments: list[str] = []

    def write_too(moment: str) -> None:
        with other.write() as session:
            session.execute(text("UPDATE change_head SET id = id"))
        moments.append(moment)

    def content_of(*arguments: Any, **options: Any) -> ArticleContent:
        write_too("cleaning")
        return article_content.validated_content(*arguments, **options)

    monkeypatch.setattr(prepared_items, "validated_content", content_of)
    monkeypatch.setattr("time.sleep", lambda _: write_too("pause"))
    monkeypatch.setattr(import_writer, "WRITE_SECONDS", 0)
    file = lines(tmp_path / "a.jsonl", [numbered(number) for number in range(3)])
    assert outcomes(import_paths(database, settings, [file])) == ["created"] * 3
    assert moments == ["cleaning"] * 3 + ["pause"] * 3
    other.dispose()
    database.dispose()


def test_a_new_section_is_told_once_so_that_a_misspelt_one_is_seen(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    paths = ["world/asia", "world/asia", "world/aisa"]
    items = [
        numbered(at, subjects=[{"rel": "section", "literal": path}], headlines=[{"value": f"{at}"}])
        for at, path in enumerate(paths)
    ]
    found = list(import_paths(database, settings, [lines(tmp_path / "a.jsonl", items)]))
    assert [item.notes for item in found] == [
        ("new section: world", "new section: world/asia"),
        (),
        ("new section: world/aisa",),
    ]


def test_what_the_store_refuses_loses_only_itself(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with database.write() as session:
        session.execute(text("CREATE UNIQUE INDEX one_headline ON article (headline)"))
    items = [numbered(n, headlines=[{"value": value}]) for n, value in enumerate(["A", "B", "A", "C"])]
    found = list(import_paths(database, settings, [lines(tmp_path / "a.jsonl", items)]))
    assert outcomes(found) == ["created", "created", "rejected", "created"]
    assert "The store refuses it" in (found[2].reason or "")


def test_a_full_disk_stops_the_import_and_says_what_was_kept(
    sqlite_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 10)
    settings = Settings(data=tmp_path, database_url=sqlite_store)
    database = Database(settings.store_url)
    event.listen(
        database.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=420")
    )
    database.engine.dispose()
    long = [{"value": "<p>" + "word " * 2_000 + "</p>"}]
    file = lines(tmp_path / "a.jsonl", [numbered(number, bodies=long) for number in range(60)])
    run = import_paths(database, settings, [file])
    kept: list[ImportedItem] = []
    with pytest.raises(ImportStoppedError, match="disk is full") as stopped:
        kept.extend(item for item in run)
    assert f"{len(kept)} items were dealt with and are kept" in str(stopped.value)
    assert "Make room on the disk and run the same command again" in str(stopped.value)
    with database.read() as session:
        assert 0 < len(session.exec(select(Article)).all()) == len(kept) < 60
    database.dispose()

    roomy = Database(settings.store_url)
    again = outcomes(import_paths(roomy, settings, [file]))
    assert again == ["unchanged"] * len(kept) + ["created"] * (60 - len(kept))
    roomy.dispose()


def test_a_locked_store_stops_the_import_with_a_sentence(
    sqlite_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("broadsheet_server.storage.engines.BUSY_TIMEOUT_MS", 20)
    settings = Settings(data=tmp_path, database_url=sqlite_store)
    other, database = Database(settings.store_url), Database(settings.store_url)
    file = lines(tmp_path / "a.jsonl", [numbered(1)])
    with other.write() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(ImportStoppedError, match=r"database is locked.*0 items.*finished writing"):
            list(import_paths(database, settings, [file]))
    assert outcomes(import_paths(database, settings, [file])) == ["created"]
    other.dispose()
    database.dispose()


def test_a_full_media_folder_stops_the_import(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "crane.png").write_bytes(png())
    file = lines(tmp_path / "a.jsonl", [numbered(1, associations=[image_association()])])

    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(ImportStoppedError, match=r"No space left on device.*Make room"):
        list(import_paths(database, settings, [file]))


def test_a_file_that_cannot_be_read_is_rejected_and_the_rest_comes_in(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    missing, good = tmp_path / "gone.json", lines(tmp_path / "y.jsonl", [numbered(1)])
    items = list(import_paths(database, settings, [missing, good]))
    assert outcomes(items) == ["rejected", "created"]
    assert items[0].file == str(missing)
    assert items[0].reason == "The file cannot be read: No such file or directory."


@pytest.mark.slow
def test_the_demo_newspaper_comes_in_whole(sqlite_store: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=sqlite_store)
    database = Database(settings.store_url)
    items = list(import_paths(database, settings, [DEMO]))
    assert {item.outcome.value for item in items} == {"created"}
    assert [note for item in items for note in item.notes if not note.startswith("new section")] == []
    database.dispose()


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "crane.png").write_bytes(png())
    stored = lines(tmp_path / "a.jsonl", [numbered(1), numbered(2)])
    list(import_paths(database, settings, [stored]))
    before = all_rows(database)
    changed = numbered(2, headlines=[{"value": "Two"}], versionCreated="2025-10-12T09:00:00Z")
    takedown = numbered(1, pubStatus="canceled", versionCreated="2025-10-12T10:00:00Z")
    new = numbered(3, associations=[image_association()], subjects=[{"rel": "section", "literal": "arts"}])
    items = [numbered(1), changed, takedown, new, numbered(4, expires="some day")]
    dry = ImportOptions(is_dry_run=True)
    found = list(import_paths(database, settings, [lines(tmp_path / "b.jsonl", items)], dry))
    assert outcomes(found) == ["unchanged", "updated", "withdrawn", "created", "rejected"]
    assert found[3].notes == ("new section: arts",)
    assert all_rows(database) == before
    assert not list(settings.media.glob("*"))
    assert outcomes(import_paths(database, settings, [tmp_path / "b.jsonl"])) == outcomes(found)


def test_a_dry_run_tells_a_new_section_once_and_none_that_the_settings_make(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 2)
    file = lines(tmp_path / "a.jsonl", [numbered(number, subjects=None) for number in range(6)])
    found = list(import_paths(database, settings, [file], ImportOptions(is_dry_run=True)))
    assert [item.notes for item in found] == [("new section: news",)] + [()] * 5
    named = settings.model_copy(update={"sections": [SectionSettings(path="news", name="News")]})
    found = list(import_paths(database, named, [file], ImportOptions(is_dry_run=True)))
    assert {item.notes for item in found} == {()}


def test_what_is_being_written_when_the_import_is_stopped_comes_in(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 10)
    file, progress = lines(tmp_path / "a.jsonl", map(numbered, range(40))), ImportProgress()
    done = []
    for item in import_paths(database, settings, [file], progress=progress):
        done.append(item)
        progress.stop.set()
    assert outcomes(done) == ["created"] * 10
    assert outcomes(import_paths(database, settings, [file])) == ["unchanged"] * 10 + ["created"] * 30


def test_the_bytes_that_are_read_add_up_to_what_there_is(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 1)
    folder, progress = tmp_path / "wire", ImportProgress()
    folder.mkdir()
    lines(folder / "a.jsonl", map(numbered, range(5)))
    (folder / "b.zip").write_bytes(
        zipped({"x/c.txt": b"---\nheadline: A\n---\nB.\n", "d.txt": b"", "e.bin": b""})
    )
    (folder / "f.css").write_text("p {}")
    total, read = bytes_in([folder]), []
    read.extend(progress.bytes_read for _ in import_paths(database, settings, [folder], progress=progress))
    assert read == sorted(read)
    assert progress.bytes_read == pytest.approx(total)
    assert 0 < read[1] < (folder / "a.jsonl").stat().st_size
    assert progress.passed_over == {".bin": 1, ".css": 1}


def all_rows(database: Database) -> dict[str, int]:
    """How many rows every table has."""
    with database.read() as session:
        tables = TableModel.metadata.tables
        return {name: len(session.execute(table.select()).all()) for name, table in tables.items()}
