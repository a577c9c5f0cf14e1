"""A row of the list or of a search shows all of its parts, however long they are."""

from pytestqt.qtbot import QtBot

from tests.client import responses
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper

LONG_SECTION = {
    "path": "world",
    "name": "Harbours, Ferries and Everything Else That Floats on the River Ansel",
}


def test_a_reader_sees_the_date_of_an_article_in_a_section_with_a_long_name(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles = [
        responses.page(
            number, headline="The ferry", section=LONG_SECTION, publishedAt=f"2026-0{month}-05T12:00:00Z"
        )
        for number, month in ((1, 3), (2, 4), (3, 4))
    ]
    table = open_reader(newspaper.origin).window.article_list.table
    qtbot.waitUntil(lambda: table.model().rowCount() > 3)
    table.selectionModel().clear()
    picture, height = table.viewport().grab().toImage(), table.rowHeight(0)
    march, april, also_april = (
        picture.copy(24, height * row - 32, picture.width() - 48, 24) for row in (1, 2, 3)
    )
    assert april == also_april
    assert march != april
