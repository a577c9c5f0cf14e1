"""Both palettes are readable for everyone, and the right one is applied."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.common.palettes import DARK, LIGHT, Palette
from broadsheet_client.widgets.common.theme import Appearance, Theme, stylesheet

BACKGROUNDS = (
    "window_background",
    "list_background",
    "page_background",
    "box_background",
    "selected",
    "hover",
)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", ["text", "muted_text", "accent", "link", "focus"])
def test_every_word_stands_out_from_its_ground(palette: Palette, colour: str, background: str) -> None:
    assert contrast(getattr(palette, colour), getattr(palette, background)) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_buttons_banners_problems_and_outlines_stand_out(palette: Palette) -> None:
    assert contrast(palette.button_text, palette.button) >= 4.5
    assert contrast(palette.text, palette.banner) >= 4.5
    assert contrast(palette.accent, palette.banner) >= 4.5
    assert contrast(palette.danger, palette.page_background) >= 4.5
    assert contrast(palette.page_background, palette.accent) >= 4.5
    for background in ("window_background", "page_background"):
        assert contrast(palette.outline, getattr(palette, background)) >= 3
        assert contrast(palette.button, getattr(palette, background)) >= 3


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


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_errors_focus_links_and_marks_have_colours_of_their_own(palette: Palette) -> None:
    assert len({palette.danger, palette.focus, palette.link, palette.accent}) == 4
    assert f"border: 2px solid {palette.accent}; padding" not in stylesheet(palette)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_placeholder_can_be_read(qapp: QApplication, palette: Palette) -> None:
    assert f"placeholder-text-color: {palette.muted_text}" in stylesheet(palette)
    assert contrast(palette.muted_text, palette.page_background) >= 4.5
