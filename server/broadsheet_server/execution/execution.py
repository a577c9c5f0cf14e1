"""Executing one operation, within a deadline."""

import asyncio
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, cast

from graphql import ExecutionResult, execute
from strawberry.execution import optimized_is_awaitable

from broadsheet_server.execution.documents import Document
from broadsheet_server.execution.executor import PlannedExecutor
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import RETRY_AFTER_S, Code, RequestError, sendable
from broadsheet_server.schema.schema import CORE
from broadsheet_server.storage.deadline import DeadlineError, deadline
from broadsheet_server.transport.requests import GraphQLRequest

DEADLINE_S = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: `data` with the errors met on the way."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]


async def answer(document: Document, request: GraphQLRequest, context: Context) -> Answer:
    """Execute the operation. Raises RequestError where its variables are wrong or it takes too long."""
    try:
        with deadline(DEADLINE_S):
            async with asyncio.timeout(DEADLINE_S):
                result = await _executed(document, request, context)
    except TimeoutError as error:
        raise _too_late(document.is_query(request.operation_name)) from error
    errors = result.errors or []
    if any(isinstance(error.original_error, DeadlineError) for error in errors):
        raise _too_late(document.is_query(request.operation_name))
    if result.data is None and errors and all(error.path is None for error in errors):
        raise RequestError(Code.BAD_USER_INPUT, *errors[:5])
    return Answer(result.data, sendable(errors))


def _too_late(is_query: bool) -> RequestError:
    sentence = f"The operation took longer than {DEADLINE_S:.0f} seconds and was given up."
    if not is_query:
        sentence += " It may still happen. Send the same again, with the same idempotency key, to be sure."
    return RequestError(Code.DEADLINE_EXCEEDED, sentence, headers={"Retry-After": str(RETRY_AFTER_S)})


async def _executed(document: Document, request: GraphQLRequest, context: Context) -> ExecutionResult:
    prepared = document.prepared(request.operation_name, request.variables)
    context.selections = prepared.selections
    result: Any = execute(
        CORE,
        document.ast,
        context_value=context,
        variable_values=request.variables,
        operation_name=request.operation_name,
        is_awaitable=cast("Any", optimized_is_awaitable),
        executor_class=PlannedExecutor,
        prepared=prepared,
        hide_suggestions=True,
        max_coercion_errors=5,
    )
    found: ExecutionResult = await result if isawaitable(result) else result
    return found
