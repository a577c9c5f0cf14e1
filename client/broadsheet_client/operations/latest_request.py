"""One request at a time: a new request cancels the previous one, and late responses are dropped by
generation.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from broadsheet_client.api.client import GraphQLClient, Request
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.errors import ReaderError

T = TypeVar("T")


class LatestRequest:
    """Delivers only the response of the latest request. Each `send` and `cancel` begins a new generation."""

    def __init__(self, client: GraphQLClient) -> None:
        self._client = client
        self._generation = 0
        self._request: Request | None = None

    @property
    def is_pending(self) -> bool:
        """Whether a response is pending."""
        return self._request is not None

    def send(
        self,
        operation: GraphQLOperation[T],
        succeeded: Callable[[T], None],
        failed: Callable[[ReaderError], None],
    ) -> None:
        """Send an operation, instead of the previous one."""
        self.cancel()
        request = self._request = self._client.send(operation)
        request.succeeded.connect(partial(self._deliver_if_current, self._generation, succeeded))
        request.failed.connect(partial(self._deliver_if_current, self._generation, failed))

    def cancel(self) -> None:
        """Cancel the pending request."""
        self._generation += 1
        request, self._request = self._request, None
        if request:
            request.cancel()

    def _deliver_if_current(self, generation: int, callback: Callable[[T], None], response: T) -> None:
        if generation == self._generation:
            self._request = None
            callback(response)
