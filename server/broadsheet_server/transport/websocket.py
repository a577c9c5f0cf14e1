"""GraphQL over WebSocket: the protocol `graphql-transport-ws` of the library graphql-ws."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from enum import IntEnum
from typing import Any, Final

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from broadsheet_server.access.caller import Caller
from broadsheet_server.execution.errors import RequestError, internal_request_error
from broadsheet_server.execution.execute_operation import OperationResult
from broadsheet_server.transport.admission import ADMISSION, Admission
from broadsheet_server.transport.authentication import authenticate
from broadsheet_server.transport.operations import (
    Operation,
    check_introspection,
    load_document,
    results_of,
)
from broadsheet_server.transport.requests import graphql_request
from broadsheet_server.transport.results import result_body
from broadsheet_shared.limits import (
    SOCKET_INIT_SECONDS,
    SOCKET_OPERATIONS_MAX,
    SOCKET_UNSENT_BYTES_MAX,
    SOCKET_UNSENT_MAX,
)

SUBPROTOCOL: Final = "graphql-transport-ws"


class Close(IntEnum):
    """Why the server closes a connection; the codes are those of the protocol, TRY_AGAIN_LATER RFC 6455's."""

    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INITIALISATION_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_REQUESTS = 4429


class CloseError(Exception):
    """The connection has to be closed. `reason` is a sentence for the client's developer."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


async def websocket_endpoint(socket: WebSocket) -> None:
    """Serve one connection until either side closes it."""
    if SUBPROTOCOL not in socket.scope["subprotocols"]:
        await socket.accept()
        await socket.close(Close.SUBPROTOCOL_NOT_ACCEPTABLE, f"Ask for the subprotocol {SUBPROTOCOL}.")
        return
    await socket.accept(subprotocol=SUBPROTOCOL)
    connection = _Connection(socket)
    try:
        await connection.serve()
    except CloseError as error:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(error.code, _close_reason(error.reason))
    except WebSocketDisconnect:
        pass
    finally:
        await connection.end()


class _Connection:
    """One connection: its operations run side by side, their messages go out in order."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._key: str | None = None
        self._admission: Admission | None = socket.scope.get(ADMISSION)
        self._is_initialised = False
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._unsent: asyncio.Queue[bytes] = asyncio.Queue(SOCKET_UNSENT_MAX)
        self._unsent_bytes = 0
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Read messages and answer them. Raises CloseError, WebSocketDisconnect."""
        reading, writing = asyncio.ensure_future(self._read()), asyncio.ensure_future(self._write())
        try:
            await asyncio.wait({reading, writing, self._failure}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, writing):
                task.cancel()
        for ended in (self._failure, reading, writing):
            if ended.done() and not ended.cancelled() and (error := ended.exception()) is not None:
                raise error

    async def end(self) -> None:
        """Cancel what runs."""
        self._failure.cancel()
        running = list(self._operations.values())
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(SOCKET_INIT_SECONDS):
                while not self._is_initialised:
                    await self._take(await self._message())
        except TimeoutError:
            sentence = f"`connection_init` did not come within {SOCKET_INIT_SECONDS:.0f} seconds."
            raise CloseError(Close.INITIALISATION_TIMEOUT, sentence) from None
        while True:
            await self._take(await self._message())

    async def _message(self) -> dict[str, Any]:
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code") or 1000)
        try:
            message: object = orjson.loads(received.get("text") or received.get("bytes") or "")
        except orjson.JSONDecodeError:
            raise CloseError(Close.BAD_REQUEST, "A message is a JSON object.") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise CloseError(Close.BAD_REQUEST, "A message is a JSON object with a `type`.")
        return message

    async def _take(self, message: Mapping[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._initialise(message.get("payload"))
            case "ping":
                self._send({"type": "pong"})
            case "pong":
                pass
            case "subscribe":
                self._subscribe(_operation_id(message), message.get("payload"))
            case "complete":
                if task := self._operations.pop(_operation_id(message), None):
                    task.cancel()
            case kind:
                raise CloseError(Close.BAD_REQUEST, f"There is no message of type {str(kind)[:40]}.")

    async def _initialise(self, payload: object) -> None:
        if self._is_initialised:
            raise CloseError(Close.TOO_MANY_REQUESTS, "The connection is initialised already.")
        try:
            self._key = self._authorization(payload)
            await authenticate(self._key, self._socket.app.state.database)
        except RequestError as error:
            raise CloseError(Close.FORBIDDEN, error.errors[0]["message"]) from error
        self._is_initialised = True
        self._send({"type": "connection_ack"})

    def _authorization(self, payload: object) -> str | None:
        """What the client says of itself: browsers can set no header on a WebSocket."""
        given = payload if isinstance(payload, dict) else {}
        value = given.get("authorization") or given.get("Authorization")
        return value if isinstance(value, str) else self._socket.headers.get("authorization")

    def _subscribe(self, operation_id: str, payload: object) -> None:
        if not self._is_initialised:
            raise CloseError(Close.UNAUTHORIZED, "Send `connection_init` first.")
        if operation_id in self._operations:
            raise CloseError(Close.SUBSCRIBER_EXISTS, f"There is an operation {operation_id[:40]} already.")
        if len(self._operations) >= SOCKET_OPERATIONS_MAX:
            sentence = f"One connection runs up to {SOCKET_OPERATIONS_MAX} operations at a time."
            raise CloseError(Close.TOO_MANY_REQUESTS, sentence)
        task = asyncio.create_task(self._run(operation_id, payload))
        self._operations[operation_id] = task

    async def _run(self, operation_id: str, payload: object) -> None:
        """Send the results of one operation; errors before the first result end it."""
        try:
            async for result in self._results(payload):
                self._send({"id": operation_id, "type": "next", "payload": result_body(result)})
        except RequestError as error:
            self._send({"id": operation_id, "type": "error", "payload": error.errors})
        except CloseError as error:
            self._fail(error)
        except Exception as error:
            errors = internal_request_error(error).errors
            self._send({"id": operation_id, "type": "error", "payload": errors})
        else:
            self._send({"id": operation_id, "type": "complete"})
        if self._operations.get(operation_id) is asyncio.current_task():
            del self._operations[operation_id]

    async def _results(self, payload: object) -> AsyncIterator[OperationResult]:
        state = self._socket.app.state
        caller = await self._counted_caller()
        request = graphql_request(payload)
        document = await load_document(request, state, is_anonymous=caller is None)
        check_introspection(document, state)
        operation = Operation(request, document, caller, state, self._admission, self._key)
        async for result in results_of(operation):
            yield result

    async def _counted_caller(self) -> Caller | None:
        """Whose operation it is: each asks anew, because a key may have been revoked."""
        try:
            caller = await authenticate(self._key, self._socket.app.state.database)
        except RequestError as error:
            raise CloseError(Close.FORBIDDEN, error.errors[0]["message"]) from error
        if self._admission is not None:
            await self._admission.admit(caller)
        return caller

    def _send(self, message: dict[str, Any]) -> None:
        """Queue a message. A client that takes none of them for long is let go; it can resume."""
        if self._unsent.full():
            self._let_go(f"{SOCKET_UNSENT_MAX} messages")
        elif self._unsent_bytes > SOCKET_UNSENT_BYTES_MAX:
            self._let_go(f"{SOCKET_UNSENT_BYTES_MAX} bytes")
        else:
            text = orjson.dumps(message)
            self._unsent_bytes += len(text)
            self._unsent.put_nowait(text)

    def _let_go(self, waiting: str) -> None:
        sentence = f"More than {waiting} wait for you; go on after the last sequence."
        self._fail(CloseError(Close.TRY_AGAIN_LATER, sentence))

    async def _write(self) -> None:
        while True:
            text = await self._unsent.get()
            await self._socket.send_text(text.decode())
            self._unsent_bytes -= len(text)

    def _fail(self, error: CloseError) -> None:
        if not self._failure.done():
            self._failure.set_exception(error)


def _close_reason(sentence: str) -> str:
    """What fits of a sentence: a close frame holds 123 bytes of it (RFC 6455, section 5.5)."""
    return sentence.encode()[:123].decode(errors="ignore")


def _operation_id(message: Mapping[str, Any]) -> str:
    operation_id = message.get("id")
    if not isinstance(operation_id, str) or not operation_id:
        raise CloseError(Close.BAD_REQUEST, f"`{message['type']}` needs an `id`.")
    return operation_id
