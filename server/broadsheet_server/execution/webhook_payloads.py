"""The documents of webhooks: checked when a webhook is made, executed for each change.

A document is what `articleChanged` would be sent as a subscription, and executed for each change as that is;
or a query, executed with the variables `$article`, `$sequence` and `$kind` of the change.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationType,
    SelectionSetNode,
)
from graphql.execution.values import get_variable_values

from broadsheet_server.access.caller import Caller
from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.errors import ERRORS_MAX, RequestError
from broadsheet_server.execution.execute_operation import (
    OperationResult,
    check_cost,
    execute_event,
    execute_operation,
)
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.variable_errors import in_json
from broadsheet_server.reading.changes import PublicChange
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.reading.withdrawn_articles import tombstones_by_id
from broadsheet_server.schema.changes import ListedChange
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.schema.schema import CORE
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_server.webhooks.payloads import (
    Answer,
    InvalidDocumentError,
    PayloadDocument,
    PayloadUnavailableError,
)
from broadsheet_shared.limits import WEBHOOK_COST_MAX, WEBHOOK_DOCUMENT_MAX
from broadsheet_shared.vocabulary import ChangeKind

_EVENT: Final = "articleChanged"
_SAMPLE: Final = {
    "article": global_id("Article", UUID(int=0)),
    "sequence": "0",
    "kind": ChangeKind.PUBLISHED.name,
}
"""Values of the variables, to see whether a document takes them."""
_PASSING: Final = frozenset({ErrorCode.STORE_UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED})


@cache
def _documents() -> DocumentCache:
    return DocumentCache()


class GraphQLPayloads:
    """Implements `webhooks.payloads.Payloads`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def check(self, document: str, operation_name: str | None) -> None:
        """See `Payloads.check`."""
        if len(document) > WEBHOOK_DOCUMENT_MAX:
            raise InvalidDocumentError(
                f"The document has {len(document):,} characters; at most {WEBHOOK_DOCUMENT_MAX:,} are taken."
            )
        loaded = await _load(document, operation_name)
        _check_operation(loaded, operation_name)
        _check_variables(loaded, operation_name)
        context = Context(self._database, self._settings, datetime.now(UTC))
        try:
            cost = await check_cost(loaded, GraphQLRequest("", operation_name, dict(_SAMPLE)), context)
        except RequestError as error:
            raise InvalidDocumentError(_words(error)) from error
        if cost > WEBHOOK_COST_MAX:
            raise InvalidDocumentError(
                f"The document may cost {cost:,} for each change; at most {WEBHOOK_COST_MAX:,} is allowed. "
                "Ask for shorter lists."
            )

    async def answer(self, document: PayloadDocument, change: PublicChange | None, now: datetime) -> Answer:
        """See `Payloads.answer`."""
        loaded = await _load(document.text, document.operation_name)
        if change is None:
            return Answer(None)
        caller = Caller(document.api_key_id, document.scopes, document.label)
        context = Context(self._database, self._settings, now, caller)
        try:
            result = await _execute(loaded, document.operation_name, change, context)
        except RequestError as error:
            if error.code in _PASSING:
                raise PayloadUnavailableError(_words(error)) from error
            return Answer(None, error.errors)
        return Answer(result.data, result.errors)


async def _execute(
    document: Document, name: str | None, change: PublicChange, context: Context
) -> OperationResult:
    if not document.is_subscription(name):
        variables = {
            "article": global_id("Article", change.article_id),
            "sequence": str(change.sequence),
            "kind": change.kind.name,
        }
        return await execute_operation(document, GraphQLRequest("", name, variables), context)
    stones = {} if change.is_public else await tombstones_by_id(context.reading, [change.article_id])
    event = ListedChange(change, stones.get(change.article_id))
    return await execute_event(document, GraphQLRequest("", name), context, event, 0)


async def _load(text: str, operation_name: str | None) -> Document:
    """The valid document. Raises InvalidDocumentError."""
    try:
        document = await _documents().load(text)
        document.operation(operation_name)
    except RequestError as error:
        raise InvalidDocumentError(_words(error)) from error
    if document.has_introspection:
        raise InvalidDocumentError("The document asks for the schema, which is no payload.")
    return document


def _words(error: RequestError) -> str:
    return _joined(str(each["message"]) for each in error.errors)


def _joined(messages: Iterable[str]) -> str:
    """Messages that end in a full stop, or do not, as one."""
    return "; ".join(message.removesuffix(".") for message in messages) + "."


def _check_operation(document: Document, name: str | None) -> None:
    """Raise InvalidDocumentError for a mutation, and for a subscription to anything else than changes."""
    operation = document.operation(name)
    if operation.operation is OperationType.MUTATION:
        raise InvalidDocumentError("A mutation is no payload: give a subscription or a query.")
    if operation.operation is OperationType.QUERY:
        return
    for field in _root_fields(document, operation.selection_set):
        if field.name.value != _EVENT:
            raise InvalidDocumentError(f"The subscription has to be to `{_EVENT}`.")
        if field.arguments:
            raise InvalidDocumentError(
                f"`{_EVENT}` takes no arguments here: `where` of the webhook says what it is told of."
            )


def _root_fields(document: Document, selection_set: SelectionSetNode) -> Sequence[FieldNode]:
    """The fields of a subscription, in fragments too. Validation allows one response name."""
    found: list[FieldNode] = []
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            found.append(node)
        elif isinstance(node, InlineFragmentNode):
            found += _root_fields(document, node.selection_set)
        elif isinstance(node, FragmentSpreadNode):
            found += _root_fields(document, document.fragments[node.name.value].selection_set)
    return found


def _check_variables(document: Document, name: str | None) -> None:
    """Raise InvalidDocumentError for variables that no change gives a value to."""
    operation = document.operation(name)
    given: dict[str, Any] = {} if document.is_subscription(name) else dict(_SAMPLE)
    declared = operation.variable_definitions or ()
    values = get_variable_values(CORE, declared, given, ERRORS_MAX, hide_suggestions=True)
    if isinstance(values, list):
        sentence = (
            "A query may have the variables `$article: ID!`, `$sequence: Sequence!` and `$kind: ChangeKind!`"
        )
        reasons = _joined(error.message for error in in_json(values, declared, given))
        raise InvalidDocumentError(f"{sentence}, a subscription none without a default. {reasons}")
