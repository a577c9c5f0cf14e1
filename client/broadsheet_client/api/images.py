"""Fetches pictures: from the server itself or over https, up to 8 MB, without cookies and without the key."""

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from broadsheet_client.api.client import Request
from broadsheet_client.api.network_errors import network_error
from broadsheet_client.core.errors import ErrorCode, ErrorKind, ReaderError

IMAGE_MAX = 8 * 1024 * 1024

_PATIENCE = 3
"""How many timeouts a picture may last altogether, however busily its server drips."""


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
        self._server = QUrl(server)
        self._network = network or QNetworkAccessManager(self)
        self.limit = limit
        self.timeout = timeout
        self._under_way: set[_Fetch] = set()

    def is_approved(self, url: str) -> bool:
        """Whether the picture may be fetched at all: no files, no other machines over plain http."""
        wanted = QUrl(url, QUrl.ParsingMode.StrictMode)
        if not wanted.isValid() or not wanted.host() or wanted.userInfo():
            return False
        return wanted.scheme() == "https" or _origin(wanted) == _origin(self._server)

    def load(self, url: str) -> Request:
        """Fetch one picture; `succeeded(bytes)` or `failed(ReaderError)`."""
        fetch = _Fetch(self)
        self._under_way.add(fetch)
        if self.is_approved(url):
            fetch.follow(self.get(url))
        else:
            fetch.refuse(url)
        return fetch

    def cancel_all(self) -> None:
        """Want no picture any more; for closing the window."""
        for fetch in list(self._under_way):
            fetch.cancel()

    def get(self, url: str) -> QNetworkReply:
        """Ask for an approved picture."""
        request = QNetworkRequest(QUrl(url))
        request.setRawHeader(b"Accept", b"image/png, image/jpeg, image/webp, image/*;q=0.8")
        request.setTransferTimeout(self.timeout)
        request.setAttribute(
            QNetworkRequest.Attribute.RedirectPolicyAttribute,
            QNetworkRequest.RedirectPolicy.SameOriginRedirectPolicy,
        )
        for attribute in (
            QNetworkRequest.Attribute.CookieLoadControlAttribute,
            QNetworkRequest.Attribute.CookieSaveControlAttribute,
        ):
            request.setAttribute(attribute, QNetworkRequest.LoadControl.Manual)
        return self._network.get(request)

    def released(self, fetch: "_Fetch") -> None:
        """The fetch is over; it may go once the event loop has left its signals."""
        QTimer.singleShot(0, lambda: self._under_way.discard(fetch))


class _Fetch(Request):
    """One picture under way."""

    def __init__(self, loader: ImageLoader) -> None:
        super().__init__()
        self._loader = loader
        self._reply: QNetworkReply | None = None
        self._verdict: ReaderError | None = None
        self._over = False
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._stop)

    def follow(self, reply: QNetworkReply) -> None:
        """Wait for this reply."""
        self._reply = reply
        reply.finished.connect(self._finished)
        reply.downloadProgress.connect(self._watch_size)
        self._clock.start(self._loader.timeout * _PATIENCE)

    def refuse(self, url: str) -> None:
        """Fail without asking anybody, yet not before the caller has connected."""
        self._verdict = ReaderError(ErrorKind.REJECTED, ErrorCode.IMAGE_UNAVAILABLE, f"not approved: {url}")
        self._clock.start(0)

    def cancel(self) -> None:
        """Want the picture no more."""
        if self._over:
            return
        self._end()
        if self._reply:
            self._reply.abort()

    def _watch_size(self, received: int, total: int) -> None:
        if max(received, total) > self._loader.limit and not self._verdict:
            self._verdict = ReaderError(ErrorKind.REJECTED, ErrorCode.IMAGE_UNAVAILABLE, f"{total} bytes")
            if self._reply:
                self._reply.abort()

    def _stop(self) -> None:
        if self._reply:
            self._reply.abort()
        elif self._verdict and not self._over:
            self._end()
            self.failed.emit(self._verdict)

    def _finished(self) -> None:
        reply, self._reply = self._reply, None
        if reply is None:
            return
        reply.deleteLater()
        if self._over:
            return
        self._end()
        error = self._verdict or _fault_of(reply)
        if error:
            self.failed.emit(error)
        else:
            self.succeeded.emit(bytes(reply.readAll().data()))

    def _end(self) -> None:
        self._over = True
        self._clock.stop()
        self._loader.released(self)


def _fault_of(reply: QNetworkReply) -> ReaderError | None:
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0
    content_type = str(reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader) or "")
    shown = f"HTTP {status} {content_type} {reply.url().toString()}"
    if status in (404, 410):
        return ReaderError(ErrorKind.NOT_FOUND, ErrorCode.IMAGE_UNAVAILABLE, shown)
    if reply.error() != QNetworkReply.NetworkError.NoError:
        return network_error(reply.error(), shown)
    if status != 200 or not content_type.startswith("image/"):
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.IMAGE_UNAVAILABLE, shown)
    return None


def _origin(url: QUrl) -> tuple[str, str, int]:
    return url.scheme(), url.host(), url.port({"https": 443}.get(url.scheme(), 80))
