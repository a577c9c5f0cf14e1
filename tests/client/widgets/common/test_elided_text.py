"""Lines of a row: never too many, never too wide, nothing lost in silence."""

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.elided_text import elided_lines

WIDTH = 300
TEXTS = {
    "short": "Ferry sails",
    "long": "The harbour trust and the fishermen settle " * 8,
    "one long word": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "chinese": "平旋桥修复方案通过电车明年三月底重新过河" * 5,
    "arabic": "أُغلق الجسر المتحرك بعد العثور على شقوق في العارضة المحورية " * 3,
    "emoji": "🌉🚋" * 60,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_lines_fit(qapp: QApplication, text: str) -> None:
    face = fonts.font(fonts.serif(), 17, bold=True)
    lines = elided_lines(text, face, WIDTH, 2)
    assert 1 <= len(lines) <= 2
    assert all(QFontMetricsF(face).horizontalAdvance(line) <= WIDTH + 1 for line in lines)


def test_only_what_was_cut_ends_in_an_ellipsis(qapp: QApplication) -> None:
    face = fonts.font(fonts.sans(), 14)
    assert elided_lines("Ferry sails", face, WIDTH, 2) == ("Ferry sails",)
    assert elided_lines(TEXTS["long"], face, WIDTH, 2)[-1].endswith("…")
    assert elided_lines("", face, WIDTH, 2) == ()
    assert elided_lines("Ferry sails", face, WIDTH, 0) == ()
