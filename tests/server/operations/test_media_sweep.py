"""A file that no article shows is deleted after thirty days, and not before."""

from datetime import timedelta
from pathlib import Path

import pytest

from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.operations.media_sweep import DELETED_AFTER, sweep_media
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.pictures import png


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


def test_an_empty_store_has_nothing_to_delete(database: Database, folder: MediaFolder) -> None:
    assert sweep_media(database, folder, NOW) == []
