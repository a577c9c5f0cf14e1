"""What will probably be read next is loaded before it is opened."""

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from broadsheet_client.api.images import ImageLoader
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.operations.images import ImageProvider
from broadsheet_client.operations.prefetch import PrefetchOperation
from broadsheet_client.store.reader_store import ReaderStore
from tests.client import responses
from tests.client.scripted_server import (
    RecordedRequest,
    ScriptedResponse,
    ScriptedServer,
    data_response,
    unused_origin,
)


def test_what_is_not_stored_is_fetched_in_order_with_its_image(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer, store: ReaderStore
) -> None:
    def response(request: RecordedRequest) -> ScriptedResponse:
        if request.method == "GET":
            return ScriptedResponse(b"png", content_type="image/png")
        number = int(request.json["variables"]["by"]["id"][1:])
        return data_response(article=responses.page(number, leadImage=responses.image(f"{number}.png")))

    server.default = response
    store.articles.save_page(responses.article_page(2), now=datetime.now(UTC)).result()
    images = ImageProvider(ImageLoader(server.origin), store, server.origin)
    prefetch = PrefetchOperation(client, store, images)
    with qtbot.waitSignal(prefetch.finished):
        prefetch.start(["a1", "a2", "a3"])
    assert [call["by"]["id"] for call in server.calls("OpenArticle")] == ["a1", "a3"]
    store.flush()
    assert store.articles.readable_offline(["a1", "a2", "a3"]) == {"a1", "a2", "a3"}
    qtbot.waitUntil(lambda: images.cached("/media/3.png") == b"png")


def test_a_failure_is_nobodys_concern(
    qtbot: QtBot, client: QtGraphQLClient, server: ScriptedServer, store: ReaderStore
) -> None:
    server.enqueue(
        ScriptedResponse(status=500), data_response(article=None), data_response(article=responses.page(3))
    )
    prefetch = PrefetchOperation(client, store)
    with qtbot.waitSignal(prefetch.finished):
        prefetch.start(["a1", "a2", "a3"])
    store.flush()
    assert store.articles.readable_offline(["a1", "a2", "a3"]) == {"a3"}


def test_offline_it_stops(qtbot: QtBot, store: ReaderStore) -> None:
    prefetch = PrefetchOperation(QtGraphQLClient(unused_origin()), store)
    with qtbot.waitSignal(prefetch.finished):
        prefetch.start([f"a{number}" for number in range(1_000)])
