"""Decodes PNG, JPEG, GIF and WebP images in a thread pool."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QSize, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader

from broadsheet_client.core.document_image import ASPECT_MAX
from broadsheet_client.widgets.common.image_reading import IMAGE_READING

_ALLOCATION_MAX_MB = 64
HEIGHT_MAX = 8_000
"""The greatest height of a decoded image in pixels."""


class ImageDecoder(QObject):
    """`decoded(url, image)` is emitted for each valid image, `failed(url)` for other data."""

    decoded = Signal(str, QImage)
    failed = Signal(str)

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
        if image.isNull():
            self._decoder.failed.emit(self._url)
        else:
            self._decoder.decoded.emit(self._url, image)


def raster_format(data: bytes) -> str:
    """The format by the first bytes: "png", "jpeg", "gif" or "webp"; "" for everything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else ""


def read_image(data: bytes, width: int) -> QImage:
    """The decoded image, at most `width` pixels wide; a null image for invalid data and other formats.

    Only raster formats are read, whatever the content type says: an SVG image can refer to local files.
    """
    image_format = raster_format(data)
    if not image_format:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    with IMAGE_READING:
        return _read(buffer, image_format, width)


def _read(buffer: QBuffer, image_format: str, width: int) -> QImage:
    reader = QImageReader(buffer, QByteArray(image_format.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.height() > ASPECT_MAX * size.width():
        return QImage()
    scale = min(1.0, width / max(1, size.width()), HEIGHT_MAX / max(1, size.height()))
    if scale < 1:
        reader.setScaledSize(QSize(max(1, int(size.width() * scale)), max(1, int(size.height() * scale))))
    return reader.read()
