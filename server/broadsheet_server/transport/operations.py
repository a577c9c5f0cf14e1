"""From a GraphQL request to its document and its results, whatever carries it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from broadsheet_server.access.caller import Caller
from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.execute_operation import OperationResult, execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.persisted_documents import PersistedDocuments
from broadsheet_server.execution.subscriptions import subscribe
from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode


class Operation(NamedTuple):
    """An operation of a valid document, and who asks for it. `state` has the database and the settings."""

    request: GraphQLRequest
    document: Document
    caller: Caller | None
    state: Any
    resumed_after: int | None = None
    """The last sequence that the client has seen of a subscription which broke off."""

    @property
    def is_subscription(self) -> bool:
        """Whether it has one result after the other."""
        return self.document.is_subscription(self.request.operation_name)

    def new_context(self) -> Context:
        """What its resolvers may use, as of now."""
        worker = getattr(self.state, "mail_worker", None)
        return Context(
            *(self.state.database, self.state.settings, datetime.now(UTC), self.caller),
            mail_worker=worker,
            payloads=GraphQLPayloads(self.state.database, self.state.settings),
            resumed_after=self.resumed_after,
        )


@cache
def _documents() -> DocumentCache:
    return DocumentCache()


@cache
def _persisted_documents() -> PersistedDocuments:
    return PersistedDocuments()


async def load_document(request: GraphQLRequest) -> Document:
    """The valid document of a request, given by its text, by its hash, or by both. Raises RequestError."""
    if request.sha256 is None:
        return await _documents().load(request.query)
    text = _persisted_documents().text(request.query, request.sha256)
    document = await _documents().load(text)
    _persisted_documents().keep(request.sha256, text)
    return document


def check_introspection(document: Document, state: Any) -> None:
    """Raise RequestError where the document introspects and the settings do not allow it."""
    if document.has_introspection and not state.settings.introspection:
        raise RequestError(
            ErrorCode.GRAPHQL_VALIDATION_FAILED, "Introspection is switched off on this server."
        )


async def results_of(operation: Operation) -> AsyncIterator[OperationResult]:
    """The results of an operation: of a query or a mutation one. Raises RequestError."""
    if not operation.is_subscription:
        yield await execute_operation(operation.document, operation.request, operation.new_context())
        return
    async for result in subscribe(operation.document, operation.request, operation.new_context):
        yield result
