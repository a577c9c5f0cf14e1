"""The newspaper's pictures."""

from collections.abc import Sequence

import pytest
from starlette.testclient import TestClient

from broadsheet_server.settings import Settings
from tests.server.web.html_page import page

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Pictures are files; one database is enough."""
    return sqlite_store


def _keep(settings: Settings, name: str, data: bytes = PNG) -> None:
    settings.media.mkdir(exist_ok=True)
    (settings.media / name).write_bytes(data)


def test_a_picture_may_be_kept_for_ever(visitor: TestClient, settings: Settings) -> None:
    _keep(settings, "0a1b2c.png")
    answer = visitor.get("/media/0a1b2c.png")
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


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
