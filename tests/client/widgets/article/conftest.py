"""Fixtures for the article."""

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from broadsheet_client.widgets.common.theme import Theme
from tests.client.widgets.article.scroll_area import SERVER


@pytest.fixture
def scroll_area(qtbot: QtBot, theme: Theme) -> ArticleScrollArea:
    """A scroll area in a window of usual size."""
    scroll_area = ArticleScrollArea(theme, SERVER)
    qtbot.addWidget(scroll_area)
    scroll_area.resize(720, 700)
    with qtbot.waitExposed(scroll_area):  # after that its size is the one that it keeps
        scroll_area.show()
    return scroll_area
