"""Provides images from the disk cache or the network."""

from functools import partial
from urllib.parse import urljoin

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import Request
from broadsheet_client.api.images import ImageLoader
from broadsheet_client.errors import ErrorKind, ReaderError
from broadsheet_client.store.reader_store import ReaderStore

_PERMANENT_KINDS = {ErrorKind.NOT_FOUND, ErrorKind.REJECTED}
"""Errors that are remembered until `retry`; other errors may be temporary."""


class ImageProvider(QObject):
    """`request(url)` reports by signals with the URL. Concurrent requests of one URL load it once.

    Relative URLs are resolved against the server; the signals carry the URL as requested.
    """

    loaded = Signal(str, object)
    """URL and bytes."""
    failed = Signal(str, object)
    """URL and ReaderError."""
    retried = Signal()
    """Images that could not be loaded may be requested again."""

    def __init__(
        self, loader: ImageLoader, store: ReaderStore, server: str = "", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._loader, self._store, self._server = loader, store, server
        self._pending: dict[str, Request | None] = {}
        self._public_url = ""
        self._failures: dict[str, ReaderError] = {}

    def cached(self, url: str) -> bytes | None:
        """The image from the disk cache, or None; synchronous, without a signal."""
        return self._store.images.get(self._absolute(url))

    def request(self, url: str) -> None:
        """Load the image, unless it is pending. A permanent error is repeated without a request, until
        `retry`.
        """
        if url in self._pending:
            return
        if error := self._failures.get(url):
            self._emit_later(url, error)
        elif data := self.cached(url):
            self._emit_later(url, data)
        else:
            address = self._absolute(url)
            reply = self._pending[url] = self._loader.load(address)
            reply.succeeded.connect(partial(self._load_succeeded, url))
            reply.failed.connect(partial(self._load_failed, url, address))

    def retry(self) -> None:
        """Forget the permanent errors."""
        self._failures.clear()
        self.retried.emit()

    def set_public_url(self, url: str) -> None:
        """Load images below the newspaper's public URL from the server's address: the reader may reach the
        server by another host or port only.
        """
        if url != self._public_url:
            self._public_url = url
            self.retry()

    def _emit_later(self, url: str, result: bytes | ReaderError) -> None:
        """Emit from the event loop, so that no signal precedes the caller's return."""
        self._pending[url] = None
        QTimer.singleShot(0, partial(self._emit, url, result))

    def _emit(self, url: str, result: bytes | ReaderError) -> None:
        del self._pending[url]
        signal = self.failed if isinstance(result, ReaderError) else self.loaded
        signal.emit(url, result)

    def _load_succeeded(self, url: str, data: bytes) -> None:
        self._store.images.put(self._absolute(url), data)
        self._emit(url, data)

    def _load_failed(self, url: str, address: str, error: ReaderError) -> None:
        if address != self._absolute(url):
            # The public URL became known meanwhile.
            del self._pending[url]
            self.request(url)
            return
        if error.kind in _PERMANENT_KINDS:
            self._failures[url] = error
        self._emit(url, error)

    def _absolute(self, url: str) -> str:
        if not self._server:
            return url
        absolute, home = urljoin(f"{self._server}/", url), self._public_url.rstrip("/")
        if home and absolute.startswith(f"{home}/"):
            return self._server.rstrip("/") + absolute[len(home) :]
        return absolute
