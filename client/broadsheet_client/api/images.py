"""Downloads images over https or from the server's own origin: at most 8 MB, without cookies or API key."""

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from broadsheet_client.api.client import Request
from broadsheet_client.api.network_errors import network_error
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError

IMAGE_MAX = 8 * 1024 * 1024

_DEADLINE_FACTOR = 3
"""Deadline of a download, in multiples of the inactivity timeout: it ends downloads that only trickle."""


class ImageLoader(QObject):
    """`load(url)` returns a Request whose `succeeded` carries the bytes."""

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
        self._pending: set[_ImageRequest] = set()

    def is_allowed(self, url: str) -> bool:
        """Whether the URL may be loaded: https, or the server's own origin. No files, no credentials in the
        URL.
        """
        image_url = QUrl(url, QUrl.ParsingMode.StrictMode)
        if not image_url.isValid() or not image_url.host() or image_url.userInfo():
            return False
        return image_url.scheme() == "https" or _origin(image_url) == _origin(self._server)

    def load(self, url: str) -> Request:
        """Start downloading an image; reports `succeeded(bytes)` or `failed(ReaderError)`."""
        image_request = _ImageRequest(self)
        self._pending.add(image_request)
        if self.is_allowed(url):
            image_request.follow(self.get(url))
        else:
            image_request.refuse(url)
        return image_request

    def cancel_all(self) -> None:
        """Cancel every download."""
        for image_request in list(self._pending):
            image_request.cancel()

    def get(self, url: str) -> QNetworkReply:
        """Send the GET request for an allowed URL."""
        request = QNetworkRequest(QUrl(url))
        request.setRawHeader(b"Accept", b"image/webp, image/png, image/jpeg, image/gif")
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

    def release(self, image_request: "_ImageRequest") -> None:
        """Drop a finished request after its signals were delivered."""
        QTimer.singleShot(0, lambda: self._pending.discard(image_request))


class _ImageRequest(Request):
    """A download in flight."""

    def __init__(self, loader: ImageLoader) -> None:
        super().__init__()
        self._loader = loader
        self._reply: QNetworkReply | None = None
        self._error: ReaderError | None = None
        self._is_finished = False
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._deadline_passed)

    def follow(self, reply: QNetworkReply) -> None:
        """Follow this reply to its end."""
        self._reply = reply
        reply.finished.connect(self._finished)
        reply.downloadProgress.connect(self._check_size)
        self._deadline.start(self._loader.timeout * _DEADLINE_FACTOR)

    def refuse(self, url: str) -> None:
        """Fail without a request, from the event loop, so that the caller can connect first."""
        self._error = ReaderError(ErrorKind.REJECTED, ErrorCode.IMAGE_UNAVAILABLE, f"not approved: {url}")
        self._deadline.start(0)

    def cancel(self) -> None:
        """Cancel the download."""
        if self._is_finished:
            return
        self._end()
        if self._reply:
            self._reply.abort()

    def _check_size(self, received: int, total: int) -> None:
        if max(received, total) > self._loader.limit and not self._error:
            self._error = ReaderError(ErrorKind.REJECTED, ErrorCode.IMAGE_UNAVAILABLE, f"{total} bytes")
            if self._reply:
                self._reply.abort()

    def _deadline_passed(self) -> None:
        if self._reply:
            self._reply.abort()
        elif self._error and not self._is_finished:
            self._end()
            self.failed.emit(self._error)

    def _finished(self) -> None:
        reply, self._reply = self._reply, None
        if reply is None:
            return
        reply.deleteLater()
        if self._is_finished:
            return
        self._end()
        error = self._error or _reply_error(reply)
        if error:
            self.failed.emit(error)
        else:
            self.succeeded.emit(bytes(reply.readAll().data()))

    def _end(self) -> None:
        self._is_finished = True
        self._deadline.stop()
        self._loader.release(self)


def _reply_error(reply: QNetworkReply) -> ReaderError | None:
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0
    content_type = str(reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader) or "")
    detail = f"HTTP {status} {content_type} {reply.url().toString()}"
    if status in (404, 410):
        return ReaderError(ErrorKind.NOT_FOUND, ErrorCode.IMAGE_UNAVAILABLE, detail)
    if reply.error() != QNetworkReply.NetworkError.NoError:
        return network_error(reply.error(), detail)
    if status != 200 or not content_type.startswith("image/"):
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.IMAGE_UNAVAILABLE, detail)
    return None


def _origin(url: QUrl) -> tuple[str, str, int]:
    return url.scheme(), url.host(), url.port({"https": 443}.get(url.scheme(), 80))
