"""The way to the server over QNetworkAccessManager, on the thread of the window."""

import json
import logging
from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QObject, QRandomGenerator, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from broadsheet_client.api.client import Request
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.api.network_errors import is_transient, network_error
from broadsheet_client.api.response import read_response
from broadsheet_client.core.errors import UNREACHABLE_KINDS, ErrorCode, ErrorKind, ReaderError

_log = logging.getLogger(__name__)

T = TypeVar("T")

RESPONSE_MAX = 16 * 1024 * 1024
"""A longer answer is broken off."""

_PATIENCE = 2
"""How many timeouts one attempt may last altogether, however busily the server drips."""


class QtGraphQLClient(QObject):
    """A GraphQLClient. `server` is the origin, like `http://127.0.0.1:8080`; `key` an API key for sharing.

    `timeout` (milliseconds) is the longest silence of the server; `pauses` (milliseconds, jittered) are
    what a query waits before it is tried again.
    """

    reached = Signal(bool)
    """After each attempt: whether the server answered anything at all, as far as that is known."""

    def __init__(
        self,
        server: str,
        *,
        key: str | None = None,
        network: QNetworkAccessManager | None = None,
        timeout: int = 10_000,
        pauses: Sequence[int] = (500, 1_000, 2_000),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._url = QUrl(f"{server.rstrip('/')}/graphql")
        self._network = network or QNetworkAccessManager(self)
        self.key = key
        self.timeout = timeout
        self.pauses = tuple(pauses)
        self._under_way: set[_Exchange] = set()

    def send(self, call: GraphQLOperation[T]) -> Request:
        """Ask; the answer comes by the request's signals."""
        exchange = _Exchange(self, call)
        # Nobody else has to hold the request for its answer to come.
        self._under_way.add(exchange)
        exchange.attempt()
        return exchange

    def cancel_all(self) -> None:
        """Want no answer any more; for closing the window."""
        for exchange in list(self._under_way):
            exchange.cancel()

    def post(self, call: GraphQLOperation[Any]) -> QNetworkReply:
        """One attempt."""
        request = QNetworkRequest(self._url)
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        request.setRawHeader(b"Accept", b"application/graphql-response+json, application/json;q=0.9")
        if self.key:
            request.setRawHeader(b"Authorization", f"Bearer {self.key}".encode())
        request.setTransferTimeout(self.timeout)
        # A redirect would carry the key, or turn the question into a GET; it is reported instead.
        request.setAttribute(
            QNetworkRequest.Attribute.RedirectPolicyAttribute,
            QNetworkRequest.RedirectPolicy.ManualRedirectPolicy,
        )
        request.setAttribute(
            QNetworkRequest.Attribute.CookieLoadControlAttribute, QNetworkRequest.LoadControl.Manual
        )
        return self._network.post(request, QByteArray(json.dumps(call.body).encode()))

    def released(self, exchange: "_Exchange") -> None:
        """The exchange is over; it may go once the event loop has left its signals."""
        QTimer.singleShot(0, lambda: self._under_way.discard(exchange))


class _Exchange(Request):
    """One question with all its attempts."""

    def __init__(self, client: QtGraphQLClient, call: GraphQLOperation[Any]) -> None:
        super().__init__()
        self._client, self._call = client, call
        self._reply: QNetworkReply | None = None
        self._verdict: ReaderError | None = None
        self._pauses = [] if call.mutates else list(client.pauses)
        self._over = False
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._lose_patience)
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.attempt)

    def attempt(self) -> None:
        """Post the question."""
        self._verdict = None
        self._reply = self._client.post(self._call)
        self._reply.finished.connect(self._finished)
        self._reply.readyRead.connect(self._watch_size)
        self._clock.start(self._client.timeout * _PATIENCE)

    def cancel(self) -> None:
        """Want no answer any more."""
        if self._over:
            return
        self._end()
        if self._reply:
            self._reply.abort()

    def _watch_size(self) -> None:
        if self._reply and self._reply.bytesAvailable() > RESPONSE_MAX:
            self._break_off(ReaderError(ErrorKind.PROTOCOL, ErrorCode.RESPONSE_TOO_LARGE, self._call.name))

    def _lose_patience(self) -> None:
        still = f"{self._call.name}: still dripping"
        self._break_off(ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT, still))

    def _break_off(self, verdict: ReaderError) -> None:
        self._verdict = verdict
        if self._reply:
            self._reply.abort()

    def _finished(self) -> None:
        reply, self._reply = self._reply, None
        self._clock.stop()
        if reply is None:
            return
        reply.deleteLater()
        if not self._over:
            self._judge(reply)

    def _judge(self, reply: QNetworkReply) -> None:
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0
        try:
            answer = self._read(reply, status)
        except ReaderError as error:
            self._fail(error, reply.error(), status)
        else:
            self._client.reached.emit(True)
            self._end()
            self.succeeded.emit(answer)

    def _read(self, reply: QNetworkReply, status: int) -> object:
        """The answer, or the ReaderError that it amounts to."""
        if self._verdict:
            raise self._verdict
        if reply.error() in _UNFINISHED or not status:
            raise network_error(reply.error(), f"{self._call.name}: {reply.errorString()}")
        content_type = reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader) or ""
        return read_response(self._call, status, str(content_type), bytes(reply.readAll().data()))

    def _fail(self, error: ReaderError, failure: QNetworkReply.NetworkError, status: int) -> None:
        _log.info("%s: %s", error.kind, error.detail)
        if status or self._means_unreachable(error):
            self._client.reached.emit(bool(status))
        if self._pauses and is_transient(failure, status) and not self._over:
            self._pause.start(_jittered(self._pauses.pop(0)))
            return
        self._end()
        self.failed.emit(error)

    def _means_unreachable(self, error: ReaderError) -> bool:
        """What is slow to act may have to wait for others; a question it cannot answer is silence."""
        return error.kind is ErrorKind.OFFLINE or (error.kind in UNREACHABLE_KINDS and not self._call.mutates)

    def _end(self) -> None:
        self._over = True
        self._clock.stop()
        self._pause.stop()
        self._client.released(self)


def _jittered(pause: int) -> int:
    """About as long, so that a thousand readers do not come back at the same moment."""
    return round(pause * (0.75 + QRandomGenerator.global_().generateDouble() / 2))


_UNFINISHED = {
    QNetworkReply.NetworkError.OperationCanceledError,
    QNetworkReply.NetworkError.RemoteHostClosedError,
    QNetworkReply.NetworkError.TimeoutError,
}
"""The status line came, and the rest did not."""
