"""The name of the newspaper can be read in a window of any width."""

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.masthead import Masthead
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper

NAMES = ("The Post", "The Vallmere Courier", "Süddeutsche & Norddeutsche Post", "晨报")
HEADER_HEIGHT = 37


def shown(qtbot: QtBot, name: str, width: int) -> Masthead:
    """A name in a header with so much room for it."""
    masthead = Masthead()
    qtbot.addWidget(masthead)
    masthead.resize(width, HEADER_HEIGHT)
    masthead.set_name(name)
    masthead.show()
    return masthead


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [400, 240, 175])
def test_a_name_is_whole_and_its_words_too(qtbot: QtBot, name: str, width: int) -> None:
    masthead = shown(qtbot, name, width)
    assert masthead.text().replace("\n", " ") == name
    metrics = QFontMetricsF(masthead.font())
    lines = masthead.text().split("\n")
    assert max(metrics.horizontalAdvance(line) for line in lines) <= width
    assert len(lines) * masthead.line_height <= HEADER_HEIGHT
    assert masthead.toolTip() == ""


def test_a_name_is_as_large_as_it_can_be(qtbot: QtBot) -> None:
    sizes = [shown(qtbot, NAMES[1], width).font().pixelSize() for width in (300, 225, 120)]
    assert sizes[0] == 21
    assert sizes == sorted(sizes, reverse=True)
    assert "\n" in shown(qtbot, NAMES[1], 120).text()


def test_a_name_that_fits_nowhere_is_elided_and_told_by_its_tooltip(qtbot: QtBot) -> None:
    name = "The Society for the Publication of Useful Things and Their Prices <Weekly>"
    masthead = shown(qtbot, name, 120)
    assert masthead.text().endswith("…")
    assert masthead.accessibleName() == name
    assert masthead.toolTip().startswith("<span>The Society")
    assert masthead.toolTip().endswith("&lt;Weekly&gt;</span>")


@pytest.mark.parametrize("width", [360, 480, 700])
def test_a_narrow_window_has_the_whole_name(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot, width: int
) -> None:
    newspaper.front_page["publication"] = newspaper.front_page["publication"] | {"name": NAMES[1]}
    header = open_reader(newspaper.origin, width=width).window.header
    qtbot.waitUntil(lambda: header.masthead.text().replace("\n", " ") == NAMES[1])


def test_a_narrow_window_keeps_its_size_when_it_turns_light_or_dark(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.front_page["publication"] = newspaper.front_page["publication"] | {"name": NAMES[1]}
    reader = open_reader(newspaper.origin, width=360)
    masthead = reader.window.header.masthead
    qtbot.waitUntil(lambda: masthead.text() == NAMES[1].replace(" C", "\nC"))
    before = masthead.line_height
    reader.window.trigger(Command.DARK)
    reader.window.trigger(Command.LIGHT)
    assert masthead.line_height == before
