"""An article in its scroll area: a readable column, kept positions, related news below or beside."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from broadsheet_client.widgets.article.typography import TEXT_SIZE
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.theme import Appearance, Theme
from tests.client.responses import image
from tests.client.widgets.article.scroll_area import LONG, show, text_of
from tests.processor_time import takes_at_most


def test_it_prints_everything_that_belongs_to_an_article(scroll_area: ArticleScrollArea) -> None:
    show(
        scroll_area,
        leadImage=image(),
        corrections=[{"text": "The girder is steel.", "correctedAt": "2026-11-21T09:00:00Z"}],
    )
    printed = text_of(scroll_area)
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
    scroll_area: ArticleScrollArea,
) -> None:
    show(scroll_area, related=(2, 3))
    assert scroll_area.share_button.geometry().bottom() < scroll_area.related.y() < scroll_area.footer.y()
    assert scroll_area.related.geometry().bottom() < scroll_area.footer.y()
    scroll_area.resize(1_200, 700)
    assert scroll_area.related.x() > scroll_area.view.geometry().right()
    assert scroll_area.related.y() == scroll_area.view.y()
    assert scroll_area.footer.y() > scroll_area.share_button.geometry().bottom()


def test_related_news_stays_beside_the_text_and_stands_at_its_end_too(
    scroll_area: ArticleScrollArea, qtbot: QtBot
) -> None:
    scroll_area.resize(1_200, 700)
    show(scroll_area, related=(2, 3))
    bar, related, at_end = scroll_area.verticalScrollBar(), scroll_area.related, scroll_area.related_at_end
    for value in (0, 400, 1_500):
        bar.setValue(value)
        seen = related.geometry().translated(0, -value)
        assert scroll_area.viewport().rect().top() <= seen.top()
        assert seen.bottom() <= scroll_area.viewport().rect().bottom()
    bar.setValue(bar.maximum())
    assert related.geometry().bottom() <= scroll_area.share_button.geometry().bottom()
    assert scroll_area.share_button.geometry().bottom() < at_end.y()
    assert at_end.geometry().bottom() < scroll_area.footer.y()
    assert scroll_area.viewport().rect().contains(at_end.geometry().translated(0, -bar.value()).center())
    with qtbot.waitSignal(related.article_chosen) as chosen:
        at_end.rows[0].click()
    assert chosen.args == ["a2"]
    scroll_area.resize(720, 700)
    assert at_end.isHidden()


def test_a_line_holds_60_to_75_letters(scroll_area: ArticleScrollArea) -> None:
    scroll_area.resize(1_100, 700)
    show(scroll_area)
    face = fonts.font(fonts.serif(), TEXT_SIZE)
    sample = "The council closed the bridge in September when cracks were found in the girder."
    letter = QFontMetricsF(face).horizontalAdvance(sample) / len(sample)
    assert 60 <= scroll_area.view.width() / letter <= 75


@pytest.mark.parametrize("width", [300, 480, 720, 1_000, 1_900, 3_800])
@pytest.mark.parametrize("zoom", [50, 100, 300])
def test_nothing_is_cut_at_the_side_at_any_width_and_zoom(
    scroll_area: ArticleScrollArea, width: int, zoom: int
) -> None:
    scroll_area.resize(width, 600)
    scroll_area.set_zoom(zoom)
    headline = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2
    show(scroll_area, headline=headline, leadImage=image(), related=(2, 3))
    assert scroll_area.horizontalScrollBar().maximum() == 0
    assert scroll_area.view.horizontalScrollBar().maximum() == 0
    assert scroll_area.view.geometry().right() <= scroll_area.viewport().width()
    assert scroll_area.related.geometry().right() <= scroll_area.viewport().width()
    assert scroll_area.view.document().idealWidth() <= scroll_area.view.width() + 1


@pytest.mark.parametrize("zoom", [50, 100, 200, 300])
def test_headline_subheads_and_text_grow_together(scroll_area: ArticleScrollArea, zoom: int) -> None:
    body = "<h2>Second</h2><h3>Third <i>level</i></h3><h4>Fourth</h4><p>The ferry.</p>"
    scroll_area.set_zoom(zoom)
    show(scroll_area, bodyHtml=body)
    text = font_size(scroll_area, "The ferry.")
    assert text == round(TEXT_SIZE * zoom / 100)
    for words, part in (("Story 1", 2.05), ("Second", 1.4), ("Third", 1.2), ("level", 1.2), ("Fourth", 1.05)):
        assert font_size(scroll_area, words) == pytest.approx(text * part, abs=0.6)


def font_size(scroll_area: ArticleScrollArea, words: str) -> int:
    """The size in pixels in which these words are drawn."""
    block = scroll_area.view.document().find(words).block()
    start = block.text().index(words)
    drawn = next(run for run in block.layout().glyphRuns(start, len(words)))
    return round(drawn.rawFont().pixelSize())


def test_a_table_has_a_title_row_and_rules_and_covers_what_it_should(scroll_area: ArticleScrollArea) -> None:
    rows = "<tr><th colspan=2>Day</tr><tr><td rowspan=2>Mon<td>1<tr><td>2</tr>"
    show(scroll_area, bodyHtml=f"<table>{rows}</table>")
    table = scroll_area.view.document().find("Day").currentTable()
    assert (table.rows(), table.columns()) == (3, 2)
    assert table.cellAt(0, 0).columnSpan() == 2
    assert table.cellAt(1, 0).rowSpan() == 2
    assert table.format().borderCollapse()
    assert table.cellAt(0, 0).format().background().style() != Qt.BrushStyle.NoBrush


def test_a_place_survives_zooming_resizing_and_new_colours(
    scroll_area: ArticleScrollArea, theme: Theme
) -> None:
    show(scroll_area)
    scroll_area.verticalScrollBar().setValue(900)
    place = scroll_area.position
    scroll_area.set_zoom(160)
    assert scroll_area.position.character == place.character
    scroll_area.set_zoom(100)
    scroll_area.resize(500, 700)
    assert scroll_area.position.character == place.character
    scroll_area.resize(720, 700)
    theme.set_appearance(Appearance.DARK)
    assert scroll_area.position == place
    assert abs(scroll_area.verticalScrollBar().value() - 900) <= 1
    assert theme.palette.text in scroll_area.view.document().toHtml()


def test_another_article_begins_at_its_top(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area)
    scroll_area.verticalScrollBar().setValue(900)
    show(scroll_area, id="a2")
    assert scroll_area.verticalScrollBar().value() == 0


def test_the_same_answer_again_changes_nothing(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area)
    revision = scroll_area.view.document().revision()
    show(scroll_area)
    assert scroll_area.view.document().revision() == revision


def test_related_news_stands_below_and_beside_where_there_is_room(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area, related=(2, 3))
    assert scroll_area.related.y() > scroll_area.view.geometry().bottom()
    scroll_area.resize(1_050, 700)
    assert scroll_area.related.x() > scroll_area.view.geometry().right()
    assert scroll_area.related.y() == scroll_area.view.y()


def test_without_related_news_there_is_no_empty_box(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area, related=(2, 3))
    show(scroll_area, id="a2")
    assert scroll_area.related.isHidden()
    scroll_area.resize(1_050, 700)
    assert abs(scroll_area.view.geometry().center().x() - scroll_area.viewport().width() // 2) <= 1


def test_ctrl_and_the_wheel_zoom_and_the_wheel_alone_scrolls(
    scroll_area: ArticleScrollArea, qtbot: QtBot
) -> None:
    show(scroll_area)
    with qtbot.waitSignal(scroll_area.zoom_requested) as zoomed:
        turn_wheel(scroll_area, -120, Qt.KeyboardModifier.ControlModifier)
    assert zoomed.args == [-1]
    turn_wheel(scroll_area, -120, Qt.KeyboardModifier.NoModifier)
    assert scroll_area.verticalScrollBar().value() > 0


@pytest.mark.parametrize(("parts", "steps"), [([40] * 7, [1, 1]), ([0, 0], []), ([-90, 90, 30], [1])])
def test_a_touchpad_zooms_by_whole_notches_and_not_sideways(
    scroll_area: ArticleScrollArea, parts: list[int], steps: list[int]
) -> None:
    zoomed: list[int] = []
    scroll_area.zoom_requested.connect(zoomed.append)
    show(scroll_area)
    for part in parts:
        turn_wheel(scroll_area, part, Qt.KeyboardModifier.ControlModifier)
    assert zoomed == steps


@pytest.mark.parametrize(
    ("key", "place"), [(Qt.Key.Key_End, "end"), (Qt.Key.Key_PageDown, "on"), (Qt.Key.Key_Down, "on")]
)
def test_the_text_leaves_the_scrolling_keys_to_the_sheet(
    scroll_area: ArticleScrollArea, qtbot: QtBot, key: Qt.Key, place: str
) -> None:
    show(scroll_area)
    bar = scroll_area.verticalScrollBar()
    qtbot.keyClick(scroll_area.view, key)
    assert bar.value() == bar.maximum() if place == "end" else bar.value() > 0
    qtbot.keyClick(scroll_area.view, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_tab_goes_from_link_to_link_and_shows_each(scroll_area: ArticleScrollArea, qtbot: QtBot) -> None:
    show(scroll_area, bodyHtml=LONG + '<p><a href="https://elsewhere.example/report">The report</a></p>')
    qtbot.waitUntil(lambda: QApplication.activeWindow() is scroll_area)
    scroll_area.view.setFocus()
    pressed: list[str] = []
    scroll_area.view.link_pressed.connect(pressed.append)
    for _ in range(3):
        qtbot.keyClick(scroll_area.view, Qt.Key.Key_Tab)
    assert scroll_area.verticalScrollBar().value() > 0
    qtbot.keyClick(scroll_area.view, Qt.Key.Key_Return)
    assert pressed == ["https://elsewhere.example/report"]
    assert [link.url for link in scroll_area.document.links] == ["https://elsewhere.example/report"]


def test_a_body_without_blanks_does_not_stop_the_window(scroll_area: ArticleScrollArea) -> None:
    def shown() -> None:
        show(scroll_area, bodyHtml=f"<p>{'x' * 300_000}</p>")
        scroll_area.grab()

    assert takes_at_most(8, shown)


def test_tab_begins_at_the_place_that_is_read(scroll_area: ArticleScrollArea, qtbot: QtBot) -> None:
    first, second = (f'<p><a href="https://x.example/{number}">Link</a></p>' for number in (1, 2))
    show(scroll_area, bodyHtml=first + LONG + second)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is scroll_area)
    scroll_area.view.setFocus()
    scroll_area.verticalScrollBar().setValue(1_200)
    qtbot.keyClick(scroll_area.view, Qt.Key.Key_Tab)
    assert scroll_area.verticalScrollBar().value() >= 1_200
    pressed: list[str] = []
    scroll_area.view.link_pressed.connect(pressed.append)
    qtbot.keyClick(scroll_area.view, Qt.Key.Key_Return)
    assert pressed == ["https://x.example/2"]


def test_the_article_has_a_name_and_shows_that_it_has_the_focus(
    scroll_area: ArticleScrollArea, qtbot: QtBot
) -> None:
    show(scroll_area)
    assert scroll_area.view.accessibleName() == "Article: Story 1"
    qtbot.waitUntil(lambda: QApplication.activeWindow() is scroll_area)
    mark = scroll_area.findChild(QFrame, "focusMark")
    scroll_area.view.setFocus()
    assert mark.isVisible()
    scroll_area.share_button.setFocus()
    assert not mark.isVisible()


def test_an_arabic_article_runs_from_right_to_left(scroll_area: ArticleScrollArea) -> None:
    show(scroll_area, language="ar", headline="إغلاق الجسر", bodyHtml="<p>أُغلق الجسر المتحرك في سبتمبر.</p>")
    block = scroll_area.view.document().find("أُغلق").block()
    assert block.textDirection() == Qt.LayoutDirection.RightToLeft


def test_a_chinese_article_is_set_in_chinese_letters(scroll_area: ArticleScrollArea) -> None:
    show(
        scroll_area, language="zh-Hans", headline="平旋桥修复", bodyHtml="<p>停用七周多的安塞尔河平旋桥。</p>"
    )
    families = scroll_area.view.document().find("停用").charFormat().fontFamilies()
    assert families[0] == "Noto Serif CJK SC"


def turn_wheel(scroll_area: ArticleScrollArea, by: int, key: Qt.KeyboardModifier) -> None:
    """Turn the wheel over the text; by 0, it is turned sideways."""
    over = scroll_area.view.mapTo(scroll_area, QPoint(50, 50))
    QTest.wheelEvent(scroll_area.windowHandle(), QPointF(over), QPoint(0 if by else 120, by), stateKey=key)
