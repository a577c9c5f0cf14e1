"""The GraphQL client over QNetworkAccessManager, in the main thread."""

import json
import logging
from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QElapsedTimer, QObject, QRandomGenerator, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest, QSslError

from broadsheet_client.api.client import Request
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.api.network_errors import is_transient, network_error
from broadsheet_client.api.response import read_response
from broadsheet_client.errors import UNREACHABLE_KINDS, ErrorCode, ErrorKind, ReaderError

_log = logging.getLogger(__name__)

T = TypeVar("T")

RESPONSE_MAX = 16 * 1024 * 1024
"""Bytes of a response; a longer one is aborted."""

_DEADLINE_FACTOR = 2
"""Deadline of a request, in multiples of the timeout: it ends responses that only trickle."""


class QtGraphQLClient(QObject):
    """A GraphQLClient. `server` is the origin, like `http://127.0.0.1:8080`; `key` an API key for sharing.

    `timeout` is the time in milliseconds until the body of the response has to begin, connecting and retries
    included, and then the inactivity timeout. `retry_delays` are the milliseconds before each retry
    of a query, with jitter: exponential backoff, and a limit on the number of attempts.
    """

    key_refused = Signal(str)
    """The server does not know this key, or not any more. Queries go on without it."""
    reachability_observed = Signal(bool)
    """Emitted after an attempt: whether the server was reached. Not emitted where the attempt does not tell.
    """

    def __init__(
        self,
        server: str,
        *,
        key: str | None = None,
        network: QNetworkAccessManager | None = None,
        timeout: int = 10_000,
        retry_delays: Sequence[int] = (500, 1_000, 2_000),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._url = QUrl(f"{server.rstrip('/')}/graphql")
        self._network = network or QNetworkAccessManager(self)
        self.key = key
        self.timeout = timeout
        self.retry_delays = tuple(retry_delays)
        self._pending: set[_PendingRequest] = set()

    def send(self, operation: GraphQLOperation[T]) -> Request:
        """Start the request; its signals report the outcome."""
        pending = _PendingRequest(self, operation)
        # Keep the request alive until it finishes: the caller may drop it.
        self._pending.add(pending)
        pending.attempt()
        return pending

    def cancel_all(self) -> None:
        """Cancel every request."""
        for pending in list(self._pending):
            pending.cancel()

    def post(self, operation: GraphQLOperation[Any]) -> QNetworkReply:
        """Send one attempt."""
        request = QNetworkRequest(self._url)
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        request.setRawHeader(b"Accept", b"application/graphql-response+json, application/json;q=0.9")
        if self.key:
            request.setRawHeader(b"Authorization", f"Bearer {self.key}".encode())
        request.setTransferTimeout(self.timeout)
        # Following a redirect could send the key to another host or turn the POST into a GET; it is an error.
        request.setAttribute(
            QNetworkRequest.Attribute.RedirectPolicyAttribute,
            QNetworkRequest.RedirectPolicy.ManualRedirectPolicy,
        )
        request.setAttribute(
            QNetworkRequest.Attribute.CookieLoadControlAttribute, QNetworkRequest.LoadControl.Manual
        )
        return self._network.post(request, QByteArray(json.dumps(operation.body).encode()))

    def refuse_key(self, key: str) -> None:
        """Send this key no more."""
        if self.key == key:
            self.key = None
            self.key_refused.emit(key)

    def release(self, pending: "_PendingRequest") -> None:
        """Drop a finished request after its signals were delivered."""
        QTimer.singleShot(0, lambda: self._pending.discard(pending))


class _PendingRequest(Request):
    """An operation in flight, with its retries."""

    def __init__(self, client: QtGraphQLClient, operation: GraphQLOperation[Any]) -> None:
        super().__init__()
        self._client, self._operation = client, operation
        self._reply: QNetworkReply | None = None
        self._error: ReaderError | None = None
        self._key: str | None = None
        """The key that the present attempt was sent with."""
        self._certificate_errors: list[QSslError] = []
        self._retry_delays = [] if operation.mutates else list(client.retry_delays)
        self._is_finished = False
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._time_out)
        # Qt's transfer timeout does not do: it starts anew when the connection is made and with each attempt.
        self._since_start = QElapsedTimer()
        self._silence = QTimer(self, singleShot=True)
        self._silence.timeout.connect(self._time_out)
        self._last_error: ReaderError | None = None
        """Why the previous attempt failed."""
        self._retry_timer = QTimer(self, singleShot=True)
        self._retry_timer.timeout.connect(self.attempt)

    def attempt(self) -> None:
        """Send the operation once."""
        if not self._since_start.isValid():
            self._since_start.start()
            self._deadline.start(self._client.timeout * _DEADLINE_FACTOR)
        self._start_silence_timer()
        self._error, self._key = None, self._client.key
        self._certificate_errors.clear()
        self._reply = self._client.post(self._operation)
        self._reply.sslErrors.connect(self._certificate_errors.extend)
        self._reply.finished.connect(self._finished)
        self._reply.readyRead.connect(self._read_some)

    def cancel(self) -> None:
        """Cancel the request and its retries."""
        if self._is_finished:
            return
        self._end()
        if self._reply:
            self._reply.abort()

    def _start_silence_timer(self) -> None:
        """Wait for a response for what is left of the timeout."""
        self._silence.start(max(0, self._client.timeout - self._since_start.elapsed()))

    def _read_some(self) -> None:
        self._silence.stop()
        if self._reply and self._reply.bytesAvailable() > RESPONSE_MAX:
            self._abort_with(
                ReaderError(ErrorKind.PROTOCOL, ErrorCode.RESPONSE_TOO_LARGE, self._operation.name)
            )

    def _time_out(self) -> None:
        """End the attempt, or the wait for the next one."""
        if self._reply:
            detail = f"{self._operation.name}: response incomplete"
            self._abort_with(ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT, detail))
        elif self._last_error:
            self._end()
            self.failed.emit(self._last_error)

    def _abort_with(self, error: ReaderError) -> None:
        self._error = error
        if self._reply:
            self._reply.abort()

    def _finished(self) -> None:
        reply, self._reply = self._reply, None
        if reply is None:
            return
        reply.deleteLater()
        if not self._is_finished:
            self._handle_reply(reply)

    def _handle_reply(self, reply: QNetworkReply) -> None:
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0
        try:
            response = self._read(reply, status)
        except ReaderError as error:
            self._fail(error, reply.error(), status)
        else:
            self._client.reachability_observed.emit(True)
            self._end()
            self.succeeded.emit(response)

    def _read(self, reply: QNetworkReply, status: int) -> object:
        """Decode the response. Raises ReaderError."""
        if self._error:
            raise self._error
        if reply.error() in _INCOMPLETE or not status:
            detail = f"{self._operation.name}: {reply.errorString()}"
            raise self._certificate_error(detail) or network_error(reply.error(), detail)
        content_type = reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader) or ""
        try:
            return read_response(self._operation, status, str(content_type), bytes(reply.readAll().data()))
        except ReaderError as error:
            if error.code is ErrorCode.REDIRECTED:
                error.value = _redirect_target(reply)
            raise

    def _certificate_error(self, detail: str) -> ReaderError | None:
        if not self._certificate_errors:
            return None
        from broadsheet_client.api.certificate_errors import certificate_error  # rarely needed

        return certificate_error(self._certificate_errors, detail)

    def _fail(self, error: ReaderError, failure: QNetworkReply.NetworkError, status: int) -> None:
        _log.info("%s: %s", error.kind, error.detail)
        if status or self._counts_as_unreachable(error):
            self._client.reachability_observed.emit(bool(status))
        if error.code is ErrorCode.KEY_NEEDED and self._key and not self._is_finished:
            self._client.refuse_key(self._key)
            if not self._operation.mutates:
                self.attempt()
                return
            error = ReaderError(ErrorKind.ACCESS, ErrorCode.KEY_REFUSED, error.detail)
        if self._retry_delays and is_transient(failure, status) and not self._is_finished:
            self._last_error = error
            self._start_silence_timer()
            self._retry_timer.start(_with_jitter(self._retry_delays.pop(0)))
            return
        self._end()
        self.failed.emit(error)

    def _counts_as_unreachable(self, error: ReaderError) -> bool:
        """A mutation that times out may be waiting for another system; a query that times out means
        unreachable.
        """
        return error.kind is ErrorKind.OFFLINE or (
            error.kind in UNREACHABLE_KINDS and not self._operation.mutates
        )

    def _end(self) -> None:
        self._is_finished = True
        self._deadline.stop()
        self._silence.stop()
        self._retry_timer.stop()
        self._client.release(self)


def _redirect_target(reply: QNetworkReply) -> str:
    target = reply.attribute(QNetworkRequest.Attribute.RedirectionTargetAttribute)
    return reply.url().resolved(target).toString() if isinstance(target, QUrl) else ""


def _with_jitter(delay: int) -> int:
    """The delay ±25 %, so that many readers do not retry at the same moment (thundering herd)."""
    return round(delay * (0.75 + QRandomGenerator.global_().generateDouble() / 2))


_INCOMPLETE = {
    QNetworkReply.NetworkError.OperationCanceledError,
    QNetworkReply.NetworkError.RemoteHostClosedError,
    QNetworkReply.NetworkError.TimeoutError,
}
"""The status line was received, but not the whole response."""
