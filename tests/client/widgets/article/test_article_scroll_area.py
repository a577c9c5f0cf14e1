"""An article on its sheet: a readable column, places that are kept, related news below or beside."""

from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QFontMetricsF, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import PublicationDetails
from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from broadsheet_client.widgets.article.typography import TEXT_SIZE
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.theme import Appearance, Theme
from tests.client.responses import PUBLICATION, article_page, picture

SERVER = "http://127.0.0.1:9"
LONG = "<p>The council closed the bridge in September when cracks were found in the girder.</p>" * 80
PAPER = PublicationDetails.from_json(PUBLICATION)


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme) -> ArticleScrollArea:
    """A sheet of an ordinary window."""
    sheet = ArticleScrollArea(theme, SERVER)
    qtbot.addWidget(sheet)
    sheet.resize(720, 700)
    sheet.show()
    return sheet


def show(sheet: ArticleScrollArea, **changes: Any) -> None:
    """Show an article."""
    sheet.show_article(article_page(**({"bodyHtml": LONG} | changes)), PAPER)


def text_of(sheet: ArticleScrollArea) -> str:
    """What is printed on it."""
    return f"{sheet.view.toPlainText()}\n{sheet.foot.toPlainText()}"


def test_it_prints_everything_that_belongs_to_an_article(sheet: ArticleScrollArea) -> None:
    show(
        sheet,
        leadImage=picture(),
        corrections=[{"text": "The girder is steel.", "correctedAt": "2026-11-21T09:00:00Z"}],
    )
    printed = text_of(sheet)
    for part in (
        "Home » World",
        "Story 1",
        "What happened.",
        "By Ana Brook",
        "28 November 2026",
        "The girder is steel.",
        "The ferry on Friday",
        "The council closed the bridge",
        "© 2026 The Harbour Post",
        "Registration number: HP-1234",
    ):
        assert part in printed


def test_related_news_stands_before_the_copyright_and_beside_the_text_where_there_is_room(
    sheet: ArticleScrollArea,
) -> None:
    show(sheet, related=(2, 3))
    assert sheet.share.geometry().bottom() < sheet.related.y() < sheet.foot.y()
    assert sheet.related.geometry().bottom() < sheet.foot.y()
    sheet.resize(1_200, 700)
    assert sheet.related.x() > sheet.view.geometry().right()
    assert sheet.related.y() == sheet.view.y()
    assert sheet.foot.y() > sheet.share.geometry().bottom()


def test_a_line_holds_60_to_75_letters(sheet: ArticleScrollArea) -> None:
    sheet.resize(1_100, 700)
    show(sheet)
    face = fonts.font(fonts.serif(), TEXT_SIZE)
    sample = "The council closed the bridge in September when cracks were found in the girder."
    letter = QFontMetricsF(face).horizontalAdvance(sample) / len(sample)
    assert 60 <= sheet.view.width() / letter <= 75


@pytest.mark.parametrize("width", [300, 480, 720, 1_000, 1_900, 3_800])
@pytest.mark.parametrize("zoom", [50, 100, 300])
def test_nothing_is_cut_at_the_side_at_any_width_and_zoom(
    sheet: ArticleScrollArea, width: int, zoom: int
) -> None:
    sheet.resize(width, 600)
    sheet.set_zoom(zoom)
    headline = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2
    show(sheet, headline=headline, leadImage=picture(), related=(2, 3))
    assert sheet.horizontalScrollBar().maximum() == 0
    assert sheet.view.horizontalScrollBar().maximum() == 0
    assert sheet.view.geometry().right() <= sheet.viewport().width()
    assert sheet.related.geometry().right() <= sheet.viewport().width()
    assert sheet.view.document().idealWidth() <= sheet.view.width() + 1


def test_a_place_survives_zooming_resizing_and_new_colours(sheet: ArticleScrollArea, theme: Theme) -> None:
    show(sheet)
    sheet.verticalScrollBar().setValue(900)
    place = sheet.place
    sheet.set_zoom(160)
    assert sheet.place.character == place.character
    sheet.set_zoom(100)
    sheet.resize(500, 700)
    assert sheet.place.character == place.character
    sheet.resize(720, 700)
    theme.choose(Appearance.DARK)
    assert sheet.place == place
    assert abs(sheet.verticalScrollBar().value() - 900) <= 1
    assert theme.palette.ink in sheet.view.document().toHtml()


def test_another_article_begins_at_its_top(sheet: ArticleScrollArea) -> None:
    show(sheet)
    sheet.verticalScrollBar().setValue(900)
    show(sheet, id="a2")
    assert sheet.verticalScrollBar().value() == 0


def test_the_same_answer_again_changes_nothing(sheet: ArticleScrollArea) -> None:
    show(sheet)
    revision = sheet.view.document().revision()
    show(sheet)
    assert sheet.view.document().revision() == revision


def test_related_news_stands_below_and_beside_where_there_is_room(sheet: ArticleScrollArea) -> None:
    show(sheet, related=(2, 3))
    assert sheet.related.y() > sheet.view.geometry().bottom()
    sheet.resize(1_050, 700)
    assert sheet.related.x() > sheet.view.geometry().right()
    assert sheet.related.y() == sheet.view.y()


def test_without_related_news_there_is_no_empty_box(sheet: ArticleScrollArea) -> None:
    show(sheet, related=(2, 3))
    show(sheet, id="a2")
    assert sheet.related.isHidden()
    sheet.resize(1_050, 700)
    assert abs(sheet.view.geometry().center().x() - sheet.viewport().width() // 2) <= 1


def test_ctrl_and_the_wheel_zoom_and_the_wheel_alone_scrolls(sheet: ArticleScrollArea, qtbot: QtBot) -> None:
    show(sheet)
    with qtbot.waitSignal(sheet.zoom_wanted) as zoomed:
        turn_wheel(sheet, -120, Qt.KeyboardModifier.ControlModifier)
    assert zoomed.args == [-1]
    turn_wheel(sheet, -120, Qt.KeyboardModifier.NoModifier)
    assert sheet.verticalScrollBar().value() > 0


@pytest.mark.parametrize(("parts", "steps"), [([40] * 7, [1, 1]), ([0, 0], []), ([-90, 90, 30], [1])])
def test_a_touchpad_zooms_by_whole_notches_and_not_sideways(
    sheet: ArticleScrollArea, parts: list[int], steps: list[int]
) -> None:
    zoomed: list[int] = []
    sheet.zoom_wanted.connect(zoomed.append)
    show(sheet)
    for part in parts:
        turn_wheel(sheet, part, Qt.KeyboardModifier.ControlModifier)
    assert zoomed == steps


@pytest.mark.parametrize(
    ("key", "place"), [(Qt.Key.Key_End, "end"), (Qt.Key.Key_PageDown, "on"), (Qt.Key.Key_Down, "on")]
)
def test_the_text_leaves_the_scrolling_keys_to_the_sheet(
    sheet: ArticleScrollArea, qtbot: QtBot, key: Qt.Key, place: str
) -> None:
    show(sheet)
    bar = sheet.verticalScrollBar()
    qtbot.keyClick(sheet.view, key)
    assert bar.value() == bar.maximum() if place == "end" else bar.value() > 0
    qtbot.keyClick(sheet.view, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_tab_goes_from_link_to_link_and_shows_each(sheet: ArticleScrollArea, qtbot: QtBot) -> None:
    show(sheet, bodyHtml=LONG + '<p><a href="https://elsewhere.example/report">The report</a></p>')
    qtbot.waitUntil(lambda: QApplication.activeWindow() is sheet)
    sheet.view.setFocus()
    pressed: list[str] = []
    sheet.view.link_pressed.connect(pressed.append)
    for _ in range(3):
        qtbot.keyClick(sheet.view, Qt.Key.Key_Tab)
    assert sheet.verticalScrollBar().value() > 0
    qtbot.keyClick(sheet.view, Qt.Key.Key_Return)
    assert pressed == ["https://elsewhere.example/report"]
    assert [link.url for link in sheet.document.links] == ["https://elsewhere.example/report"]


def test_files_scripts_and_frames_are_never_opened(sheet: ArticleScrollArea) -> None:
    show(
        sheet,
        bodyHtml='<p>Before</p><img src="file:///etc/hostname"><script>alert(1)</script>'
        '<link rel="stylesheet" href="file:///etc/passwd"><iframe src="file:///etc/passwd"></iframe><p>After</p>',
    )
    printed = text_of(sheet)
    assert "Before" in printed
    assert "After" in printed
    assert "alert" not in printed
    for kind in QTextDocument.ResourceType:
        answer = sheet.view.loadResource(kind.value, QUrl("file:///etc/hostname"))
        assert not isinstance(answer, bytes | str)


def test_a_picture_takes_its_room_before_it_comes(sheet: ArticleScrollArea) -> None:
    show(sheet, leadImage=picture(width=1240, height=620))
    tall = sheet.view.height()
    sheet.verticalScrollBar().setValue(700)
    red = QImage(620, 310, QImage.Format.Format_RGB32)
    red.fill(Qt.GlobalColor.red)
    sheet.show_picture(f"{SERVER}/media/ferry.png", red)
    assert sheet.view.height() == tall
    assert sheet.verticalScrollBar().value() == 700
    sheet.verticalScrollBar().setValue(0)
    assert sheet.grab().toImage().pixelColor(sheet.view.geometry().center().x(), 330) == Qt.GlobalColor.red


def test_a_picture_that_is_not_on_the_page_is_not_kept(sheet: ArticleScrollArea) -> None:
    show(sheet)
    sheet.show_picture("https://tracker.example/pixel.png", QImage(1, 1, QImage.Format.Format_RGB32))
    assert not sheet.view.has_picture("https://tracker.example/pixel.png")


def test_a_picture_is_let_go_with_its_article(sheet: ArticleScrollArea) -> None:
    show(sheet, leadImage=picture())
    url = f"{SERVER}/media/ferry.png"
    sheet.show_picture(url, QImage(620, 310, QImage.Format.Format_RGB32))
    show(sheet, number=2)
    left = sheet.view.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(url))
    assert not isinstance(left, QImage) or left.width() < 620
    show(sheet, leadImage=picture())
    assert not sheet.view.has_picture(url)
    sheet.show_picture(url, QImage(620, 310, QImage.Format.Format_RGB32))
    assert sheet.view.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(url)).width() == 620


def test_an_arabic_article_runs_from_right_to_left(sheet: ArticleScrollArea) -> None:
    show(sheet, language="ar", headline="إغلاق الجسر", bodyHtml="<p>أُغلق الجسر المتحرك في سبتمبر.</p>")
    block = sheet.view.document().find("أُغلق").block()
    assert block.textDirection() == Qt.LayoutDirection.RightToLeft


def test_a_chinese_article_is_set_in_chinese_letters(sheet: ArticleScrollArea) -> None:
    show(sheet, language="zh-Hans", headline="平旋桥修复", bodyHtml="<p>停用七周多的安塞尔河平旋桥。</p>")
    families = sheet.view.document().find("停用").charFormat().fontFamilies()
    assert families[0] == "Noto Serif CJK SC"


def turn_wheel(sheet: ArticleScrollArea, by: int, key: Qt.KeyboardModifier) -> None:
    """As a mouse does over the text; by nothing, it is turned sideways."""
    over = sheet.view.mapTo(sheet, QPoint(50, 50))
    QTest.wheelEvent(sheet.windowHandle(), QPointF(over), QPoint(0 if by else 120, by), stateKey=key)


def png(width: int, height: int) -> bytes:
    """A picture as bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())
