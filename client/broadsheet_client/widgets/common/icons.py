"""The drawn icons in the colours of the palette."""

from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QImageReader, QPixmap

from broadsheet_client import resources

SIZE = 20
"""Pixels of an icon in a button."""


@lru_cache(maxsize=128)
def icon(name: str, colour: str, faint: str | None = None) -> QIcon:
    """An icon by its file's name. `faint` is its colour while it is disabled."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    made = QIcon(pixmap(name, colour, SIZE, ratio))
    if faint:
        made.addPixmap(pixmap(name, faint, SIZE, ratio), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The drawing, `size` by `size`, on a screen with `ratio` device pixels a pixel."""
    data = QByteArray(resources.read(f"icons/{name}.svg").replace(b"currentColor", colour.encode()))
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(round(size * ratio), round(size * ratio)))
    drawn = QPixmap.fromImage(reader.read())
    drawn.setDevicePixelRatio(ratio)
    return drawn


def application_icon() -> QIcon:
    """The mark of the program."""
    made = QIcon()
    for size in (16, 32, 64, 128, 256):
        made.addPixmap(pixmap("broadsheet", "#000000", size))
    return made
