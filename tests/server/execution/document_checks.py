"""Documents sent straight to the cache and the cost estimator, without a server."""

import pytest

from broadsheet_server.execution.documents import DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode


def request_error(text: str, variables: dict[str, object] | None = None) -> tuple[ErrorCode, str]:
    """Why a document is refused: code and sentence."""
    with pytest.raises(RequestError) as raised:
        DocumentCache().get(text).cost(None, variables or {})
    return raised.value.code, raised.value.errors[0]["message"]


def cost(text: str, **variables: object) -> int:
    """What a document costs."""
    return DocumentCache().get(text).cost(None, variables)


def nested_lists() -> str:
    page = "articles(first: 100) { nodes { section { %s } } }"
    return "{ " + page % (page % (page % "id")) + " }"
