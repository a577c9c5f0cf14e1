"""Both palettes are readable for everyone, and the right one is applied."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.common.palettes import DARK, LIGHT, Palette
from broadsheet_client.widgets.common.theme import Appearance, Theme, stylesheet


def test_without_a_choice_and_without_a_system_it_is_light(qapp: QApplication) -> None:
    assert Theme(qapp).palette is LIGHT


def test_a_choice_is_worn_at_once(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme(qapp, Appearance.LIGHT)
    with qtbot.waitSignal(theme.changed):
        theme.set_appearance(Appearance.DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window_background)
    assert DARK.page_background in qapp.styleSheet()
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_appearance(Appearance.DARK)
    theme.set_appearance(Appearance.SYSTEM)
    assert theme.palette is LIGHT


def test_the_system_is_followed_while_nothing_is_chosen(qapp: QApplication) -> None:
    theme = Theme(qapp, Appearance.SYSTEM)
    theme.system_scheme = lambda: Qt.ColorScheme.Dark
    theme.follow_system()
    assert theme.palette is DARK
    theme.set_appearance(Appearance.LIGHT)
    theme.follow_system()
    assert theme.palette is LIGHT


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_stylesheet_leaves_no_colour_open(palette: Palette) -> None:
    assert "$" not in stylesheet(palette).replace("$names", "")
