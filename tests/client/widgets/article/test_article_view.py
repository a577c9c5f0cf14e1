"""The text of an article loads nothing but its own images."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument

from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from tests.client.responses import image
from tests.client.widgets.article.scroll_area import SERVER, show, text_of


def test_files_scripts_and_frames_are_never_opened(scroll_area: ArticleScrollArea) -> None:
    show(
        scroll_area,
        bodyHtml='<p>Before</p><img src="file:///etc/hostname"><script>alert(1)</script>'
        '<link rel="stylesheet" href="file:///etc/passwd"><iframe src="file:///etc/passwd"></iframe><p>After</p>',
    )
    printed = text_of(scroll_area)
    assert "Before" in printed
    assert "After" in printed
    assert "alert" not in printed
    for kind in QTextDocument.ResourceType:
        response = scroll_area.view.loadResource(kind.value, QUrl("file:///etc/hostname"))
        assert not isinstance(response, bytes | str)


def test_a_image_takes_its_room_before_it_comes(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area, leadImage=image(width=1240, height=620))
    tall = scroll_area.view.height()
    scroll_area.verticalScrollBar().setValue(700)
    red = QImage(620, 310, QImage.Format.Format_RGB32)
    red.fill(Qt.GlobalColor.red)
    scroll_area.show_image(f"{SERVER}/media/ferry.png", red)
    assert scroll_area.view.height() == tall
    assert scroll_area.verticalScrollBar().value() == 700
    scroll_area.verticalScrollBar().setValue(0)
    assert (
        scroll_area.grab().toImage().pixelColor(scroll_area.view.geometry().center().x(), 330)
        == Qt.GlobalColor.red
    )


def test_a_image_that_is_not_on_the_page_is_not_kept(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area)
    scroll_area.show_image("https://tracker.example/pixel.png", QImage(1, 1, QImage.Format.Format_RGB32))
    assert not scroll_area.view.has_image("https://tracker.example/pixel.png")


def test_a_image_is_let_go_with_its_article(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area, leadImage=image())
    url = f"{SERVER}/media/ferry.png"
    scroll_area.show_image(url, QImage(620, 310, QImage.Format.Format_RGB32))
    show(scroll_area, number=2)
    left = scroll_area.view.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(url))
    assert not isinstance(left, QImage) or left.width() < 620
    show(scroll_area, leadImage=image())
    assert not scroll_area.view.has_image(url)
    scroll_area.show_image(url, QImage(620, 310, QImage.Format.Format_RGB32))
    assert (
        scroll_area.view.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(url)).width()
        == 620
    )


def test_the_mark_of_a_note_leads_to_the_note(scroll_area: ArticleScrollArea) -> None:
    lines = "<p>It rained on the pier.</p>" * 80
    show(scroll_area, bodyHtml=f'<p>Test<a href="#text-n">1</a></p>{lines}<p id="text-n">The note.</p>')
    assert scroll_area.verticalScrollBar().value() == 0
    scroll_area.view.anchorClicked.emit(QUrl("#text-n"))
    assert scroll_area.view.textCursor().block().text() == "The note."
    assert scroll_area.verticalScrollBar().value() > 0
    scroll_area.view.anchorClicked.emit(QUrl("#nowhere"))
    assert scroll_area.view.textCursor().block().text() == "The note."


def test_narrow_and_wide_spaces_are_shown_as_they_are(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area, headline="首相、訪中へ\u3000来月", bodyHtml="<p>12\u202f000\u00a0€ \u3000x</p>")
    shown = scroll_area.view.document().toRawText()
    assert "訪中へ\u3000来月" in shown
    assert "12\u202f000\u00a0€ \u3000x" in shown
