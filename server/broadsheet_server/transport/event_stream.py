"""Results as Server-Sent Events: the distinct connections mode of GraphQL over SSE.

Each result is an event `next`, the end an event `complete`; errors before the first result are in a `next` too,
because a browser's EventSource gives up on a status of 400. A result of `articleChanged` has the sequence of its
change as `id:`, so that a client which reconnects with `Last-Event-ID` goes on where it was (HTML, section 9.2).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Any, Final

import orjson
from starlette.responses import StreamingResponse

from broadsheet_server.execution.errors import RequestError, internal_request_error
from broadsheet_server.execution.execute_operation import OperationResult
from broadsheet_server.transport.results import result_body

EVENT_STREAM: Final = "text/event-stream"
ALIVE_SECONDS: Final = 15.0
"""How often a silent stream says that it lives: proxies end those that are silent for a minute."""

_COMPLETE: Final = b"event: complete\ndata:\n\n"
_ALIVE: Final = b":\n\n"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Vary": "Accept, Authorization",
    "X-Accel-Buffering": "no",  # nginx would collect the events
}


class EventStreamResponse(StreamingResponse):
    """Results as they come. `sequenced` names the field whose results have a sequence."""

    media_type = EVENT_STREAM

    def __init__(self, results: AsyncIterator[OperationResult], sequenced: str | None = None) -> None:
        super().__init__(_with_signs_of_life(_events(results, sequenced)), headers=_HEADERS)


async def _events(results: AsyncIterator[OperationResult], sequenced: str | None) -> AsyncIterator[bytes]:
    try:
        async for result in results:
            yield _next(result_body(result), _sequence(result, sequenced))
    except RequestError as error:
        yield _next({"errors": error.errors})
    except Exception as error:
        yield _next({"errors": internal_request_error(error).errors})
    yield _COMPLETE


def _next(body: dict[str, Any], event_id: str | None = None) -> bytes:
    # JSON without indentation has no line ends.
    name = b"" if event_id is None else b"id: %s\n" % event_id.encode()
    return b"%sevent: next\ndata: %s\n\n" % (name, orjson.dumps(body))


def _sequence(result: OperationResult, field: str | None) -> str | None:
    change = result.data.get(field) if field and isinstance(result.data, dict) else None
    sequence = change.get("sequence") if isinstance(change, dict) else None
    return sequence if isinstance(sequence, str) else None


async def _with_signs_of_life(events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The events, and a comment whenever there is none for a while."""
    async with aclosing(events):  # type: ignore[type-var]
        coming: asyncio.Task[bytes] | None = None
        try:
            while True:
                coming = coming or asyncio.ensure_future(anext(events))  # type: ignore[arg-type]
                done, _ = await asyncio.wait({coming}, timeout=ALIVE_SECONDS)
                if not done:
                    yield _ALIVE
                    continue
                task, coming = coming, None
                try:
                    yield task.result()
                except StopAsyncIteration:
                    return
        finally:
            if coming is not None:
                coming.cancel()
                with suppress(asyncio.CancelledError, StopAsyncIteration):
                    await coming
