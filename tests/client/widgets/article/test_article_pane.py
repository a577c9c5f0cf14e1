"""The article pane fetches its pictures and nothing else."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from broadsheet_client.widgets.article.image_decoder import ImageDecoder, read_image
from tests.client import responses
from tests.client.widgets.article.test_article_scroll_area import png
from tests.client.widgets.conftest import ReaderMaker
from tests.client.widgets.newspaper import Paper


def test_a_picture_comes_after_the_text(make_reader: ReaderMaker, paper: Paper, qtbot: QtBot) -> None:
    paper.articles[0] |= {"leadImage": responses.picture()}
    paper.pictures["/media/ferry.png"] = png(1240, 620)
    reader = make_reader(paper.origin)
    view = reader.window.article.sheet.view
    qtbot.waitUntil(lambda: "Story 1" in view.toPlainText())
    qtbot.waitUntil(lambda: view.has_picture(f"{paper.origin}/media/ferry.png"))
    make_reader.close(reader)
    paper.unplug()
    again = make_reader(paper.origin)
    qtbot.waitUntil(lambda: again.window.article.sheet.view.has_picture(f"{paper.origin}/media/ferry.png"))


def test_a_missing_picture_leaves_its_words(reader: Reader, paper: Paper, qtbot: QtBot) -> None:
    paper.articles.append(responses.page(99, leadImage=responses.picture("gone.png")))
    view, url = reader.window.article.sheet.view, f"{paper.origin}/media/gone.png"
    with qtbot.waitSignal(reader.desk.pictures.missing) as missing:
        reader.window.navigation.open_article("a99")
    assert missing.args[0] == url
    assert "The ferry on Friday" in view.toPlainText()
    assert not view.has_picture(url)
    paper.pictures["/media/gone.png"] = png(100, 50)
    qtbot.keyClick(reader.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: view.has_picture(url))


def test_a_picture_is_read_no_larger_than_it_is_shown() -> None:
    assert read_image(png(1240, 620), 600).width() == 600
    assert read_image(png(300, 200), 600).width() == 300
    assert read_image(b"no picture at all", 600).isNull()


def test_what_is_no_picture_stays_away(qtbot: QtBot) -> None:
    decoder = ImageDecoder()
    with qtbot.waitSignal(decoder.decoded) as decoded:
        decoder.decode("https://news.example/1", b"<svg onload='alert(1)'", 600)
        decoder.decode("https://news.example/2", png(10, 10), 600)
    assert decoded.args[0] == "https://news.example/2"
