"""Turns the bytes of pictures into pictures, on other threads than the window's."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QSize, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader

_ALLOCATION_MAX_MB = 64


class ImageDecoder(QObject):
    """`decoded(url, image)` comes for what could be read; what is no picture stays away."""

    decoded = Signal(str, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QImageReader.setAllocationLimit(_ALLOCATION_MAX_MB)

    def decode(self, url: str, data: bytes, width: int) -> None:
        """Read a picture, no wider than `width` device pixels."""
        QThreadPool.globalInstance().start(_DecodeTask(self, url, data, width))


class _DecodeTask(QRunnable):
    """One picture."""

    def __init__(self, decoder: ImageDecoder, url: str, data: bytes, width: int) -> None:
        super().__init__()
        self._decoder, self._url, self._data, self._width = decoder, url, data, width

    def run(self) -> None:
        image = read_image(self._data, self._width)
        if not image.isNull():
            self._decoder.decoded.emit(self._url, image)


def read_image(data: bytes, width: int) -> QImage:
    """The picture, no wider than `width`; a null image where there is none."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > width > 0:
        reader.setScaledSize(QSize(width, max(1, size.height() * width // size.width())))
    return reader.read()
