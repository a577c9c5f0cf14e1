"""Fetches pictures: from the server itself or over https, up to 8 MB, without cookies and without the key."""

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkAccessManager

from broadsheet_client.api.client import Request

IMAGE_MAX = 8 * 1024 * 1024


class ImageLoader(QObject):
    """`load(url)` answers a Request whose `succeeded` brings the bytes."""

    def __init__(
        self,
        server: str,
        *,
        network: QNetworkAccessManager | None = None,
        limit: int = IMAGE_MAX,
        timeout: int = 10_000,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)

    def is_approved(self, url: str) -> bool:
        """Whether the picture may be fetched at all."""
        raise NotImplementedError

    def load(self, url: str) -> Request:
        """Fetch one picture; `succeeded(bytes)` or `failed(ReaderError)`."""
        raise NotImplementedError
