"""Images of articles and icons are not read at the same time: they would wait for each other for ever."""

import threading

from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.article.image_decoder import read_image
from broadsheet_client.widgets.common.icons import pixmap
from broadsheet_client.widgets.common.image_reading import IMAGE_READING
from tests.pictures import png

ROUNDS = 300


def test_an_image_of_an_article_waits_until_another_one_has_been_read(qtbot: QtBot) -> None:
    read = threading.Event()

    def decode() -> None:
        assert not read_image(png(64, 48), 32).isNull()
        read.set()

    with IMAGE_READING:
        decoder = threading.Thread(target=decode)
        decoder.start()
        assert not read.wait(0.1)
    assert read.wait(10)
    decoder.join()


def test_icons_are_drawn_while_images_are_decoded(qtbot: QtBot) -> None:
    picture = png(64, 48)
    decoders = [
        threading.Thread(target=lambda: [read_image(picture, 32) for _ in range(ROUNDS)]) for _ in range(2)
    ]
    for decoder in decoders:
        decoder.start()
    assert not any(pixmap("broadsheet", "#000000", 16).isNull() for _ in range(ROUNDS))
    for decoder in decoders:
        decoder.join()
