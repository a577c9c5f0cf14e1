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
from broadsheet_client.errors import UNREACHABLE_KINDS, ErrorCode, ErrorKind, ReaderError

_log = logging.getLogger(__name__)

T = TypeVar("T")

RESPONSE_MAX = 16 * 1024 * 1024
"""A longer response is broken off."""

_DEADLINE_FACTOR = 2
"""How many timeouts one attempt may last altogether, however busily the server drips."""


class QtGraphQLClient(QObject):
    """A GraphQLClient. `server` is the origin, like `http://127.0.0.1:8080`; `key` an API key for sharing.

    `timeout` (milliseconds) is the longest silence of the server; `retry_delays` (milliseconds, jittered) are
    what a query waits before it is tried again.
    """

    reachability_observed = Signal(bool)
    """After each attempt: whether the server answered anything at all, as far as that is known."""

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
        """Ask; the response comes by the request's signals."""
        pending = _PendingRequest(self, operation)
        # Nobody else has to hold the request for its response to come.
        self._pending.add(pending)
        pending.attempt()
        return pending

    def cancel_all(self) -> None:
        """Want no response any more; for closing the window."""
        for pending in list(self._pending):
            pending.cancel()

    def post(self, operation: GraphQLOperation[Any]) -> QNetworkReply:
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
        return self._network.post(request, QByteArray(json.dumps(operation.body).encode()))

    def release(self, pending: "_PendingRequest") -> None:
        """The pending is over; it may go once the event loop has left its signals."""
        QTimer.singleShot(0, lambda: self._pending.discard(pending))


class _PendingRequest(Request):
    """One question with all its attempts."""

    def __init__(self, client: QtGraphQLClient, operation: GraphQLOperation[Any]) -> None:
        super().__init__()
        self._client, self._operation = client, operation
        self._reply: QNetworkReply | None = None
        self._error: ReaderError | None = None
        self._retry_delays = [] if operation.mutates else list(client.retry_delays)
        self._is_finished = False
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._time_out)
        self._retry_timer = QTimer(self, singleShot=True)
        self._retry_timer.timeout.connect(self.attempt)

    def attempt(self) -> None:
        """Post the question."""
        self._error = None
        self._reply = self._client.post(self._operation)
        self._reply.finished.connect(self._finished)
        self._reply.readyRead.connect(self._check_size)
        self._deadline.start(self._client.timeout * _DEADLINE_FACTOR)

    def cancel(self) -> None:
        """Want no response any more."""
        if self._is_finished:
            return
        self._end()
        if self._reply:
            self._reply.abort()

    def _check_size(self) -> None:
        if self._reply and self._reply.bytesAvailable() > RESPONSE_MAX:
            self._abort_with(
                ReaderError(ErrorKind.PROTOCOL, ErrorCode.RESPONSE_TOO_LARGE, self._operation.name)
            )

    def _time_out(self) -> None:
        detail = f"{self._operation.name}: response incomplete"
        self._abort_with(ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT, detail))

    def _abort_with(self, error: ReaderError) -> None:
        self._error = error
        if self._reply:
            self._reply.abort()

    def _finished(self) -> None:
        reply, self._reply = self._reply, None
        self._deadline.stop()
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
        """The response, or the ReaderError that it amounts to."""
        if self._error:
            raise self._error
        if reply.error() in _INCOMPLETE or not status:
            raise network_error(reply.error(), f"{self._operation.name}: {reply.errorString()}")
        content_type = reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader) or ""
        return read_response(self._operation, status, str(content_type), bytes(reply.readAll().data()))

    def _fail(self, error: ReaderError, failure: QNetworkReply.NetworkError, status: int) -> None:
        _log.info("%s: %s", error.kind, error.detail)
        if status or self._counts_as_unreachable(error):
            self._client.reachability_observed.emit(bool(status))
        if self._retry_delays and is_transient(failure, status) and not self._is_finished:
            self._retry_timer.start(_with_jitter(self._retry_delays.pop(0)))
            return
        self._end()
        self.failed.emit(error)

    def _counts_as_unreachable(self, error: ReaderError) -> bool:
        """What is slow to act may have to wait for others; a question it cannot response is silence."""
        return error.kind is ErrorKind.OFFLINE or (
            error.kind in UNREACHABLE_KINDS and not self._operation.mutates
        )

    def _end(self) -> None:
        self._is_finished = True
        self._deadline.stop()
        self._retry_timer.stop()
        self._client.release(self)


def _with_jitter(delay: int) -> int:
    """About as long, so that a thousand readers do not come back at the same moment."""
    return round(delay * (0.75 + QRandomGenerator.global_().generateDouble() / 2))


_INCOMPLETE = {
    QNetworkReply.NetworkError.OperationCanceledError,
    QNetworkReply.NetworkError.RemoteHostClosedError,
    QNetworkReply.NetworkError.TimeoutError,
}
"""The status line came, and the rest did not."""
