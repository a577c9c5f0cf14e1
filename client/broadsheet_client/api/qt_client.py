"""The way to the server over QNetworkAccessManager, on the thread of the window."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkAccessManager

from broadsheet_client.api.call import Call
from broadsheet_client.api.client import Request

T = TypeVar("T")


class QtGraphQLClient(QObject):
    """A GraphQLClient. `server` is the origin, like `http://127.0.0.1:8080`; `key` an API key for sharing.

    `timeout` (milliseconds) is the longest silence of the server; `pauses` (milliseconds, jittered) are
    what a query waits before it is tried again.
    """

    reached = Signal(bool)
    """After each attempt: whether the server answered anything at all."""

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

    def send(self, call: Call[T]) -> Request:
        """Ask; the answer comes by the request's signals."""
        raise NotImplementedError
