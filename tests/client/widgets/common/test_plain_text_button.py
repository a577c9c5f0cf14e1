"""A button with a name of any length shows its beginning and its end, and all of it where there is room."""

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.common.plain_text_button import PlainTextButton
from broadsheet_client.widgets.common.theme import Theme

NARROW, WIDE = 160, 800


def picture_of(qtbot: QtBot, text: str, width: int) -> QImage:
    """The button as a person sees it."""
    button = PlainTextButton(text)
    qtbot.addWidget(button)
    button.resize(width, 32)
    return button.grab().toImage()


@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("# Harbour & Evening Chronicle of the Ansel Valley", NARROW),
        ("Harbour & Evening Chronicle of the Ansel Valley #", NARROW),
        ("Harbour & Evening # Chronicle of the Ansel Valley", WIDE),
    ],
    ids=["at the beginning", "at the end", "in the middle, with room for it"],
)
def test_a_person_tells_long_names_apart(qtbot: QtBot, theme: Theme, name: str, width: int) -> None:
    first, again, second = (picture_of(qtbot, name.replace("#", number), width) for number in "112")
    assert first == again
    assert first != second


def test_a_screen_reader_says_the_whole_name(qtbot: QtBot) -> None:
    name = "Harbour & Evening Chronicle of the Ansel Valley"
    button = PlainTextButton(name)
    qtbot.addWidget(button)
    button.resize(80, 32)
    assert button.accessibleName() == name
