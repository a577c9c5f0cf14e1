"""What every way to the server offers. The window knows this, and not how it is done."""

from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.graphql_operation import GraphQLOperation

T = TypeVar("T")


class Request(QObject):
    """One question under way. Exactly one of the signals comes, once, and never before the event loop runs;
    after `cancel()` none comes.
    """

    succeeded = Signal(object)
    """The answer, of the operation's type."""
    failed = Signal(object)
    """A ReaderError."""

    def cancel(self) -> None:
        """Want no answer any more. Harmless when it has already come."""
        raise NotImplementedError


class GraphQLClient(Protocol):
    """Sends calls. Queries are tried again after passing faults, mutations never."""

    def send(self, operation: GraphQLOperation[T]) -> Request:
        """Ask; the answer comes by the request's signals."""
        ...
