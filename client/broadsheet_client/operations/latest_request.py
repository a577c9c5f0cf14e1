"""One question at a time: asking anew drops the response to the one before."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from broadsheet_client.api.client import GraphQLClient, Request
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.errors import ReaderError

T = TypeVar("T")


class LatestRequest:
    """Hands on the response to the latest question only, however late the others come."""

    def __init__(self, client: GraphQLClient) -> None:
        self._client = client
        self._generation = 0
        self._request: Request | None = None

    @property
    def is_pending(self) -> bool:
        """Whether an response is still to come."""
        return self._request is not None

    def send(
        self, call: GraphQLOperation[T], succeeded: Callable[[T], None], failed: Callable[[ReaderError], None]
    ) -> None:
        """Ask, instead of whatever was asked before."""
        self.cancel()
        request = self._request = self._client.send(call)
        request.succeeded.connect(partial(self._deliver_if_current, self._generation, succeeded))
        request.failed.connect(partial(self._deliver_if_current, self._generation, failed))

    def cancel(self) -> None:
        """Want no response any more."""
        self._generation += 1
        request, self._request = self._request, None
        if request:
            request.cancel()

    def _deliver_if_current(self, generation: int, callback: Callable[[T], None], response: T) -> None:
        if generation == self._generation:
            self._request = None
            callback(response)
