"""The drawn icons in the colours of the palette."""

from functools import lru_cache
from importlib import resources

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QIcon, QImageReader, QPixmap

_FOLDER = resources.files("broadsheet_client.resources") / "icons"


@lru_cache(maxsize=128)
def icon(name: str, colour: str, faint: str | None = None) -> QIcon:
    """An icon by its file's name. `faint` is its colour while it is disabled."""
    made = QIcon()
    for size in (20, 40, 60):
        made.addPixmap(pixmap(name, colour, size))
        if faint:
            made.addPixmap(pixmap(name, faint, size), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The drawing, `size` by `size`, on a screen with `ratio` device pixels a pixel."""
    data = QByteArray((_FOLDER / f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode()))
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
