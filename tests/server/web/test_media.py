"""The newspaper's pictures."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.pictures import png
from tests.server.web.html_page import page

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Pictures are files; one database is enough."""
    return sqlite_store


def _keep(settings: Settings, name: str, data: bytes = PNG) -> None:
    settings.media.mkdir(exist_ok=True)
    (settings.media / name).write_bytes(data)


def _publish_with_image(
    database: Database, settings: Settings, folder: Path, **changes: Any
) -> tuple[UUID, str]:
    """An article with an image: its id, and the image's path on the site."""
    (folder / "crane.png").write_bytes(png())
    image = DraftImage("A crane", "image/png", 4, 3, file=folder / "crane.png")
    result = publish(database, settings.media, images=(image,), **changes)
    [file] = settings.media.glob("*.png")
    return result.article_id, f"/media/{file.name}"


def test_an_image_is_kept_for_an_hour(
    visitor: TestClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    _, path = _publish_with_image(database, settings, tmp_path)
    answer = visitor.get(path)
    assert answer.content == png()
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert visitor.head(path).headers["etag"] == answer.headers["etag"]


def test_an_image_goes_with_the_last_article_that_shows_it(
    visitor: TestClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    first, path = _publish_with_image(database, settings, tmp_path)
    second, _ = _publish_with_image(database, settings, tmp_path, headline="The crane again")
    with database.write() as session:
        withdraw(session, first, now=NOW)
    assert visitor.get(path).status_code == 200
    with database.write() as session:
        withdraw(session, second, now=NOW)
    answer = visitor.get(path)
    assert answer.status_code == 410
    assert png() not in answer.content
    assert "immutable" not in answer.headers["cache-control"]
    with database.write() as session:
        restore(session, first, now=NOW)
    assert visitor.get(path).status_code == 200


def test_an_image_under_embargo_is_not_served(
    visitor: TestClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    _, path = _publish_with_image(
        database,
        settings,
        tmp_path,
        embargoed_until=datetime.now(UTC) + timedelta(days=1),
        now=datetime.now(UTC),
    )
    assert visitor.get(path).status_code == 410


def test_a_file_of_no_article_is_not_served(visitor: TestClient, settings: Settings) -> None:
    _keep(settings, "0a1b2c.png")
    assert visitor.get("/media/0a1b2c.png").status_code == 410


def test_what_is_no_picture_is_not_served(visitor: TestClient, settings: Settings) -> None:
    names: Sequence[str] = (
        "page.html",
        "drawing.svg",
        "program.js",
        ".hidden.png",
        "noending",
        "archive.png.exe",
    )
    for name in names:
        _keep(settings, name, b"<script>alert(1)</script>")
        page(visitor.get(f"/media/{name}"), 404)


def test_no_name_leads_out_of_the_folder(visitor: TestClient, settings: Settings) -> None:
    (settings.data / "secret.png").write_bytes(PNG)
    _keep(settings, "0a.png")
    for name in (
        *("..%2fsecret.png", "..%5csecret.png", "%2e%2e/secret.png", "....//secret.png", "/secret.png"),
        *(f"{settings.data}/secret.png".replace("/", "%2f"), "0a.png%00", "%00.png", "x" * 3_000 + ".png"),
        *("0a.png%0a", "é.png", "folder"),
    ):
        assert visitor.get(f"/media/{name}").status_code == 404, name


def test_a_folder_is_no_picture(visitor: TestClient, settings: Settings) -> None:
    (settings.media / "folder.png").mkdir(parents=True)
    assert visitor.get("/media/folder.png").status_code == 404
