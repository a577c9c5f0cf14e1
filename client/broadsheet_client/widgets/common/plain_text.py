"""Labels and tooltips without markup: a headline from the server may look like HTML, which Qt would render,
with local images that it names.
"""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """A label that shows its text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def tooltip(text: str) -> str:
    """The text for `setToolTip`, which has no plain format: markup is escaped."""
    return f"<span>{escape(text)}</span>" if "<" in text else text
