"""Nothing in the playground keeps anybody out: axe finds no fault, in light and in dark colours."""

from pathlib import Path

import pytest

from tests.end_to_end.chromium import PROGRAM, Tab
from tests.end_to_end.conftest import data, site, tab
from tests.end_to_end.playground import Playground
from tests.node.programs import FOLDER, needs_node

__all__ = ["data", "site", "tab"]

pytestmark = [needs_node, pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")]

AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
FAULTS = """axe.run().then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes.map((each) => each.html)]))"""


@pytest.fixture
def play(site: str, tab: Tab) -> Playground:
    """The page, and axe beside it."""
    return Playground(tab, site)


def faults(play: Playground) -> object:
    """What axe finds wrong with the page as it is now."""
    if not play.tab.run("'axe' in globalThis"):
        play.tab.run(Path(AXE).read_text(encoding="utf-8") + "; true")
    return play.tab.run(FAULTS)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(play: Playground, *, dark: bool) -> None:
    play.open(dark=dark)
    play.run()
    assert faults(play) == []
    play.click("#headers-part summary")
    play.write("Authorization: x", into="headers")
    play.write("{ articles(first: 1) { nodes { headlin } } }")
    play.tab.wait("document.querySelector('#query-part .mark')")
    play.run()
    play.tab.type(" # artic")
    assert faults(play) == []
    play.write("{ artic")
    play.tab.wait("!document.querySelector('#choices').hidden")
    assert faults(play) == []
    play.click("#help")
    assert faults(play) == []
    play.tab.press("Escape")
    play.click("#open-history")
    assert faults(play) == []
    play.tab.press("Escape")
    play.write("# none", into="headers")
    play.write('subscription { articleChanged(after: "0") { sequence kind } }')
    play.click("#run")
    play.tab.wait("document.querySelectorAll('#events > li').length > 2")
    play.tab.resize(360)
    assert faults(play) == []
    play.click("#stop")
