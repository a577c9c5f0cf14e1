"""Execute one operation of a valid document, within its cost limit and its deadline."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from inspect import isawaitable
from typing import Any, Final, NamedTuple, cast

import orjson
from graphql import ExecutionResult, Executor, GraphQLError

from broadsheet_server.execution.answers import Sources
from broadsheet_server.execution.budget import Budget, BudgetExceededError
from broadsheet_server.execution.cost import SectionCounts
from broadsheet_server.execution.documents import Document
from broadsheet_server.execution.errors import (
    ERRORS_MAX,
    RETRY_AFTER_S,
    RequestError,
    format_field_errors,
    store_error,
    store_unavailable_error,
)
from broadsheet_server.execution.executor import PlannedExecutor
from broadsheet_server.execution.held_coroutines import HeldCoroutines
from broadsheet_server.execution.limits import LimitExceededError
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.plans.planned_answer import answer_by_plan
from broadsheet_server.execution.refusals import note_refusals
from broadsheet_server.execution.variable_count import check_variable_count, has_more_values
from broadsheet_server.execution.variable_errors import in_json
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.schema.schema import CORE
from broadsheet_server.storage.deadline import deadline
from broadsheet_server.storage.text_budget import TooMuchTextError
from broadsheet_server.storage.time_limit import TimeLimit
from broadsheet_server.storage.time_slice import TimeSlice
from broadsheet_shared.limits import DEADLINE_SECONDS, VARIABLE_VALUES_MAX

LONG_COST = 2_000
"""An operation over this cost waits until no other such begins in the same turn of the event loop."""

_COERCION: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="variables")
"""Where long variables are coerced, one request after the other: of several threads that compute, each would
have its turn before the event loop."""


class OperationResult(NamedTuple):
    """`data` with the field errors met on the way, formatted, and the cost that was estimated.

    A plan gives the data as JSON already, and tells what it is made of, where that is known: who does not
    keep the answer need not ask. `event_id` is the `sequence` in a result of a subscription, where that was
    asked for by this name.
    """

    data: dict[str, Any] | orjson.Fragment | None
    errors: list[dict[str, Any]]
    cost: int
    sources: Callable[[], Sources | None] | None = None
    event_id: str | None = None


async def execute_operation(document: Document, request: GraphQLRequest, context: Context) -> OperationResult:
    """Execute the operation that the request names.

    Raises RequestError where it costs too much, its variables are wrong, the store is away, or
    DEADLINE_SECONDS have passed.
    """
    try:
        with deadline(DEADLINE_SECONDS), TimeLimit(DEADLINE_SECONDS):
            cost = await check_cost(document, request, context)
            if cost > LONG_COST:
                await TimeSlice().next()
            planned = None if _is_long(request) else await answer_by_plan(document, request, context)
            if planned is not None:
                data, sources = planned
                return OperationResult(data, [], cost, sources)
            result = await _execute(document, request, context, Budget())
    except TimeoutError as error:
        raise _deadline_error(is_query=document.is_query(request.operation_name)) from error
    except (BudgetExceededError, TooMuchTextError) as error:
        raise RequestError(ErrorCode.LIMIT_EXCEEDED, str(error)) from error
    errors = result.errors or []
    note_refusals(context, errors)
    if cause := store_error(errors):
        raise store_unavailable_error(cause, is_query=document.is_query(request.operation_name))
    if result.data is None and errors and all(error.path is None for error in errors):
        declared = document.operation(request.operation_name).variable_definitions or ()
        raise RequestError(
            ErrorCode.BAD_USER_INPUT, *in_json(errors[:ERRORS_MAX], declared, request.variables)
        )
    return OperationResult(result.data, format_field_errors(errors), cost)


async def execute_event(
    document: Document, request: GraphQLRequest, context: Context, event: object, cost: int
) -> OperationResult:
    """Execute a subscription for one event of its source stream, whose cost has been checked.

    Raises RequestError as `execute_operation` does.
    """
    try:
        with deadline(DEADLINE_SECONDS), TimeLimit(DEADLINE_SECONDS):
            result = await _execute(document, request, context, Budget(), event)
    except TimeoutError as error:
        raise _deadline_error(is_query=True) from error
    except (BudgetExceededError, TooMuchTextError) as error:
        raise RequestError(ErrorCode.LIMIT_EXCEEDED, str(error)) from error
    errors = result.errors or []
    if cause := store_error(errors):
        raise store_unavailable_error(cause)
    return OperationResult(
        _as_json(result.data), format_field_errors(errors), cost, event_id=_event_id(result.data)
    )


def _as_json(data: dict[str, Any] | None) -> orjson.Fragment | None:
    """The data as bytes: many subscribers may get the same, and each gets a copy."""
    return None if data is None else orjson.Fragment(orjson.dumps(data))


def _event_id(data: dict[str, Any] | None) -> str | None:
    [*values] = (data or {}).values()
    sequence = values[0].get("sequence") if values and isinstance(values[0], dict) else None
    return sequence if isinstance(sequence, str) else None


async def check_cost(document: Document, request: GraphQLRequest, context: Context) -> int:
    """The estimated cost, charged to the caller.

    Raises RequestError where it is too high, and where the variables have too many values.
    """
    if _is_long(request):
        await TimeSlice().next()
    if request.variables:
        try:
            check_variable_count(request.variables, is_anonymous=context.caller is None)
        except LimitExceededError as error:
            raise RequestError(ErrorCode.LIMIT_EXCEEDED, str(error)) from error
    counts = None
    if document.lists_sections:
        tree = await context.reading.sections()
        counts = SectionCounts(len(tree.roots), tree.most_children, tree.depth)
    cost = document.cost(request.operation_name, request.variables, *([counts] if counts else ()))
    if context.charge is not None:
        await context.charge(cost)
    return cost


async def _execute(
    document: Document, request: GraphQLRequest, context: Context, budget: Budget, event: object = None
) -> ExecutionResult:
    prepared = document.prepared(request.operation_name, request.variables)
    context.selections = prepared.selections
    time_slice = TimeSlice()
    with HeldCoroutines() as held:

        def build() -> Executor[Any] | list[GraphQLError]:
            return PlannedExecutor.build(
                CORE,
                document.ast,
                root_value=event,
                context_value=context,
                raw_variable_values=request.variables,
                operation_name=request.operation_name,
                is_awaitable=cast("Any", held.is_awaitable),
                hide_suggestions=True,
                max_coercion_errors=ERRORS_MAX,
                prepared=prepared,
                budget=budget,
                held=held,
                time_slice=time_slice,
            )

        if _is_long(request):
            executor = await asyncio.get_running_loop().run_in_executor(_COERCION, build)
        else:
            executor = build()
        if isinstance(executor, list):
            return ExecutionResult(None, executor)
        result: Any = executor.execute_operation()
        completed: ExecutionResult = await result if isawaitable(result) else result
    if budget.ended_by is not None:
        raise budget.ended_by
    return completed


def _is_long(request: GraphQLRequest) -> bool:
    """Whether coercing the variables takes so long that a thread does it."""
    return has_more_values(request.variables, VARIABLE_VALUES_MAX)


def _deadline_error(*, is_query: bool) -> RequestError:
    sentence = f"The operation took longer than {DEADLINE_SECONDS:.0f} seconds and was given up."
    if not is_query:
        sentence += " It may still happen. Send the same again, with the same idempotency key, to be sure."
    error = RequestError(ErrorCode.DEADLINE_EXCEEDED, sentence, headers={"Retry-After": str(RETRY_AFTER_S)})
    error.errors[0]["extensions"]["retryAfter"] = RETRY_AFTER_S  # a WebSocket has no such header
    return error
