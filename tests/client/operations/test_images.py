"""Pictures come from this machine if they can, and each is fetched once."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.api.images import ImageLoader
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.store.reader_store import ReaderStore
from tests.client.scripted_server import Answer, ScriptedServer


@pytest.fixture
def pictures(qtbot: QtBot, server: ScriptedServer, store: ReaderStore) -> Iterator[ImageProvider]:
    loader = ImageLoader(server.origin, limit=1_000)
    yield ImageProvider(loader, store, server.origin)
    loader.cancel_all()


def test_asking_twice_fetches_once_and_then_it_is_stored(
    qtbot: QtBot, pictures: ImageProvider, server: ScriptedServer, store: ReaderStore
) -> None:
    server.say(Answer(b"png", content_type="image/png"))
    with qtbot.waitSignal(pictures.arrived) as arrived:
        pictures.want("/media/a.png")
        pictures.want("/media/a.png")
    assert arrived.args == ["/media/a.png", b"png"]
    store.settle()
    assert pictures.stored("/media/a.png") == b"png"
    with qtbot.waitSignal(pictures.arrived):
        pictures.want("/media/a.png")
    assert [asked.path for asked in server.asked] == ["/media/a.png"]


def test_a_missing_picture_is_asked_for_again_only_after_retry(
    qtbot: QtBot, pictures: ImageProvider, server: ScriptedServer
) -> None:
    server.otherwise = Answer(b"", 404, "text/html")
    for _ in range(3):
        with qtbot.waitSignal(pictures.missing):
            pictures.want("/media/gone.png")
    assert len(server.asked) == 1
    pictures.retry()
    with qtbot.waitSignal(pictures.missing):
        pictures.want("/media/gone.png")
    assert len(server.asked) == 2


def test_a_picture_that_did_not_come_this_time_is_asked_for_again(
    qtbot: QtBot, pictures: ImageProvider, server: ScriptedServer
) -> None:
    server.say(Answer(b"", 500, "text/html"), Answer(b"png", content_type="image/png"))
    with qtbot.waitSignal(pictures.missing):
        pictures.want("/media/a.png")
    with qtbot.waitSignal(pictures.arrived):
        pictures.want("/media/a.png")
