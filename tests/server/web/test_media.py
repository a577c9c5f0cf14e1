"""The newspaper's pictures."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from broadsheet_server.newsroom.article_content import validated_content
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.remote_images import LocatedImage
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.operations.media_sweep import DELETED_AFTER, sweep_media
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, draft, publish
from tests.pictures import jpeg, png
from tests.server.web.html_page import page

SIZES = ((320, 320), (800, 800), (1600, 900))
"""Names and widths of the renditions of an image that is 900 pixels wide."""
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


def test_a_rendition_that_is_not_there_yet_is_made_when_it_is_asked_for(
    visitor: TestClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "crane.jpg").write_bytes(jpeg(900, 600))
    publish(database, settings.media, images=(DraftImage("A crane", file=tmp_path / "crane.jpg"),))
    [original] = settings.media.glob("*.jpg")
    renditions = {file: file.read_bytes() for file in settings.media.glob("*.webp")}
    assert len(renditions) == 3
    for file, data in renditions.items():
        file.unlink()
        answer = visitor.get(f"/media/{file.name}")
        assert (answer.content, answer.headers["content-type"]) == (data, "image/webp")
        assert file.read_bytes() == data
    file.unlink()
    original.write_bytes(jpeg(900, 600)[:-300])
    answer = visitor.get(f"/media/{file.name}")
    assert (answer.content, answer.headers["content-type"]) == (original.read_bytes(), "image/jpeg")
    assert visitor.get(f"/media/{original.name}.7.webp").status_code == 404


def test_a_rendition_goes_with_its_original(
    visitor: TestClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    article_id, path = _publish_with_image(database, settings, tmp_path)
    assert visitor.get(f"{path}.320.webp").status_code == 200
    with database.write() as session:
        withdraw(session, article_id, now=NOW)
    assert visitor.get(f"{path}.320.webp").status_code == 410


def test_an_image_within_a_text_is_served_while_the_article_is_public(
    visitor: TestClient, database: Database, settings: Settings
) -> None:
    media = MediaFolder(settings.media)
    name, image = media.store(jpeg(900, 600))
    address = "http://pictures.example/crane"
    remote = {address: LocatedImage(name, image.media_type, image.width, image.height)}
    article = draft(body_html=f"<p>It flew.</p><img src='{address}' alt='A crane'>")
    with database.write() as session:
        content = validated_content(article, media=media, now=NOW, remote=remote)
        result = publish_draft(session, article, content=content, media=media, now=NOW)
    shown = page(visitor.get(f"/articles/{result.slug}")).one("img", alt="A crane")
    assert shown["src"] == f"/media/{name}"
    assert shown["srcset"] == ", ".join(f"/media/{name}.{most}.webp {width}w" for most, width in SIZES)
    assert (shown["width"], shown["height"]) == ("900", "600")
    assert shown["sizes"]
    assert visitor.get(f"/media/{name}.800.webp").status_code == 200
    with database.write() as session:
        withdraw(session, result.article_id, now=NOW)
    assert visitor.get(f"/media/{name}").status_code == 410
    assert sweep_media(database, media, NOW) == []
    assert sweep_media(database, media, NOW + DELETED_AFTER) == [name]
    assert list(settings.media.iterdir()) == []


def test_pages_offer_the_renditions_of_lead_images(
    visitor: TestClient, database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "crane.jpg").write_bytes(jpeg(900, 600))
    image = DraftImage("A crane", file=tmp_path / "crane.jpg")
    slug = publish(database, settings.media, images=(image,), published_at=datetime.now(UTC)).slug
    for path in ("/", f"/articles/{slug}"):
        shown = page(visitor.get(path)).one("img", alt="A crane")
        files = (shown["srcset"] or "").split(", ")
        assert [file.split()[1] for file in files] == ["320w", "800w", "900w"], path
        assert all(visitor.get(file.split()[0]).status_code == 200 for file in files)
        assert shown["sizes"]


@pytest.mark.parametrize("is_fetched", [True, False])
def test_a_lead_image_that_stands_in_the_text_is_shown_once_with_its_credit(
    visitor: TestClient, database: Database, settings: Settings, is_fetched: bool
) -> None:
    media = MediaFolder(settings.media)
    name, file = media.store(jpeg(90, 60))
    address = "https://pictures.example/crane?a=1&b=2"
    remote = {address: LocatedImage(name, file.media_type, file.width, file.height)} if is_fetched else {}
    article = draft(
        body_html=f"<p>It flew.</p><img src='{address}' alt='A crane'>",
        images=(DraftImage("A crane", "image/jpeg", 90, 60, url=address, credit="Mei & Sons"),),
    )
    with database.write() as session:
        content = validated_content(article, media=media, now=NOW, remote=remote)
        result = publish_draft(session, article, content=content, media=media, now=NOW)
    shown = page(visitor.get(f"/articles/{result.slug}"))
    assert len(shown.all("img", alt="A crane")) == 1
    assert shown.one("p", class_="credit").text == "Mei & Sons"
