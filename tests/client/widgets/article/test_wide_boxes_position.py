"""The place that is read stays, also where a table gets a box or loses it."""

import pytest
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from broadsheet_client.widgets.common.theme import Appearance, Theme
from tests.client.responses import image
from tests.client.widgets.article.wide_table import TEXT, show, top_of, wide_table


@pytest.mark.parametrize("change", ["zoom", "theme", "image"])
def test_the_place_that_is_read_and_that_of_the_table_stay(
    scroll_area: ArticleScrollArea, theme: Theme, change: str
) -> None:
    words = "<p>The mayor waits.</p>"
    (box,) = show(scroll_area, TEXT + wide_table() + TEXT * 20 + words + TEXT * 60, leadImage=image())
    box.horizontalScrollBar().setValue(300)
    view, bar = scroll_area.view, scroll_area.verticalScrollBar()
    bar.setValue(top_of(scroll_area, "The mayor"))
    if change == "zoom":
        scroll_area.set_zoom(120)
    elif change == "theme":
        theme.set_appearance(Appearance.DARK)
    else:
        scroll_area.show_missing_image("http://127.0.0.1:9/media/ferry.png")
    assert abs(bar.value() - top_of(scroll_area, "The mayor")) <= 2
    assert view.wide_boxes.boxes[0].horizontalScrollBar().value() == 300


def test_an_image_that_was_missing_and_comes_at_last_does_not_move_the_reader(
    scroll_area: ArticleScrollArea,
) -> None:
    url = "http://127.0.0.1:9/media/ferry.png"
    show(scroll_area, TEXT * 20 + "<p>The mayor waits.</p>" + TEXT * 60, leadImage=image())
    bar = scroll_area.verticalScrollBar()
    bar.setValue(top_of(scroll_area, "The mayor"))
    for _ in range(3):
        scroll_area.show_missing_image(url)
        scroll_area.show_image(url, QImage(600, 400, QImage.Format.Format_RGB32))
        assert abs(bar.value() - top_of(scroll_area, "The mayor")) <= 2


def test_a_table_that_becomes_wide_by_zooming_does_not_move_the_reader(
    scroll_area: ArticleScrollArea,
) -> None:
    table = f"<table><tr>{'<td>1,234,567' * 6}</tr></table>"
    assert show(scroll_area, TEXT + table + TEXT * 20 + "<p>The mayor waits.</p>" + TEXT * 20) == []
    view, bar = scroll_area.view, scroll_area.verticalScrollBar()
    bar.setValue(top_of(scroll_area, "The mayor"))
    for zoom, boxes in ((180, 1), (100, 0)):
        scroll_area.set_zoom(zoom)
        assert len(view.wide_boxes.boxes) == boxes
        assert abs(bar.value() - top_of(scroll_area, "The mayor")) <= 2


@pytest.mark.parametrize("zoom", [60, 100, 180, 300])
def test_an_article_with_a_wide_table_can_be_read_to_its_end_in_any_size(
    scroll_area: ArticleScrollArea, zoom: int
) -> None:
    show(scroll_area, TEXT + wide_table() + TEXT * 60 + "<p>The mayor waits.</p>")
    scroll_area.set_zoom(zoom)
    view = scroll_area.view
    assert view.cursorRect(view.document().find("The mayor")).bottom() <= view.height()


def test_a_place_is_found_again_in_a_window_of_another_width(
    scroll_area: ArticleScrollArea, theme: Theme, qtbot: QtBot
) -> None:
    table = f"<table><tr>{'<td>1,234,567' * 6}</tr></table>"
    body = TEXT + table + TEXT * 20 + "<p>The mayor waits.</p>" + TEXT * 60
    assert show(scroll_area, body) == []
    scroll_area.verticalScrollBar().setValue(top_of(scroll_area, "The mayor"))
    narrow = ArticleScrollArea(theme, "http://127.0.0.1:9")
    qtbot.addWidget(narrow)
    narrow.resize(400, 700)
    with qtbot.waitExposed(narrow):  # after that its size is the one that it keeps
        narrow.show()
    assert len(show(narrow, body)) == 1
    narrow.scroll_to_position(scroll_area.position)
    assert abs(narrow.verticalScrollBar().value() - top_of(narrow, "The mayor")) <= 2


@pytest.mark.parametrize("boxes", [("table",), ("pre",), ("table", "pre", "table")])
def test_positions_with_and_without_boxes_are_each_others_inverse(
    scroll_area: ArticleScrollArea, boxes: tuple[str, ...]
) -> None:
    parts = {"table": wide_table(), "pre": f"<pre>{'fare ' * 90}</pre>"}
    show(scroll_area, TEXT + TEXT.join(parts[box] for box in boxes) + "<p>The mayor waits.</p>")
    view = scroll_area.view
    assert len(view.wide_boxes.boxes) == len(boxes)
    whole = QTextDocument()
    whole.setHtml(scroll_area.document.html)
    for words in ("The council", "The mayor"):
        position = view.document().find(words).selectionStart()
        assert view.wide_boxes.position_in_text(position) == whole.find(words).selectionStart()
    for position in range(view.document().characterCount()):
        in_text = view.wide_boxes.position_in_text(position)
        assert view.wide_boxes.position_in_document(in_text) == position
