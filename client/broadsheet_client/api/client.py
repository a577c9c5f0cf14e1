"""The GraphQL client protocol. Operations depend on this, not on its implementation in `qt_client`."""

from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.graphql_operation import GraphQLOperation

T = TypeVar("T")


class Request(QObject):
    """A request in flight. Exactly one of the signals is emitted, once, and not before the event loop runs;
    none is emitted after `cancel()`.
    """

    succeeded = Signal(object)
    """The response, of the operation's type."""
    failed = Signal(object)
    """The ReaderError."""

    def cancel(self) -> None:
        """Cancel the request. No effect after it has finished."""
        raise NotImplementedError


class GraphQLClient(Protocol):
    """Sends operations. Queries are retried after transient errors; mutations are never retried."""

    def send(self, operation: GraphQLOperation[T]) -> Request:
        """Start the request; its signals report the outcome."""
        ...
