"""Rows of articles that are written from right to left begin at the right, in lists and in searches."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.common.palettes import LIGHT
from broadsheet_client.widgets.window.actions import Command
from tests.client import responses
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper

ARABIC = "Ansel: العبارة تبحر"


def middle(image: QImage, top: int, bottom: int) -> float:
    """Where the ink of some lines lies on average: 0 is the left end, 1 the right one."""
    paper = QColor(LIGHT.list_background).lightness()
    columns = [
        x
        for x in range(24, image.width() - 24)
        for y in range(top, bottom)
        if QColor(image.pixel(x, y)).lightness() < paper - 60
    ]
    return sum(columns) / len(columns) / image.width()


def picture(table: QWidget) -> QImage:
    """What a table shows."""
    return table.grab().toImage()


@pytest.fixture
def arabic_newspaper(newspaper: Newspaper) -> Newspaper:
    """Two short articles: one in Arabic, one in English."""
    changes = {"summary": "Ana: نعم", "section": {"path": "world", "name": "العالم"}}
    newspaper.articles = [
        responses.page(1, headline=ARABIC, language="ar", **changes),
        responses.page(2, headline="Ansel: on", summary="Yes.", language="en"),
    ]
    return newspaper


def test_a_row_of_the_list_begins_at_the_right(
    open_reader: ReaderFactory, arabic_newspaper: Newspaper, qtbot: QtBot
) -> None:
    table = open_reader(arabic_newspaper.origin, width=480).window.article_list.table
    qtbot.waitUntil(lambda: table.model().rowCount() > 1)
    image, height = picture(table), table.rowHeight(0)
    for top, bottom in ((12, 38), (38, 68), (height - 32, height - 8)):
        assert middle(image, top, bottom) > 0.6
        assert middle(image, height + top, height + bottom) < 0.4


def test_a_row_of_a_search_begins_at_the_right(
    open_reader: ReaderFactory, arabic_newspaper: Newspaper, qtbot: QtBot
) -> None:
    window = open_reader(arabic_newspaper.origin, width=480).window
    window.trigger(Command.SEARCH)
    window.header.search_field.setText("Ansel")
    table = window.search.pane.table
    qtbot.waitUntil(lambda: table.model().rowCount() > 1)
    qtbot.waitUntil(table.isVisible)
    image, height = picture(table), table.rowHeight(0)
    assert middle(image, 12, 38) > 0.6
    assert middle(image, height - 32, height - 8) > 0.6
    assert middle(image, height + 12, height + 38) < 0.4
