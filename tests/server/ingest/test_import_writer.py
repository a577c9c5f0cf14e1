"""The import writes in batches, beside others, and says what is kept where it cannot go on."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from broadsheet_server.ingest import import_writer, prepared_items
from broadsheet_server.ingest.import_paths import import_paths
from broadsheet_server.ingest.import_progress import ImportProgress
from broadsheet_server.ingest.imported_items import ImportedItem, ImportStoppedError
from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom import article_content
from broadsheet_server.newsroom.article_content import ArticleContent
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ArticleStatus
from tests.pictures import png
from tests.server.ingest.imported_items import outcomes
from tests.server.ingest.ninjs_documents import image_association, ninjs_lines, numbered


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
    items = list(import_paths(database, settings, [ninjs_lines(tmp_path / "a.jsonl", versions)]))
    assert outcomes(items) == ["created", "updated", "created", "unchanged", "withdrawn", "created"]
    assert items[3].notes == ("a newer version is here",)
    with database.read() as session:
        changes = session.exec(select(Change)).all()
        assert sorted(change.sequence for change in changes) == [1, 2, 3, 4, 5]
        assert [a.headline for a in session.exec(select(Article)) if a.status == ArticleStatus.WITHDRAWN] == [
            "Two"
        ]


def test_several_batches_come_in_whole(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 3)
    people = [[{"name": f"Person {number % 4}"}] for number in range(10)]
    file = ninjs_lines(
        tmp_path / "a.jsonl", [numbered(number, people=people[number]) for number in range(10)]
    )
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
    file = ninjs_lines(tmp_path / "a.jsonl", [numbered(number) for number in range(3)])
    assert outcomes(import_paths(database, settings, [file])) == ["created"] * 3
    assert moments == ["cleaning"] * 3 + ["pause"] * 3
    other.dispose()
    database.dispose()


def test_what_the_store_refuses_loses_only_itself(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with database.write() as session:
        session.execute(text("CREATE UNIQUE INDEX one_headline ON article (headline)"))
    items = [numbered(n, headlines=[{"value": value}]) for n, value in enumerate(["A", "B", "A", "C"])]
    found = list(import_paths(database, settings, [ninjs_lines(tmp_path / "a.jsonl", items)]))
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
    file = ninjs_lines(tmp_path / "a.jsonl", [numbered(number, bodies=long) for number in range(60)])
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
    file = ninjs_lines(tmp_path / "a.jsonl", [numbered(1)])
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
    file = ninjs_lines(tmp_path / "a.jsonl", [numbered(1, associations=[image_association()])])

    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(ImportStoppedError, match=r"No space left on device.*Make room"):
        list(import_paths(database, settings, [file]))


def test_what_is_being_written_when_the_import_is_stopped_comes_in(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_writer, "BATCH_SIZE", 10)
    file, progress = ninjs_lines(tmp_path / "a.jsonl", map(numbered, range(40))), ImportProgress()
    done = []
    for item in import_paths(database, settings, [file], progress=progress):
        done.append(item)
        progress.stop.set()
    assert outcomes(done) == ["created"] * 10
    assert outcomes(import_paths(database, settings, [file])) == ["unchanged"] * 10 + ["created"] * 30
