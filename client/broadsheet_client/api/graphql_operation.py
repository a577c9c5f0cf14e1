"""One GraphQL operation with its variables filled in: what to send, and how to read the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from broadsheet_client.api.encoding import Json

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GraphQLOperation(Generic[T]):
    """A question to the server. `read` turns the answer's `data` into T, or raises ReaderError."""

    name: str
    document: str
    variables: dict[str, Json]
    read: Callable[[object], T]
    mutates: bool = False

    @property
    def body(self) -> dict[str, Json]:
        """The JSON object to post."""
        return {"operationName": self.name, "query": self.document, "variables": self.variables}
