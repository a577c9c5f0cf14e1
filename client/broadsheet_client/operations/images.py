"""Pictures for the article and the lists: from the store if they are there, else from the network."""

from functools import partial
from urllib.parse import urljoin

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import Request
from broadsheet_client.api.images import ImageLoader
from broadsheet_client.core.errors import ErrorKind, ReaderError
from broadsheet_client.store.reader_store import ReaderStore

_LASTING = {ErrorKind.NOT_FOUND, ErrorKind.REJECTED}
"""What asking again will hardly change; everything else may have been the way there."""


class ImageProvider(QObject):
    """Ask by `want(url)`; each answer comes by a signal with the URL. Asking twice fetches once.

    Relative URLs belong to the server; the signals repeat the URL as it was asked for.
    """

    arrived = Signal(str, object)
    """URL and bytes."""
    missing = Signal(str, object)
    """URL and ReaderError."""

    def __init__(
        self, images: ImageLoader, store: ReaderStore, server: str = "", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._images, self._store, self._server = images, store, server
        self._under_way: dict[str, Request | None] = {}
        self._missing: dict[str, ReaderError] = {}

    def stored(self, url: str) -> bytes | None:
        """The picture, if it is on this machine: at once, without a signal."""
        return self._store.images.get(self._absolute(url))

    def want(self, url: str) -> None:
        """Fetch it unless it is under way. What the server does not have is asked for again after `retry`."""
        if url in self._under_way:
            return
        if error := self._missing.get(url):
            self._tell_soon(url, error)
        elif data := self.stored(url):
            self._tell_soon(url, data)
        else:
            request = self._under_way[url] = self._images.load(self._absolute(url))
            request.succeeded.connect(partial(self._arrived, url))
            request.failed.connect(partial(self._failed, url))

    def retry(self) -> None:
        """Forget which pictures were missing."""
        self._missing.clear()

    def _tell_soon(self, url: str, answer: bytes | ReaderError) -> None:
        """Answers never come before the caller has returned to the event loop."""
        self._under_way[url] = None
        QTimer.singleShot(0, partial(self._tell, url, answer))

    def _tell(self, url: str, answer: bytes | ReaderError) -> None:
        del self._under_way[url]
        signal = self.missing if isinstance(answer, ReaderError) else self.arrived
        signal.emit(url, answer)

    def _arrived(self, url: str, data: bytes) -> None:
        self._store.images.keep(self._absolute(url), data)
        self._tell(url, data)

    def _failed(self, url: str, error: ReaderError) -> None:
        if error.kind in _LASTING:
            self._missing[url] = error
        self._tell(url, error)

    def _absolute(self, url: str) -> str:
        return urljoin(f"{self._server}/", url) if self._server else url
