"""Decodes images in a thread pool."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QSize, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader

_ALLOCATION_MAX_MB = 64


class ImageDecoder(QObject):
    """`decoded(url, image)` is emitted for each valid image; invalid data is ignored."""

    decoded = Signal(str, QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QImageReader.setAllocationLimit(_ALLOCATION_MAX_MB)

    def decode(self, url: str, data: bytes, width: int) -> None:
        """Decode an image and scale it down to `width` device pixels."""
        QThreadPool.globalInstance().start(_DecodeTask(self, url, data, width))


class _DecodeTask(QRunnable):
    """The decoding of one image."""

    def __init__(self, decoder: ImageDecoder, url: str, data: bytes, width: int) -> None:
        super().__init__()
        self._decoder, self._url, self._data, self._width = decoder, url, data, width

    def run(self) -> None:
        image = read_image(self._data, self._width)
        if not image.isNull():
            self._decoder.decoded.emit(self._url, image)


def read_image(data: bytes, width: int) -> QImage:
    """The decoded image, at most `width` pixels wide; a null image for invalid data."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > width > 0:
        reader.setScaledSize(QSize(width, max(1, size.height() * width // size.width())))
    return reader.read()
