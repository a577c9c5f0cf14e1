"""A file that no article shows is deleted after thirty days, and not before."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.operations.media_sweep import DELETED_AFTER, MediaSweeper, sweep_media
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.pictures import png
from tests.waiting import wait_in_loop_until


@pytest.fixture
def folder(tmp_path: Path) -> MediaFolder:
    """A media folder, empty so far."""
    return MediaFolder(tmp_path / "media")


def test_the_image_of_a_withdrawn_article_is_deleted_after_thirty_days(
    database: Database, folder: MediaFolder, tmp_path: Path
) -> None:
    (tmp_path / "crane.png").write_bytes(png())
    image = DraftImage("A crane", "image/png", 4, 3, file=tmp_path / "crane.png")
    article_id = publish(database, folder.path, images=(image,)).article_id
    [file] = folder.files()
    assert sweep_media(database, folder, NOW + 2 * DELETED_AFTER) == []
    with database.write() as session:
        withdraw(session, article_id, now=NOW)
    assert sweep_media(database, folder, NOW) == []
    assert sweep_media(database, folder, NOW + DELETED_AFTER - timedelta(hours=1)) == []
    with database.write() as session:
        restore(session, article_id, now=NOW)
    assert sweep_media(database, folder, NOW + DELETED_AFTER) == []
    with database.write() as session:
        withdraw(session, article_id, now=NOW)
    assert sweep_media(database, folder, NOW + DELETED_AFTER) == []
    assert file.exists()
    assert sweep_media(database, folder, NOW + 2 * DELETED_AFTER) == [file.name]
    assert not any(folder.path.iterdir())


def test_the_words_of_an_image_go_when_no_article_has_it_any_more(
    database: Database, folder: MediaFolder, tmp_path: Path
) -> None:
    (tmp_path / "crane.png").write_bytes(png())
    image = DraftImage("A crane", "image/png", 4, 3, file=tmp_path / "crane.png")
    reference = {"external_reference": "desk:1", "body_html": "<p>It lifts.</p>"}
    publish(database, folder.path, images=(image, replace(image, alt="A hook")), **reference)
    publish(database, folder.path, images=(image,), **reference)
    sweep_media(database, folder, NOW)
    with database.read() as session:
        assert session.exec(select(Image.alt)).all() == ["A crane"]
        assert len(session.exec(select(Rendition)).all()) == 1


def test_an_empty_store_has_nothing_to_delete(database: Database, folder: MediaFolder) -> None:
    assert sweep_media(database, folder, NOW) == []


def test_a_server_sweeps_when_it_starts_and_ends_at_once_when_it_is_told_to(
    database: Database, settings: Settings, abandoned: Path
) -> None:
    async def serve() -> None:
        stop = asyncio.Event()
        worker = asyncio.create_task(MediaSweeper(database, settings).run(stop))
        await wait_in_loop_until(lambda: not abandoned.exists())
        stop.set()
        await asyncio.wait_for(worker, 5)  # the next sweep is a day away

    asyncio.run(serve())


def test_a_sweep_that_fails_is_told_in_the_log_and_tried_again(
    sqlite_store: str, settings: Settings, abandoned: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(sqlite_store)
    _rename(database, "rendition", "away")

    async def serve() -> None:
        stop = asyncio.Event()
        sweeper = MediaSweeper(database, settings, interval=timedelta(milliseconds=1))
        worker = asyncio.create_task(sweeper.run(stop))
        await wait_in_loop_until(lambda: "could not be deleted" in caplog.text)
        _rename(database, "away", "rendition")
        await wait_in_loop_until(lambda: not abandoned.exists())
        stop.set()
        await asyncio.wait_for(worker, 5)

    asyncio.run(serve())
    database.dispose()


@pytest.fixture
def abandoned(settings: Settings) -> Path:
    """An image file that no article has shown for longer than files are kept."""
    settings.media.mkdir()
    file = settings.media / "7.png"
    file.write_bytes(png())
    MediaFolder(settings.media).marked_at(file.name, datetime.now(UTC) - 2 * DELETED_AFTER)
    return file


def _rename(database: Database, old: str, new: str) -> None:
    with database.write() as session:
        session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
