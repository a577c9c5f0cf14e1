"""Related news says what, when and why, and opens by click and by key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import RelatedReasonText, RelatedStory
from broadsheet_client.widgets.related_panel import RelatedPanel
from broadsheet_client.widgets.related_row import in_one_line
from broadsheet_client.widgets.theme import Theme
from tests.client.answers import article_card

WHY = (
    RelatedReasonText("SAME_STORY", "the same story"),
    RelatedReasonText("SHARED_PLACE", "also about Ansel"),
)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> RelatedPanel:
    """Two stories."""
    panel = RelatedPanel(theme)
    qtbot.addWidget(panel)
    stories = [RelatedStory(0.9, WHY, article_card(1)), RelatedStory(0.4, (), article_card(2))]
    panel.show_stories(stories)
    panel.resize(320, panel.height_for(320))
    panel.show()
    return panel


def test_each_story_says_why_it_is_here(panel: RelatedPanel) -> None:
    assert [row.reason for row in panel.rows] == ["The same story · also about Ansel", ""]
    spoken = QAccessible.queryAccessibleInterface(panel.rows[0])
    assert spoken.text(QAccessible.Text.Name).startswith("Story 1, World")
    assert spoken.text(QAccessible.Text.Description) == "The same story · also about Ansel"


def test_a_key_opens_it(panel: RelatedPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.article_chosen) as chosen:
        qtbot.keyClick(panel.rows[1], Qt.Key.Key_Space)
    assert chosen.args == ["a2"]


def test_a_click_opens_it(panel: RelatedPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.article_chosen) as chosen:
        qtbot.mouseClick(panel.rows[0], Qt.MouseButton.LeftButton)
    assert chosen.args == ["a1"]


def test_reasons_are_told_without_saying_the_same_words_again() -> None:
    told = in_one_line(["Earlier in this story", "Also about Ana Brook", "Also about Ansel", "Also in Sport"])
    assert told == "Earlier in this story · Also about Ana Brook, Ansel · Also in Sport"
    assert (
        in_one_line(["同一事件", "同样提及莱娜", "同样提及东岸"]) == "同一事件 · 同样提及莱娜 · 同样提及东岸"
    )
    assert in_one_line([]) == ""


def test_nothing_related_is_nothing_to_see(panel: RelatedPanel) -> None:
    panel.show_stories(())
    assert panel.isHidden()
    assert panel.rows == []


def test_rows_are_as_tall_as_their_words(panel: RelatedPanel) -> None:
    long = RelatedStory(0.5, WHY, article_card(3, headline="A long headline about the harbour " * 3))
    panel.show_stories([long])
    assert panel.height_for(280) > panel.height_for(600)
    small = panel.height_for(300)
    panel.set_zoom(200)
    assert panel.height_for(300) > small
    panel.grab()
