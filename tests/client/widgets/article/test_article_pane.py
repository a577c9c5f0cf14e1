"""The article pane fetches its images and nothing else."""

import pytest
from PySide6.QtCore import QSize, Qt, QUrl
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.article.image_decoder import ImageDecoder, read_image
from tests.client import responses
from tests.client.widgets.article.scroll_area import png
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper


def test_a_image_comes_after_the_text(open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot) -> None:
    newspaper.articles[0] |= {"leadImage": responses.image()}
    newspaper.images["/media/ferry.png"] = png(1240, 620)
    reader = open_reader(newspaper.origin)
    view = reader.window.article_pane.scroll_area.view
    qtbot.waitUntil(lambda: "Story 1" in view.toPlainText())
    qtbot.waitUntil(lambda: view.has_image(f"{newspaper.origin}/media/ferry.png"))
    open_reader.close(reader)
    newspaper.go_offline()
    again = open_reader(newspaper.origin)
    qtbot.waitUntil(
        lambda: again.window.article_pane.scroll_area.view.has_image(f"{newspaper.origin}/media/ferry.png")
    )


def test_a_missing_image_leaves_its_words(reader: Reader, newspaper: Newspaper, qtbot: QtBot) -> None:
    newspaper.articles.append(responses.page(99, leadImage=responses.image("gone.png")))
    view, url = reader.window.article_pane.scroll_area.view, f"{newspaper.origin}/media/gone.png"
    with qtbot.waitSignal(reader.services.images.failed) as missing:
        reader.window.navigation.open_article("a99")
    assert missing.args[0] == url
    assert "The ferry on Friday" in view.toPlainText()
    assert not view.has_image(url)
    newspaper.images["/media/gone.png"] = png(100, 50)
    qtbot.keyClick(reader.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: view.has_image(url))


def test_a_image_is_read_no_larger_than_it_is_shown() -> None:
    assert read_image(png(1240, 620), 600).width() == 600
    assert read_image(png(300, 200), 600).width() == 300
    assert read_image(b"no picture at all", 600).isNull()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@pytest.mark.parametrize("data", [SVG, b"\n" + SVG, b"\x1f\x8b" + SVG, b"P6 1 1 255 abc", b"BM" + b"0" * 60])
def test_only_png_jpeg_gif_and_webp_are_drawn(data: bytes) -> None:
    assert read_image(data, 600).isNull()


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP"])
def test_images_of_the_web_are_drawn(name: str) -> None:
    assert read_image(png(30, 20, name), 600).size() == QSize(30, 20)


def test_a_tall_image_is_drawn_smaller_and_an_absurd_one_not_at_all() -> None:
    assert read_image(png(600, 12_000), 600).height() == 8_000
    assert read_image(png(1, 20_000), 600).isNull()


def test_an_image_that_cannot_come_has_its_words_and_a_way_to_try_again(
    reader: Reader, newspaper: Newspaper, qtbot: QtBot
) -> None:
    figure = '<figure><img src="/media/map.png" alt="A map"><figcaption>The route</figcaption></figure>'
    newspaper.articles.append(
        responses.page(99, bodyHtml=f"{figure}<p>Text</p>", leadImage=responses.image("gone.png"))
    )
    newspaper.images["/media/map.png"] = SVG
    view = reader.window.article_pane.scroll_area.view
    reader.window.navigation.open_article("a99")
    qtbot.waitUntil(lambda: view.toPlainText().count("could not be loaded") == 2)
    for words in ("A ferry at the pier", "The ferry on Friday", "A map", "The route"):
        assert view.toPlainText().count(words) == 1
    newspaper.images["/media/gone.png"] = png(100, 50)
    view.anchorClicked.emit(QUrl(f"broadsheet-image:{newspaper.origin}/media/gone.png"))
    qtbot.waitUntil(lambda: view.has_image(f"{newspaper.origin}/media/gone.png"))
    assert view.toPlainText().count("could not be loaded") == 1


def test_a_lost_image_comes_with_the_connection(reader: Reader, newspaper: Newspaper, qtbot: QtBot) -> None:
    newspaper.articles.append(responses.page(99, leadImage=responses.image("gone.png")))
    view = reader.window.article_pane.scroll_area.view
    reader.window.navigation.open_article("a99")
    qtbot.waitUntil(lambda: "could not be loaded" in view.toPlainText())
    newspaper.images["/media/gone.png"] = png(100, 50)
    reader.services.connection.restored.emit()
    qtbot.waitUntil(lambda: "could not be loaded" not in view.toPlainText())


def test_images_of_the_public_url_come_from_the_address_that_the_reader_uses(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    publication = newspaper.front_page["publication"]
    newspaper.front_page["publication"] = publication | {"homeUrl": "http://news.invalid:8080/"}
    url = "http://news.invalid:8080/media/ferry.png"
    newspaper.articles[0] |= {"leadImage": responses.image(url=url)}
    newspaper.images["/media/ferry.png"] = png(1240, 620)
    view = open_reader(newspaper.origin).window.article_pane.scroll_area.view
    qtbot.waitUntil(lambda: view.has_image(url))


def test_what_is_no_image_stays_away(qtbot: QtBot) -> None:
    decoder = ImageDecoder()
    with qtbot.waitSignal(decoder.decoded) as decoded:
        decoder.decode("https://news.example/1", b"<svg onload='alert(1)'", 600)
        decoder.decode("https://news.example/2", png(10, 10), 600)
    assert decoded.args[0] == "https://news.example/2"
