"""The GraphQL endpoint, by the GraphQL-over-HTTP specification (draft of August 2026)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, NamedTuple
from weakref import ref

import orjson
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from broadsheet_server.execution.answers import NOTE, AnswerNote
from broadsheet_server.execution.documents import Document
from broadsheet_server.execution.errors import RequestError, internal_request_error
from broadsheet_server.execution.execute_operation import OperationResult, execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.search.engine import IndexUnavailableError
from broadsheet_server.transport import status_codes
from broadsheet_server.transport.authentication import authenticate
from broadsheet_server.transport.event_stream import open_event_stream
from broadsheet_server.transport.negotiation import GRAPHQL_JSON, JSON, accepts_event_stream, negotiate
from broadsheet_server.transport.operations import check_introspection, load_document
from broadsheet_server.transport.requests import HttpRequest, read_request
from broadsheet_server.transport.results import result_body
from broadsheet_server.transport.uploads import has_files, request_with_files
from broadsheet_server.transport.websocket import websocket_endpoint

PATH: Final = "/graphql"

COMMON_HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}
"""The headers of every answer, besides its type and length."""

_REFUSED_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""Routed here as well, so that their 405 is a GraphQL response like every other error."""

METHODS: Final = frozenset({"GET", "HEAD", "POST", *_REFUSED_METHODS})


class HttpAnswer(NamedTuple):
    """A GraphQL response, without the headers that it has with every other: see `COMMON_HEADERS`."""

    status: int
    media_type: str
    body: bytes
    headers: dict[str, str]


def routes() -> list[BaseRoute]:
    """The endpoint. It takes the database and the settings from the application's state."""
    return [Route(PATH, endpoint, methods=sorted(METHODS)), WebSocketRoute(PATH, websocket_endpoint)]


def content_type(media_type: str) -> str:
    """The Content-Type of an answer."""
    return f"{media_type}; charset=utf-8"


async def endpoint(request: Request) -> Response:
    """Answer any HTTP request with a GraphQL response, or with a stream of them."""
    asked, note = HttpRequest.of(request.scope, request.receive), request.scope.get(NOTE)
    if accepts_event_stream(asked.header(b"accept")):
        stream, asked = await open_event_stream(asked, request.app.state)
        if stream is not None:
            return stream
    answer = await respond(asked, request.app.state, note)
    headers = COMMON_HEADERS | answer.headers
    return Response(answer.body, answer.status, headers, media_type=content_type(answer.media_type))


async def respond(request: HttpRequest, state: State, note: AnswerNote | None) -> HttpAnswer:
    """Answer any HTTP request. `state` has the database and the settings.

    `note` is filled in for whoever keeps answers.
    """
    media_type = JSON
    try:
        media_type = negotiate(request.header(b"accept"))
        if request.method in _REFUSED_METHODS:
            sentence = "Ask by GET or POST."
            raise RequestError(ErrorCode.METHOD_NOT_ALLOWED, sentence, headers={"Allow": "GET, POST"})
        return _result_answer(await _execute(request, state, note), media_type)
    except RequestError as error:
        return _error_answer(error, media_type)
    except Exception as error:
        return _error_answer(internal_request_error(error), media_type)


async def _execute(request: HttpRequest, state: State, note: AnswerNote | None) -> OperationResult:
    if not has_files(request):
        return await _execute_request(request, await read_request(request), state, note)
    caller = await authenticate(request.header(b"authorization"), state.database)
    async with request_with_files(request, caller) as graphql_request:
        return await _execute_request(request, graphql_request, state, note)


async def _execute_request(
    request: HttpRequest, graphql_request: GraphQLRequest, state: State, note: AnswerNote | None
) -> OperationResult:
    document = await load_document(graphql_request)
    is_query = document.is_query(graphql_request.operation_name)
    settings, database = state.settings, state.database
    _check_is_allowed(request.method, document, graphql_request, is_query=is_query)
    check_introspection(document, state)
    caller = await authenticate(request.header(b"authorization"), database)
    context = Context(
        database, settings, datetime.now(UTC), caller, mail_worker=getattr(state, "mail_worker", None)
    )
    if note is not None and document.searches:
        note.searcher = _searcher(context)
    result = await execute_operation(document, graphql_request, context)
    if note is not None:
        note.sources = result.sources
        note.is_public = caller is None and not result.errors and is_query
        note.hint = document.cache_hint if note.is_public and request.method in {"GET", "HEAD"} else None
    return result


def _searcher(context: Context) -> Callable[[], object]:
    """A weak reference to the state of the search index now; where there is none, to nothing."""
    try:
        return ref(context.index.searcher())
    except IndexUnavailableError:
        return lambda: None


def _check_is_allowed(method: str, document: Document, request: GraphQLRequest, *, is_query: bool) -> None:
    if is_query:
        return
    if document.is_subscription(request.operation_name):
        sentence = "A subscription comes as `text/event-stream`: accept that, or ask over a WebSocket."
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, sentence)
    if method != "POST":
        raise RequestError(
            ErrorCode.METHOD_NOT_ALLOWED, "A mutation has to be sent by POST.", headers={"Allow": "POST"}
        )


def _result_answer(result: OperationResult, media_type: str) -> HttpAnswer:
    body = orjson.dumps(result_body(result))
    is_partial = bool(result.errors) and media_type == GRAPHQL_JSON
    return HttpAnswer(
        status_codes.DATA_WITH_ERRORS if is_partial else status_codes.DATA, media_type, body, {}
    )


def _error_answer(error: RequestError, media_type: str) -> HttpAnswer:
    hides_status = media_type == JSON and error.code in status_codes.WELL_FORMED_REQUEST_ERRORS
    status = 200 if hides_status else status_codes.STATUS_CODES[error.code]
    return HttpAnswer(status, media_type, orjson.dumps({"errors": error.errors}), error.headers)
