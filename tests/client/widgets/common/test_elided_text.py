"""Lines of a row: never too many, never too wide, nothing lost in silence."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.elided_text import ElidedLabel, draw_line, elided_lines

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


@pytest.mark.parametrize(("text", "is_rtl"), [(TEXTS["arabic"], True), (TEXTS["long"], False)])
def test_a_line_begins_where_its_script_begins(qapp: QApplication, text: str, is_rtl: bool) -> None:
    face = fonts.font(fonts.sans(), 14)
    drawn = drawn_columns("…" + "." * 3, text, face)
    assert (min(drawn) > WIDTH / 2) == is_rtl


def test_the_ellipsis_of_an_arabic_line_is_at_its_left_end(qapp: QApplication) -> None:
    face = fonts.font(fonts.sans(), 14)
    text = TEXTS["arabic"]
    cut, whole = drawn_columns("شقوق…", text, face), drawn_columns("شقوق", text, face)
    assert min(cut) < min(whole)
    assert max(cut) == max(whole)


def test_an_arabic_line_that_begins_with_a_latin_name_begins_at_the_right(qapp: QApplication) -> None:
    face = fonts.font(fonts.sans(), 14)
    text = "Ansel Tramways: خط ليلي"
    assert min(drawn_columns(text, text, face, "ar")) > WIDTH / 3
    assert elided_lines(text * 9, face, WIDTH, 1, "ar")[0].endswith("…")


def test_letters_that_are_higher_than_their_line_are_whole(qapp: QApplication) -> None:
    face = fonts.font(fonts.serif("ar"), 17)
    line = "في فالمير ق"
    assert ink(line, face, height=14) == ink(line, face, height=60)


def test_a_label_has_room_for_letters_of_another_font(qapp: QApplication) -> None:
    label = ElidedLabel("平旋橋發現裂縫封閉")
    label.setFont(fonts.font(("Liberation Sans",), 14))
    ink_height = QFontMetricsF(label.font()).boundingRect(label.accessibleName()).height()
    assert label.heightForWidth(WIDTH) >= int(ink_height)


def test_a_label_shows_an_arabic_headline_with_its_first_latin_word_at_the_right(qapp: QApplication) -> None:
    arabic, latin = "العبارة تبحر", "W" * 12
    first = ink_at_ends(ElidedLabel(f"{latin} {arabic}", "ar"))
    last = ink_at_ends(ElidedLabel(f"{arabic} {latin}", "ar"))
    assert first[0] < last[0]
    assert first[1] > last[1]


def ink_at_ends(label: ElidedLabel) -> list[int]:
    """How many dark pixels the left and the right end of the shown text have: Latin capitals have more."""
    label.resize(WIDTH, 40)
    image = label.grab().toImage()
    dark = [x for x in range(WIDTH) for y in range(40) if image.pixelColor(x, y).lightness() < 128]
    return [sum(start <= x < start + 40 for x in dark) for start in (min(dark), max(dark) - 39)]


def ink(line: str, face: QFont, *, height: float) -> int:
    """How many pixels a line in the middle of an image has, in a box of this height."""
    image = QImage(WIDTH, 80, QImage.Format.Format_Mono)
    image.fill(1)
    painter = QPainter(image)
    painter.setFont(face)
    draw_line(painter, QRectF(0, 40 - height / 2, WIDTH, height), line, line, "ar")
    painter.end()
    return sum(image.pixelIndex(x, y) == 0 for x in range(WIDTH) for y in range(80))


def drawn_columns(line: str, text: str, face: QFont, language: str = "") -> list[int]:
    """The columns in which a line of a text leaves ink."""
    image = QImage(WIDTH, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setFont(face)
    draw_line(painter, QRectF(0, 0, WIDTH, 30), line, text, language)
    painter.end()
    white = image.pixel(0, 0)
    return [x for x in range(WIDTH) if any(image.pixel(x, y) != white for y in range(30))]
