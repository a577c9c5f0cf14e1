"""Related news says what, when and why, and opens by click and by key."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import NearDuplicate, RelatedReasonText, RelatedStory, SourceName
from broadsheet_client.widgets.article.related_panel import RelatedPanel
from broadsheet_client.widgets.common.theme import Theme
from tests.client.responses import article_card

WHY = (
    RelatedReasonText("SAME_STORY", "the same story"),
    RelatedReasonText("SHARED_PLACE", "Also about Ansel"),
    RelatedReasonText("SHARED_PERSON", "Also about Ana Brook"),
)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> RelatedPanel:
    """A panel with two stories."""
    panel = RelatedPanel(theme)
    qtbot.addWidget(panel)
    copies = (
        NearDuplicate("c1", "Ferry back", SourceName("The Cove")),
        NearDuplicate("c2", "Ferry again", None),
    )
    stories = [RelatedStory(0.9, WHY, article_card(1), copies), RelatedStory(0.4, (), article_card(2), ())]
    panel.show_stories(stories)
    panel.resize(320, panel.height_for(320))
    panel.show()
    return panel


def test_each_story_says_why_it_is_here(panel: RelatedPanel) -> None:
    assert [row.reason for row in panel.rows] == ["The same story · Also about Ansel and Ana Brook", ""]
    spoken = QAccessible.queryAccessibleInterface(panel.rows[0])
    assert spoken.text(QAccessible.Text.Name).startswith("Story 1, World")
    assert spoken.text(QAccessible.Text.Description) == "The same story · Also about Ansel and Ana Brook"


def test_a_key_opens_it(panel: RelatedPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.article_chosen) as chosen:
        qtbot.keyClick(panel.rows[1], Qt.Key.Key_Space)
    assert chosen.args == ["a2"]


def test_a_click_opens_it(panel: RelatedPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.article_chosen) as chosen:
        qtbot.mouseClick(panel.rows[0], Qt.MouseButton.LeftButton)
    assert chosen.args == ["a1"]


def test_who_else_published_it_is_told_and_opened_by_mouse_and_key(panel: RelatedPanel, qtbot: QtBot) -> None:
    (also,) = panel.copies
    assert [button.text() for button in also.buttons] == ["The Cove", "this newspaper"]
    spoken = QAccessible.queryAccessibleInterface(also.buttons[0])
    assert spoken.text(QAccessible.Text.Name) == "Also published by The Cove: Ferry back"
    with qtbot.waitSignal(panel.article_chosen) as chosen:
        qtbot.mouseClick(also.buttons[0], Qt.MouseButton.LeftButton)
    assert chosen.args == ["c1"]
    with qtbot.waitSignal(panel.article_chosen) as chosen:
        qtbot.keyClick(also.buttons[1], Qt.Key.Key_Space)
    assert chosen.args == ["c2"]


def test_tab_goes_from_the_story_to_who_else_published_it_and_on(panel: RelatedPanel) -> None:
    first, second = panel.rows
    after = [first]
    for _ in range(3):
        after.append(next_by_tab(after[-1]))
    assert after == [first, *panel.copies[0].buttons, second]


def next_by_tab(widget: QWidget) -> QWidget:
    """The widget that Tab leads to."""
    following = widget.nextInFocusChain()
    while not following.focusPolicy() & Qt.FocusPolicy.TabFocus:
        following = following.nextInFocusChain()
    return following


def test_an_earlier_part_of_the_story_says_how_much_earlier(panel: RelatedPanel) -> None:
    before = RelatedReasonText("BACKGROUND", "Earlier in this story")
    story = RelatedStory(0.5, (before, WHY[1]), article_card(3), ())
    messages = []
    for days in (1, 3, 0, -2):
        panel.show_stories([story], story.node.published_at + timedelta(days=days))
        messages.append(panel.rows[0].reason)
    assert messages == [
        "Earlier in this story · 1 day before · Also about Ansel",
        "Earlier in this story · 3 days before · Also about Ansel",
        "Earlier in this story · Also about Ansel",
        "Earlier in this story · 2 days after · Also about Ansel",
    ]


@pytest.mark.parametrize(
    ("name", "is_slanted"), [("Ansel", True), ("Señor Brook", True), ("بيروت", False), ("北京", False)]
)
def test_a_reason_that_names_somebody_in_letters_without_italics_stands_upright(
    panel: RelatedPanel, name: str, is_slanted: bool
) -> None:
    why = RelatedReasonText("SHARED_PLACE", f"Also about {name}")
    panel.show_stories([RelatedStory(0.5, (why,), article_card(3), ())])
    assert panel.rows[0].reason_font.italic() is is_slanted


def test_nothing_related_is_nothing_to_see(panel: RelatedPanel) -> None:
    panel.show_stories(())
    assert panel.isHidden()
    assert panel.rows == []


def test_rows_are_as_tall_as_their_words(panel: RelatedPanel) -> None:
    long = RelatedStory(0.5, WHY, article_card(3, headline="A long headline about the harbour " * 3), ())
    panel.show_stories([long])
    assert panel.height_for(280) > panel.height_for(600)
    small = panel.height_for(300)
    panel.set_zoom(200)
    assert panel.height_for(300) > small
    panel.grab()
