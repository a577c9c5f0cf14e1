"""A GraphQL operation with its variables: what to send, and how to decode the response."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from broadsheet_client.api.encoding import Json

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GraphQLOperation(Generic[T]):
    """A query or mutation. `read` decodes the response's `data` to T, or raises ReaderError."""

    name: str
    document: str
    variables: dict[str, Json]
    read: Callable[[object], T]
    mutates: bool = False

    @property
    def body(self) -> dict[str, Json]:
        """The JSON body of the request (GraphQL over HTTP)."""
        return {"operationName": self.name, "query": self.document, "variables": self.variables}
