"""The import of files and folders: what comes in, and what is refused."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

import broadsheet_server
from broadsheet_server.ingest import import_writer
from broadsheet_server.ingest.import_paths import ImportOptions, import_paths
from broadsheet_server.ingest.import_progress import ImportProgress, bytes_in
from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.changes import Change
from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.models.taxonomy import Section
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ImportOutcome
from tests.pictures import png
from tests.server.ingest.archive_files import zipped
from tests.server.ingest.imported_items import outcomes
from tests.server.ingest.ninjs_documents import image_association, ninjs, ninjs_lines, numbered

DEMO = Path(broadsheet_server.__file__).parent / "demo" / "articles"


def test_a_folder_comes_in_and_comes_in_again(database: Database, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "crane.png").write_bytes(png())
    (folder / "a.json").write_text(json.dumps(ninjs(associations=[image_association()])))
    (folder / "b.txt").write_text("---\nheadline: Trams return\nsection: city\n---\nThey do.\n")
    ninjs_lines(folder / "c.jsonl", [numbered(1), numbered(2)])
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


def test_a_part_never_replaces_the_whole(database: Database, settings: Settings, tmp_path: Path) -> None:
    part = numbered(1, representationType="partial", bodies=[{"value": "<p>Only the beginning</p>"}])
    items = list(import_paths(database, settings, [ninjs_lines(tmp_path / "a.jsonl", [numbered(1), part])]))
    assert outcomes(items) == ["created", "unchanged"]
    assert items[1].notes == ("only a part of the article that is here",)


def test_a_second_source_with_the_story_is_named_and_the_command_says_so(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    address = [{"role": "canonicalUrl", "value": "https://courier.example/crane"}]
    first = ninjs_lines(tmp_path / "a.jsonl", [ninjs(uri="7", altIds=address)])
    other = ninjs(uri="7", altIds=address, headlines=[{"value": "Crane, once more"}])
    second = ninjs_lines(tmp_path / "b.jsonl", [other])
    assert outcomes(import_paths(database, settings, [first], ImportOptions(source="Courier"))) == ["created"]
    (item,) = import_paths(database, settings, [second], ImportOptions(source="Wire"))
    assert item.outcome is ImportOutcome.UNCHANGED
    assert item.notes == ("the same story as “crane-lifts-its-last-load” from Courier, whose text stays",)


def test_relative_links_begin_at_the_canonical_url_and_are_noted_without_one(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    body = [{"value": "<p><a href='/contact'>Write to us</a></p>"}]
    found, lost = ninjs(uri="tag:1", bodies=body), ninjs(uri="tag:2", altIds=None, bodies=body)
    found["altIds"] = [{"role": "canonicalUrl", "value": "https://courier.example/crane"}]
    items = list(import_paths(database, settings, [ninjs_lines(tmp_path / "a.jsonl", [found, lost])]))
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
    decoded, ambiguous = import_paths(database, settings, [ninjs_lines(tmp_path / "a.jsonl", items)])
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
    results = list(import_paths(database, settings, [ninjs_lines(tmp_path / "a.jsonl", items)]))
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


def test_a_new_section_is_told_once_so_that_a_misspelt_one_is_seen(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    paths = ["world/asia", "world/asia", "world/aisa"]
    items = [
        numbered(at, subjects=[{"rel": "section", "literal": path}], headlines=[{"value": f"{at}"}])
        for at, path in enumerate(paths)
    ]
    found = list(import_paths(database, settings, [ninjs_lines(tmp_path / "a.jsonl", items)]))
    assert [item.notes for item in found] == [
        ("new section: world", "new section: world/asia"),
        (),
        ("new section: world/aisa",),
    ]


def test_a_file_that_cannot_be_read_is_rejected_and_the_rest_comes_in(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    missing, good = tmp_path / "gone.json", ninjs_lines(tmp_path / "y.jsonl", [numbered(1)])
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


def test_the_bytes_that_are_read_add_up_to_what_there_is(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 1)
    folder, progress = tmp_path / "wire", ImportProgress()
    folder.mkdir()
    ninjs_lines(folder / "a.jsonl", map(numbered, range(5)))
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
