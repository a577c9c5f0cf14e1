"""From a GraphQL request to its document and its results, whatever carries it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from broadsheet_server.access.caller import Caller
from broadsheet_server.access.registered_documents import NewDocument, sha256_of
from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.execute_operation import OperationResult, execute_operation
from broadsheet_server.execution.known_documents import KnownDocuments
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.persisted_documents import PersistedDocuments, check_hash
from broadsheet_server.execution.registration import new_document, refusal
from broadsheet_server.execution.subscriptions import subscribe
from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.transport.admission import Admission
from broadsheet_server.transport.authentication import authenticate


class Operation(NamedTuple):
    """An operation of a valid document, and who asks for it. `state` has the database and the settings."""

    request: GraphQLRequest
    document: Document
    caller: Caller | None
    state: Any
    admission: Admission | None = None
    authorization: str | None = None
    """The key as it was sent: a subscription that outlives its key ends."""
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
            check_document=check_document,
            charge=self.admission.charge if self.admission else None,
            payloads=GraphQLPayloads(self.state.database, self.state.settings),
            resumed_after=self.resumed_after,
        )


INTROSPECTION: Final = frozenset({"__schema", "__type", "__typename"})
"""What a document may select of the query type to be trusted where introspection is allowed."""


@cache
def _documents() -> DocumentCache:
    return DocumentCache()


@cache
def _persisted_documents() -> PersistedDocuments:
    return PersistedDocuments()


async def load_document(request: GraphQLRequest, state: Any, *, is_anonymous: bool) -> Document:
    """The valid document of a request, given by its text, by its hash, or by both.

    Raises RequestError, also where an anonymous caller may ask no such document.
    """
    trusted_only = is_anonymous and state.settings.documents.trusted_only
    if request.sha256 is None and request.document_id is None and not trusted_only:
        return await _documents().load(request.query)
    text = await _text(request, state, trusted_only=trusted_only)
    if trusted_only:
        return await _load_trusted(text, state)
    document = await _documents().load(text)
    if request.sha256 is not None:
        _persisted_documents().keep(request.sha256, text)
    return document


async def _text(request: GraphQLRequest, state: Any, *, trusted_only: bool) -> str:
    """The document that a request means."""
    sha256 = request.document_id or request.sha256
    if sha256 is None:
        return request.query
    check_hash(sha256, request.query)
    if request.query:
        return request.query
    known = await KnownDocuments.of(state.database).text(sha256, state.settings)
    if known is not None:
        return known
    if request.document_id is not None:
        sentence = "No document of this id is registered here. Register it, or send its text as `query`."
        raise RequestError(ErrorCode.DOCUMENT_NOT_FOUND, sentence)
    if trusted_only:  # a client that speaks this protocol sends the whole text from now on
        raise RequestError(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported")
    return _persisted_documents().text("", sha256)


async def _load_trusted(text: str, state: Any) -> Document:
    """The document, if anonymous callers may ask it: known ones, and those that ask for the schema alone."""
    sha256 = sha256_of(text)
    if await KnownDocuments.of(state.database).text(sha256, state.settings) is not None:
        return await _documents().load(text)
    if not state.settings.introspection or "__" not in text:
        raise _not_trusted()
    try:
        document = await _documents().load(text)
    except RequestError:
        raise _not_trusted() from None
    if not document.root_fields <= INTROSPECTION:
        raise _not_trusted()
    return document


def _not_trusted() -> RequestError:
    sentence = (
        "Without an API key this server answers only documents that are registered with it: name one by "
        "`documentId`, or send `Authorization: Bearer <key>`."
    )
    return RequestError(ErrorCode.DOCUMENT_NOT_TRUSTED, sentence)


async def check_document(text: str) -> NewDocument | str:
    """A document that may be registered; or why it may not, in sentences."""
    try:
        return new_document(text, await _documents().load(text))
    except RequestError as error:
        return refusal(error)


def check_introspection(document: Document, state: Any) -> None:
    """Raise RequestError where the document introspects and the settings do not allow it."""
    if document.has_introspection and not state.settings.introspection:
        raise RequestError(
            ErrorCode.GRAPHQL_VALIDATION_FAILED, "Introspection is switched off on this server."
        )


async def results_of(operation: Operation) -> AsyncIterator[OperationResult]:
    """The results of an operation: of a query or a mutation one.

    Raises RequestError, also when the key of a subscription opens nothing any more.
    """
    if not operation.is_subscription:
        yield await execute_operation(operation.document, operation.request, operation.new_context())
        return
    async for result in subscribe(operation.document, operation.request, operation.new_context):
        await authenticate(operation.authorization, operation.state.database)
        yield result
