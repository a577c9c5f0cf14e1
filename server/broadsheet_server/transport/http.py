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
from starlette.types import Receive, Scope, Send

from broadsheet_server.access.caller import Caller
from broadsheet_server.execution.answers import NOTE, AnswerNote
from broadsheet_server.execution.documents import Document
from broadsheet_server.execution.errors import RequestError, internal_request_error
from broadsheet_server.execution.execute_operation import OperationResult, execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.webhook_payloads import GraphQLPayloads
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.search.engine import IndexUnavailableError
from broadsheet_server.transport import status_codes
from broadsheet_server.transport.authentication import authenticated
from broadsheet_server.transport.event_stream import open_event_stream
from broadsheet_server.transport.negotiation import GRAPHQL_JSON, JSON, accepts_event_stream, negotiate
from broadsheet_server.transport.operations import check_document, check_introspection, load_document
from broadsheet_server.transport.requests import HttpRequest, read_request
from broadsheet_server.transport.results import result_body
from broadsheet_server.transport.status_codes import StatusRule
from broadsheet_server.transport.uploads import check_may_send, has_files, request_with_files
from broadsheet_server.transport.websocket import websocket_endpoint

PATH: Final = "/graphql"

COMMON_HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}
"""The headers of every answer, besides its type and length."""

PATHS: Final = frozenset({PATH, f"{PATH}/"})
"""Those of the endpoint: the second one leads to the first."""

NO_CONTENT: Final = 204

_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_ALLOW: Final = "GET, HEAD, POST, OPTIONS"


class HttpAnswer(NamedTuple):
    """A GraphQL response, without the headers that it has with every other: see `COMMON_HEADERS`."""

    status: int
    media_type: str
    body: bytes
    headers: dict[str, str]


def routes() -> list[BaseRoute]:
    """The endpoint. It takes the database and the settings from the application's state."""
    everything = _EveryMethod()
    return [*(Route(path, everything) for path in sorted(PATHS)), WebSocketRoute(PATH, websocket_endpoint)]


class _EveryMethod:
    """ASGI application: a route to a function would answer an unknown method itself, and not in JSON."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer any HTTP request."""
        response = await endpoint(Request(scope, receive))
        await response(scope, receive, send)


def content_type(media_type: str) -> str:
    """The Content-Type of an answer."""
    return f"{media_type}; charset=utf-8"


async def endpoint(request: Request) -> Response:
    """Answer any HTTP request with a GraphQL response, or with a stream of them."""
    asked, note = HttpRequest.of(request.scope, request.receive), request.scope.get(NOTE)
    if asked.path == PATH and asked.method in _METHODS and accepts_event_stream(asked.header(b"accept")):
        stream, asked = await open_event_stream(asked, request.app.state)
        if stream is not None:
            return stream
    answer = await respond(asked, request.app.state, note)
    headers = COMMON_HEADERS | answer.headers
    if answer.status == NO_CONTENT:
        return Response(None, answer.status, headers)
    return Response(answer.body, answer.status, headers, media_type=content_type(answer.media_type))


async def respond(request: HttpRequest, state: State, note: AnswerNote | None) -> HttpAnswer:
    """Answer any HTTP request. `state` has the database and the settings.

    `note` is filled in for whoever keeps answers.
    """
    media_type, rule = JSON, state.settings.http_statuses
    if request.path != PATH or request.method not in _METHODS:
        return _unread_answer(request, rule)
    try:
        media_type = negotiate(request.header(b"accept"), GRAPHQL_JSON if rule == "draft" else JSON)
        return _result_answer(await _execute(request, state, note), media_type)
    except RequestError as error:
        return _error_answer(error, media_type, rule)
    except Exception as error:
        return _error_answer(internal_request_error(error), media_type, rule)


def _unread_answer(request: HttpRequest, rule: StatusRule) -> HttpAnswer:
    """The answer at another address or to another method, whatever the request accepts.

    That to OPTIONS is RFC 9110, section 9.3.7.
    """
    if request.path != PATH:
        error = _moved(request.query_string)
    elif request.method == "OPTIONS":
        return HttpAnswer(NO_CONTENT, JSON, b"", {"Allow": _ALLOW})
    else:
        sentence = "Ask by GET or POST."
        error = RequestError(ErrorCode.METHOD_NOT_ALLOWED, sentence, headers={"Allow": _ALLOW})
    return refusal_answer(error, request.header(b"accept") or "", rule)


def _moved(query_string: bytes) -> RequestError:
    """The same address without the slash; not an absolute one, which the Host header could bend."""
    location = f"{PATH}?{query_string.decode('latin-1')}" if query_string else PATH
    sentence = f"The endpoint is at {PATH}, without a slash at the end."
    return RequestError(ErrorCode.PERMANENT_REDIRECT, sentence, headers={"Location": location})


async def _execute(request: HttpRequest, state: State, note: AnswerNote | None) -> OperationResult:
    caller = await authenticated(request.header(b"authorization"), state.database, request.admission)
    if not has_files(request):
        return await _execute_request(request, await read_request(request), caller, state, note)
    check_may_send(request, caller, state.database)
    async with request_with_files(request) as graphql_request:
        return await _execute_request(request, graphql_request, caller, state, note)


async def _execute_request(
    request: HttpRequest,
    graphql_request: GraphQLRequest,
    caller: Caller | None,
    state: State,
    note: AnswerNote | None,
) -> OperationResult:
    is_anonymous = b"authorization" not in request.headers
    document = await load_document(graphql_request, state, is_anonymous=is_anonymous)
    is_query = document.is_query(graphql_request.operation_name)
    settings, database = state.settings, state.database
    _check_is_allowed(request.method, document, graphql_request, is_query=is_query)
    check_introspection(document, state)
    context = Context(
        *(database, settings, datetime.now(UTC), caller),
        mail_worker=getattr(state, "mail_worker", None),
        check_document=check_document,
        charge=request.admission.charge if request.admission else None,
        payloads=GraphQLPayloads(database, settings),
        is_answer_kept=note is not None,
    )
    if note is not None and document.searches:
        note.searcher = _searcher(context)
    result = await execute_operation(document, graphql_request, context)
    if note is not None:
        note.sources = None if result.sources is None else result.sources()
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


def refusal_answer(error: RequestError, accept: str, rule: StatusRule) -> HttpAnswer:
    """The answer to a request that is refused before it is read."""
    try:
        return _error_answer(error, negotiate(accept, GRAPHQL_JSON if rule == "draft" else JSON), rule)
    except RequestError:  # it accepts no JSON: an event stream, perhaps
        return _error_answer(error, JSON, rule)


def _error_answer(error: RequestError, media_type: str, rule: StatusRule) -> HttpAnswer:
    status = status_codes.STATUS_CODES[error.code].by(rule, is_json=media_type == JSON)
    return HttpAnswer(status, media_type, orjson.dumps({"errors": error.errors}), error.headers)
