"""Images come from the disk cache if they can, and each is loaded once."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.images import ImageLoader
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.scripted_server import ScriptedResponse, ScriptedServer


@pytest.fixture
def images(qtbot: QtBot, server: ScriptedServer, store: ReaderStore) -> Iterator[ImageProvider]:
    loader = ImageLoader(server.origin, limit=1_000)
    yield ImageProvider(loader, store, server.origin)
    loader.cancel_all()


def test_asking_twice_fetches_once_and_then_it_is_stored(
    qtbot: QtBot, images: ImageProvider, server: ScriptedServer, store: ReaderStore
) -> None:
    server.enqueue(ScriptedResponse(b"png", content_type="image/png"))
    with qtbot.waitSignal(images.loaded) as arrived:
        images.request("/media/a.png")
        images.request("/media/a.png")
    assert arrived.args == ["/media/a.png", b"png"]
    store.flush()
    assert images.cached("/media/a.png") == b"png"
    with qtbot.waitSignal(images.loaded):
        images.request("/media/a.png")
    assert [request.path for request in server.requests] == ["/media/a.png"]


def test_a_missing_image_is_asked_for_again_only_after_retry(
    qtbot: QtBot, images: ImageProvider, server: ScriptedServer
) -> None:
    server.default = ScriptedResponse(b"", 404, "text/html")
    for _ in range(3):
        with qtbot.waitSignal(images.failed):
            images.request("/media/gone.png")
    assert len(server.requests) == 1
    images.retry()
    with qtbot.waitSignal(images.failed):
        images.request("/media/gone.png")
    assert len(server.requests) == 2


def test_a_image_that_did_not_come_this_time_is_asked_for_again(
    qtbot: QtBot, images: ImageProvider, server: ScriptedServer
) -> None:
    server.enqueue(
        ScriptedResponse(b"", 500, "text/html"), ScriptedResponse(b"png", content_type="image/png")
    )
    with qtbot.waitSignal(images.failed):
        images.request("/media/a.png")
    with qtbot.waitSignal(images.loaded):
        images.request("/media/a.png")
