"""Images are loaded from allowed origins only, and not endlessly."""

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.images import ImageLoader
from broadsheet_client.errors import ErrorKind, ReaderError
from tests.client.scripted_server import ScriptedResponse, ScriptedServer


def refused(qtbot: QtBot, loader: ImageLoader, url: str) -> ReaderError:
    with qtbot.waitSignal(loader.load(url).failed) as caught:
        pass
    return caught.args[0]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "http://tracker.example/1x1.gif",
        "http://127.0.0.1:1/other-port.png",
        "ftp://news.example/a.png",
        "data:image/png;base64,AAAA",
        "https://user:secret@news.example/a.png",
        "//news.example/a.png",
        "/media/a.png",
        "qrc:/a.png",
        "",
    ],
)
def test_other_places_are_not_asked(qtbot: QtBot, server: ScriptedServer, url: str) -> None:
    assert refused(qtbot, ImageLoader(server.origin), url).kind == ErrorKind.REJECTED
    assert server.requests == []


def test_the_servers_own_images_and_https_are_approved(qtbot: QtBot, server: ScriptedServer) -> None:
    loader = ImageLoader(server.origin)
    assert loader.is_allowed(f"{server.origin}/media/a.png")
    assert loader.is_allowed("https://pictures.example/a.jpg")


def test_a_image_comes_as_it_is_and_nothing_is_told_with_the_asking(
    qtbot: QtBot, server: ScriptedServer
) -> None:
    server.enqueue(ScriptedResponse(b"\x89PNG", content_type="image/png", headers={"Set-Cookie": "spy=1"}))
    server.enqueue(ScriptedResponse(b"\x89PNG", content_type="image/png"))
    loader = ImageLoader(server.origin)
    for _ in range(2):
        with qtbot.waitSignal(loader.load(f"{server.origin}/media/a.png").succeeded) as caught:
            pass
        assert caught.args == [b"\x89PNG"]
    assert not {"Cookie", "Referer", "Authorization"} & set(server.requests[1].headers)


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (ScriptedResponse(b"", 404, "text/html"), ErrorKind.NOT_FOUND),
        (ScriptedResponse(b"<html>", content_type="text/html"), ErrorKind.PROTOCOL),
        (ScriptedResponse(b"x" * 2_000, content_type="image/png"), ErrorKind.REJECTED),
        (ScriptedResponse(b"x" * 500, content_type="image/png", cut_after=100), ErrorKind.SERVER),
        (
            ScriptedResponse(b"", 302, headers={"Location": "http://tracker.example/1x1.gif"}),
            ErrorKind.OFFLINE,
        ),
    ],
)
def test_what_is_no_image_is_told(
    qtbot: QtBot, server: ScriptedServer, response: ScriptedResponse, kind: ErrorKind
) -> None:
    server.default = response
    loader = ImageLoader(server.origin, limit=1_000)
    assert refused(qtbot, loader, f"{server.origin}/media/a.png").kind == kind


def test_a_cancelled_image_is_silent(qtbot: QtBot, server: ScriptedServer) -> None:
    server.default = ScriptedResponse(b"png", content_type="image/png")
    loader = ImageLoader(server.origin)
    heard: list[object] = []
    request = loader.load(f"{server.origin}/media/a.png")
    request.succeeded.connect(heard.append)
    request.failed.connect(heard.append)
    request.cancel()
    with qtbot.waitSignal(loader.load(f"{server.origin}/media/b.png").succeeded):
        pass
    assert heard == []
