"""A few lines of text in which some words are marked, cut by “…” where they do not fit."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from broadsheet_client.core.direction import direction
from broadsheet_client.core.passages import MarkedText, units

_LONGEST = 1_000
_TRIES = 24


@dataclass(frozen=True, slots=True)
class MarkedStyle:
    """Colours as `#rrggbb`."""

    face: QFont
    ink: str
    marked_ink: str
    ground: str
    """Behind what is marked."""
    step: int
    """From line to line, in pixels."""


@lru_cache(maxsize=1_000)
def marked_layout(passage: MarkedText, style: MarkedStyle, width: int, most: int) -> QTextLayout:
    """At most `most` lines, none wider than `width` pixels. Draw it with `draw_marked`."""
    text = passage.text[:_LONGEST]
    layout = _laid_out(text, passage, style, width)
    if layout.lineCount() <= most:
        return layout
    last = layout.lineAt(most - 1)
    end = len(_of_units(text, last.textStart() + last.textLength()).rstrip())
    for fewer in range(_TRIES):
        layout = _laid_out(text[: max(0, end - fewer)].rstrip() + "…", passage, style, width)
        if layout.lineCount() <= most:
            break
    return layout


def draw_marked(painter: QPainter, layout: QTextLayout, left: int, top: int, style: MarkedStyle) -> int:
    """Draw it; answers where the next line would stand."""
    painter.setPen(QColor(style.ink))
    layout.draw(painter, QPointF(left, top))
    return top + layout.lineCount() * style.step


def _laid_out(text: str, passage: MarkedText, style: MarkedStyle, width: int) -> QTextLayout:
    layout = QTextLayout(text, style.face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    rtl = direction(text) == "rtl"
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.setFormats(_formats(text, passage, style))
    layout.beginLayout()
    place = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, place + (style.step - line.height()) / 2))
        place += style.step
    layout.endLayout()
    return layout


def _formats(text: str, passage: MarkedText, style: MarkedStyle) -> list[QTextLayout.FormatRange]:
    shown = QTextCharFormat()
    shown.setFontWeight(QFont.Weight.Bold)
    shown.setForeground(QColor(style.marked_ink))
    shown.setBackground(QColor(style.ground))
    size = len(text)
    marks = [(start, min(end, size)) for start, end in passage.marks if start < size]
    found = []
    for start, length in units(text, marks):
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = start, length, shown
        found.append(one)
    return found


def _of_units(text: str, count: int) -> str:
    """The beginning of a text, so many units of UTF-16 long."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * count].decode("utf-16-le", "ignore")
