"""Execute a subscription: one result for each event of its source stream (GraphQL specification, 6.2.3)."""

from collections.abc import AsyncIterator, Callable, Hashable
from inspect import isawaitable
from typing import Any

import orjson
from graphql import ExecutionResult, create_source_event_stream

from broadsheet_server.execution.documents import Document
from broadsheet_server.execution.errors import (
    ERRORS_MAX,
    RequestError,
    invalid_query_error,
    store_unavailable_error,
)
from broadsheet_server.execution.execute_operation import OperationResult, check_cost, execute_event
from broadsheet_server.execution.executor import PlannedExecutor
from broadsheet_server.execution.operation import GraphQLRequest, PreparedOperation
from broadsheet_server.execution.variable_errors import in_json
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import CodedError, ErrorCode
from broadsheet_server.schema.schema import CORE
from broadsheet_server.storage.availability import StoreError
from broadsheet_server.storage.deadline import DeadlineError
from broadsheet_server.storage.shared_work import SharedWork


async def subscribe(
    document: Document, request: GraphQLRequest, new_context: Callable[[], Context]
) -> AsyncIterator[OperationResult]:
    """The results, each read in a context of its own and within the limits of an operation.

    Raises RequestError where it costs too much or its arguments are wrong, also at the first result.
    """
    context = new_context()
    cost = await check_cost(document, request, context)
    shared = _SharedExecution(document, request, context, cost)
    stream = await _source_stream(document, request, context)
    while True:
        try:
            event = await anext(stream, None)
        except InvalidQueryError as error:
            raise invalid_query_error(error) from error
        except CodedError as error:
            raise RequestError(error.code, str(error)) from error
        except (StoreError, DeadlineError, OSError) as error:
            raise store_unavailable_error(error) from error
        if event is None:
            return
        yield await shared.result(event, new_context)


class _SharedExecution:
    """Executes one operation for one event after the other, together with all who ask the same.

    The same is: the same operation of the same document, the same variables as far as they matter below the
    root, the same caller. Which changes somebody follows, and since when, does not matter to one of them.
    """

    def __init__(self, document: Document, request: GraphQLRequest, context: Context, cost: int) -> None:
        self._document, self._request, self._cost = document, request, cost
        self._work = SharedWork.of(context.database)
        self._delay_s = context.settings.answer_cache.delay_ms / 1_000
        names = document.variables_below_root(request.operation_name)
        variables = {name: value for name, value in request.variables.items() if name in names}
        values = orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
        self._key = document, request.operation_name, values, context.caller

    async def result(self, event: Hashable, new_context: Callable[[], Context]) -> OperationResult:
        """The result for an event."""

        async def make() -> OperationResult:
            return await execute_event(self._document, self._request, new_context(), event, self._cost)

        return await self._work.result((*self._key, event), self._delay_s, make)


async def _source_stream(document: Document, request: GraphQLRequest, context: Context) -> AsyncIterator[Any]:
    executor = PlannedExecutor.build(
        CORE,
        document.ast,
        context_value=context,
        raw_variable_values=request.variables,
        operation_name=request.operation_name,
        hide_suggestions=True,
        prepared=PreparedOperation(),
    )
    if isinstance(executor, list):
        declared = document.operation(request.operation_name).variable_definitions or ()
        raise RequestError(
            ErrorCode.BAD_USER_INPUT, *in_json(executor[:ERRORS_MAX], declared, request.variables)
        )
    stream: Any = create_source_event_stream(executor)
    stream = await stream if isawaitable(stream) else stream
    if isinstance(stream, ExecutionResult):
        raise RequestError(ErrorCode.BAD_USER_INPUT, *(stream.errors or ()))
    return aiter(stream)
