"""What is wider than the column scrolls sideways in its own box, which is a part of the text."""

import gc

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QGuiApplication,
    QImage,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from broadsheet_client.widgets.article.wide_box import WideBox
from broadsheet_client.widgets.common.theme import Theme
from tests.client.responses import article_page
from tests.client.widgets.article.wide_table import TEXT, show, wide_table

FIRST, LAST = (
    '<p><a href="https://x.example/1">First</a></p>',
    '<p><a href="https://x.example/9">Last</a></p>',
)
FARES = '<td><a href="https://x.example/fares">All fares</a></td>'


@pytest.fixture
def scroll_area(qtbot: QtBot, theme: Theme) -> ArticleScrollArea:
    """A scroll area in a window of usual size."""
    scroll_area = ArticleScrollArea(theme, "http://127.0.0.1:9")
    qtbot.addWidget(scroll_area)
    scroll_area.resize(720, 700)
    scroll_area.show()
    qtbot.waitUntil(lambda: scroll_area.windowHandle().isExposed())
    scroll_area.activateWindow()
    return scroll_area


def focused(scroll_area: ArticleScrollArea) -> str:
    """The link or box that has the focus."""
    widget = QApplication.focusWidget()
    if isinstance(widget, WideBox) and not widget.textCursor().hasSelection():
        return "box"
    assert widget is scroll_area.view or isinstance(widget, WideBox)
    return widget.textCursor().selectedText()


def tab(qtbot: QtBot, *, back: bool = False) -> None:
    """Press Tab, or Shift and Tab, wherever the focus is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)


def below(scroll_area: ArticleScrollArea, box: QWidget, words: str) -> float:
    """Pixels between a box and the text with these words."""
    document = scroll_area.view.document()
    block = document.find(words).block()
    return document.documentLayout().blockBoundingRect(block).top() - box.geometry().bottom()


@pytest.mark.parametrize("zoom", [50, 100, 200, 300])
@pytest.mark.parametrize("width", [400, 720, 1_500])
def test_a_wide_table_has_a_box_and_the_text_keeps_its_width(
    scroll_area: ArticleScrollArea, zoom: int, width: int
) -> None:
    scroll_area.resize(width, 700)
    scroll_area.set_zoom(zoom)
    (box,) = show(scroll_area, TEXT + wide_table() + TEXT.replace("council", "mayor"))
    assert scroll_area.horizontalScrollBar().maximum() == 0
    assert scroll_area.view.document().idealWidth() <= scroll_area.column + 1
    assert box.geometry().left() >= 0
    assert box.geometry().right() < scroll_area.column
    assert box.horizontalScrollBar().maximum() > 0
    assert box.verticalScrollBar().maximum() <= 1
    assert 0 < below(scroll_area, box, "The mayor") < 40 * zoom / 100
    assert box.document().find("1,234,567.5").block().layout().lineCount() == 1


def test_the_words_of_a_wide_table_are_whole(scroll_area: ArticleScrollArea) -> None:
    words = "Upper Riverside Athletic Supporters"
    (box,) = show(scroll_area, TEXT + wide_table(last=f"<td>{words}</td>"))
    layout = box.document().find("Athletic").block().layout()
    lines = [layout.lineAt(number) for number in range(layout.lineCount())]
    assert all((words + " ")[line.textStart() + line.textLength() - 1] == " " for line in lines[:-1])


def test_a_table_is_wide_where_its_words_would_have_to_be_broken(scroll_area: ArticleScrollArea) -> None:
    row = "<tr><td>Upper Riverside Supporters<td>9<td>1,234,567.89<td>12,345,678.90<td>18:11</tr>"
    scroll_area.resize(380, 700)
    (box,) = show(scroll_area, f"{TEXT}<table>{row}</table>")
    assert box.document().find("Riverside").block().layout().lineCount() <= 3
    scroll_area.resize(1_500, 700)
    assert show(scroll_area, f"{TEXT}<table>{row}</table>") == []


def test_what_fits_stays_in_the_text(scroll_area: ArticleScrollArea) -> None:
    assert show(scroll_area, "<table><tr><td>Mon<td>12.50</table><pre>a = 1</pre>" + TEXT) == []
    assert scroll_area.view.toPlainText().index("12.50") < scroll_area.view.toPlainText().index("a = 1")


def test_preformatted_text_has_a_box_too(scroll_area: ArticleScrollArea) -> None:
    (box,) = show(scroll_area, f"{TEXT}<pre>def fare():\n    return {'1 + ' * 60}1\n</pre>{TEXT}")
    assert box.horizontalScrollBar().maximum() > 0
    assert box.toPlainText().startswith("def fare():\n    return 1 + 1")
    assert "def" not in scroll_area.view.toPlainText()


def test_arrow_keys_and_the_wheel_scroll_it_and_other_keys_the_article(
    scroll_area: ArticleScrollArea, qtbot: QtBot
) -> None:
    (box,) = show(scroll_area, wide_table() + TEXT * 40)
    bar = box.horizontalScrollBar()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Right)
    qtbot.keyClick(box, Qt.Key.Key_Right)
    qtbot.keyClick(box, Qt.Key.Key_Left)
    assert bar.value() == 60
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert scroll_area.verticalScrollBar().value() > 0
    roll(box, QPoint(0, -120), Qt.KeyboardModifier.ShiftModifier)
    assert bar.value() == 180
    roll(box, QPoint(-60, 0), Qt.KeyboardModifier.NoModifier)
    assert bar.value() == 240


def roll(box: WideBox, angle: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    """Turn the wheel over a box."""
    place = QPointF(20, 20)
    event = QWheelEvent(
        place,
        QPointF(box.mapToGlobal(place.toPoint())),
        QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box.viewport(), event)


def test_a_table_in_arabic_begins_at_the_right_and_scrolls_to_the_left(
    scroll_area: ArticleScrollArea, qtbot: QtBot
) -> None:
    (box,) = show(scroll_area, wide_table(word="السعر"), language="ar")
    first = box.document().find("السعر 0").block()
    qtbot.waitUntil(lambda: box.viewport().rect().contains(box.cursorRect(QTextCursor(first)).center()))
    place = box.cursorRect(QTextCursor(first)).center()
    assert place.x() > box.width() / 2
    qtbot.keyClick(box, Qt.Key.Key_Left)
    assert box.cursorRect(QTextCursor(first)).center().x() > place.x()
    qtbot.keyClick(box, Qt.Key.Key_Right)
    assert box.cursorRect(QTextCursor(first)).center() == place


def test_tab_leads_through_links_and_boxes_in_the_order_of_the_text(
    scroll_area: ArticleScrollArea, qtbot: QtBot
) -> None:
    show(scroll_area, FIRST + wide_table(last=FARES) + TEXT + wide_table() + LAST)
    scroll_area.view.setFocus()
    names = []
    for _ in range(7):
        tab(qtbot)
        names.append(focused(scroll_area))
    assert names == ["Home", "World", "First", "box", "All fares", "box", "Last"]
    for expected in ("box", "box", "All fares", "First"):
        tab(qtbot, back=True)
        assert focused(scroll_area) == expected


def test_tab_leads_out_of_a_box_at_the_end(scroll_area: ArticleScrollArea, qtbot: QtBot) -> None:
    (box,) = show(scroll_area, TEXT + wide_table())
    box.setFocus()
    tab(qtbot)
    assert QApplication.focusWidget() is scroll_area.share_button


def test_a_focused_box_is_scrolled_into_sight(scroll_area: ArticleScrollArea, qtbot: QtBot) -> None:
    (box,) = show(scroll_area, TEXT * 30 + wide_table() + TEXT * 30)
    scroll_area.view.setFocus()
    for _ in range(3):
        tab(qtbot)
    assert QApplication.focusWidget() is box
    top = box.mapTo(scroll_area.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < scroll_area.viewport().height()


def test_a_link_in_a_box_is_opened(scroll_area: ArticleScrollArea, qtbot: QtBot) -> None:
    (box,) = show(scroll_area, wide_table(last=FARES))
    box.setFocus()
    tab(qtbot)
    with qtbot.waitSignal(scroll_area.view.link_pressed) as opened:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened.args == ["https://x.example/fares"]


def test_a_selection_takes_the_box_with_it_and_is_copied_whole(
    scroll_area: ArticleScrollArea, qtbot: QtBot
) -> None:
    (box,) = show(scroll_area, TEXT + wide_table() + "<p>Behind it.</p>")
    view = scroll_area.view
    view.selectAll()
    assert "1,234,567.5" in box.textCursor().selectedText()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    gc.collect()
    copied = QGuiApplication.clipboard().text()
    assert (
        copied.index("The council") < copied.index("Fare 19") < copied.index("1,234") < copied.index("Behind")
    )
    assert "\ufffc" not in copied
    assert "<table" in QGuiApplication.clipboard().mimeData().html()
    view.setTextCursor(view.document().find("council"))
    assert not box.textCursor().hasSelection()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "council"


def test_the_menu_copies_the_box_too(scroll_area: ArticleScrollArea, qtbot: QtBot) -> None:
    show(scroll_area, TEXT + wide_table())
    scroll_area.view.selectAll()
    menu = scroll_area.view.context_menu(QPoint(20, 20))
    assert isinstance(menu, QMenu)
    copy = menu.findChild(QAction, "edit-copy")
    assert isinstance(copy, QAction)
    copy.trigger()
    assert "Fare 19" in QGuiApplication.clipboard().text()


def test_a_selection_within_a_box_is_another_one(scroll_area: ArticleScrollArea, qtbot: QtBot) -> None:
    (box,) = show(scroll_area, TEXT + wide_table())
    view = scroll_area.view
    view.setTextCursor(view.document().find("council"))
    qtbot.mousePress(box.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    assert not view.textCursor().hasSelection()
    box.setTextCursor(box.document().find("1,234,567.5"))
    qtbot.keyClick(box, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "1,234,567.5"


def test_it_is_told_to_screen_readers(scroll_area: ArticleScrollArea) -> None:
    (box,) = show(scroll_area, wide_table())
    spoken = QAccessible.queryAccessibleInterface(box)
    assert spoken.text(QAccessible.Text.Name).startswith("Wide table: Fare 0 Fare 1")
    assert "scroll" in spoken.text(QAccessible.Text.Description)
    text = spoken.textInterface()
    assert "1,234,567.5" in text.text(0, text.characterCount())


def test_an_image_in_a_box_is_shown(scroll_area: ArticleScrollArea) -> None:
    url = "https://x.example/a.png"
    (box,) = show(scroll_area, wide_table(last=f'<td><img src="{url}" width="300" height="200"></td>'))
    red = QImage(300, 200, QImage.Format.Format_RGB32)
    red.fill(Qt.GlobalColor.red)
    scroll_area.show_image(url, red)
    box.horizontalScrollBar().setValue(box.horizontalScrollBar().maximum())
    picture = box.grab().toImage()
    assert picture.pixelColor(picture.width() - 60, picture.height() // 2) == Qt.GlobalColor.red


def test_another_article_takes_the_boxes_away_and_leaves_the_focus_in_the_text(
    scroll_area: ArticleScrollArea,
) -> None:
    show(scroll_area, wide_table())[0].setFocus()
    scroll_area.show_article(article_page(2, bodyHtml=TEXT), None)
    assert scroll_area.view.wide_boxes.boxes == []
    assert scroll_area.view.hasFocus()
