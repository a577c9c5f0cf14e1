"""The SVG icons, drawn in the colours of the palette."""

from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QImageReader, QPixmap

from broadsheet_client import resources
from broadsheet_client.widgets.common.image_reading import IMAGE_READING

SIZE = 20
"""Size of a button's icon in pixels."""


@lru_cache(maxsize=128)
def icon(name: str, colour: str, disabled_colour: str | None = None) -> QIcon:
    """An icon by its file name, with a colour for the disabled state."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    icon = QIcon(pixmap(name, colour, SIZE, ratio))
    if disabled_colour:
        icon.addPixmap(pixmap(name, disabled_colour, SIZE, ratio), QIcon.Mode.Disabled)
    return icon


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a square pixmap; `ratio` is the device pixel ratio."""
    data = QByteArray(resources.read(f"icons/{name}.svg").replace(b"currentColor", colour.encode()))
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    with IMAGE_READING:
        reader = QImageReader(buffer, QByteArray(b"svg"))
        reader.setScaledSize(QSize(round(size * ratio), round(size * ratio)))
        pixmap = QPixmap.fromImage(reader.read())
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def application_icon() -> QIcon:
    """The application's icon."""
    icon = QIcon()
    for size in (16, 32, 64, 128, 256):
        icon.addPixmap(pixmap("broadsheet", "#000000", size))
    return icon
