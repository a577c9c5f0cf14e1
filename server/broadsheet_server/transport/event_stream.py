"""Results as Server-Sent Events: the distinct connections mode of GraphQL over SSE.

Each result is an event `next`, the end an event `complete`; errors before the first result are in a `next`
too, because a browser's EventSource gives up on a status of 400. A result with a `sequence` has that as its
`id:`, so that a client which reconnects with `Last-Event-ID` goes on where it was (HTML, section 9.2).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Any, Final

import orjson
from graphql import OperationType
from starlette.datastructures import State
from starlette.responses import StreamingResponse

from broadsheet_server.execution.errors import RequestError, internal_request_error
from broadsheet_server.execution.execute_operation import OperationResult
from broadsheet_server.newsroom.validation import excerpt
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.schema.scalars import parse_sequence
from broadsheet_server.transport.authentication import authenticated
from broadsheet_server.transport.negotiation import EVENT_STREAM, accepts_json
from broadsheet_server.transport.operations import (
    Operation,
    check_introspection,
    load_document,
    results_of,
)
from broadsheet_server.transport.questions import read_body, replayed
from broadsheet_server.transport.requests import HttpRequest, read_request
from broadsheet_server.transport.results import result_body
from broadsheet_shared.limits import KEYED_BODY_BYTES_MAX

ALIVE_SECONDS: Final = 15.0
"""How often a silent stream says that it lives: many proxies end those that are silent for a minute."""

_COMPLETE: Final = b"event: complete\ndata:\n\n"
_ALIVE: Final = b":\n\n"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Vary": "Accept, Authorization",
    "X-Accel-Buffering": "no",  # nginx would collect the events
}


class EventStreamResponse(StreamingResponse):
    """Results as they come."""

    media_type = EVENT_STREAM

    def __init__(self, results: AsyncIterator[OperationResult]) -> None:
        super().__init__(_with_signs_of_life(_events(results)), headers=_HEADERS)


async def open_event_stream(
    request: HttpRequest, state: State
) -> tuple[EventStreamResponse | None, HttpRequest]:
    """The stream for a request that accepts one; None where a single response is wanted and accepted.

    The request comes back too, to be read for the first time.
    """
    takes_json = accepts_json(request.header(b"accept") or "")
    body = (
        None if request.method in {"GET", "HEAD"} else await read_body(request.receive, KEYED_BODY_BYTES_MAX)
    )

    def again() -> HttpRequest:
        return request if body is None else request._replace(receive=replayed(body, request.receive))

    try:
        graphql_request = await read_request(again())
        key = request.header(b"authorization")
        document = await load_document(graphql_request, state, is_anonymous=key is None)
        operation = Operation(*(graphql_request, document, None, state, request.admission, key))
        if takes_json and not operation.is_subscription:
            return None, again()
        kind = document.operation(graphql_request.operation_name).operation
        if kind is OperationType.MUTATION and request.method != "POST":
            raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, "A mutation has to be sent by POST.")
        check_introspection(document, state)
        caller = await authenticated(key, state.database, request.admission)
    except RequestError as error:
        if takes_json:
            return None, again()  # which fails in the same way
        return EventStreamResponse(_failed(error)), request
    except Exception as error:
        return EventStreamResponse(_failed(internal_request_error(error))), request
    try:
        resumed_after = _last_sequence(request) if operation.is_subscription else None
    except RequestError as error:
        return EventStreamResponse(_failed(error)), request
    return EventStreamResponse(
        results_of(operation._replace(caller=caller, resumed_after=resumed_after))
    ), request


def _last_sequence(request: HttpRequest) -> int | None:
    """The sequence of the event that the client has seen last, before its connection broke.

    None where it has seen none: a browser sends no header then, and others an empty one. Raises RequestError
    for what no event had, which would begin anew somewhere else.
    """
    last = request.header(b"last-event-id")
    if not last:
        return None
    try:
        return parse_sequence(last)
    except ValueError as error:
        sentence = f"`Last-Event-ID` is “{excerpt(last)}”. {error} Begin without it."
        raise RequestError(ErrorCode.BAD_USER_INPUT, sentence) from error


async def _failed(error: RequestError) -> AsyncGenerator[OperationResult]:
    raise error
    yield


async def _events(results: AsyncIterator[OperationResult]) -> AsyncGenerator[bytes]:
    try:
        async for result in results:
            yield _next(result_body(result), result.event_id)
    except RequestError as error:
        yield _next({"errors": error.errors})
    except Exception as error:
        yield _next({"errors": internal_request_error(error).errors})
    yield _COMPLETE


def _next(body: dict[str, Any], event_id: str | None = None) -> bytes:
    """An event. Its data is one line, because JSON without indentation has no line ends."""
    name = b"" if event_id is None else b"id: %s\n" % event_id.encode()
    return b"%sevent: next\ndata: %s\n\n" % (name, orjson.dumps(body))


async def _with_signs_of_life(events: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """The events, and a comment whenever there is none for a while."""
    coming: asyncio.Task[bytes | None] | None = None
    async with aclosing(events):
        try:
            while True:
                coming = coming or asyncio.ensure_future(_following(events))
                await asyncio.wait({coming}, timeout=ALIVE_SECONDS)
                if not coming.done():
                    yield _ALIVE
                    continue
                event, coming = coming.result(), None
                if event is None:
                    return
                yield event
        finally:
            if coming is not None:
                coming.cancel()
                with suppress(asyncio.CancelledError):
                    await coming


async def _following(events: AsyncGenerator[bytes]) -> bytes | None:
    return await anext(events, None)
