"""The GraphQL endpoint by the GraphQL-over-HTTP specification."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from broadsheet_server.execution.cost import COST_MAX
from broadsheet_server.execution.documents import Document, Documents
from broadsheet_server.execution.execution import Answer, answer
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import (
    STATUS,
    STATUS_OF_DATA,
    STATUS_OF_DATA_AND_ERRORS,
    WELL_FORMED,
    Code,
    RequestError,
    unforeseen,
)  # fmt: skip
from broadsheet_server.transport.authentication import caller
from broadsheet_server.transport.requests import GraphQLRequest, read_request

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"


_NOT_ALLOWED = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
"""Routed here as well, so that they are refused in JSON like everything else."""


def routes() -> list[Route]:
    """The endpoint. It finds the database and the settings in the application's state."""
    return [Route("/graphql", endpoint, methods=["GET", "POST", *_NOT_ALLOWED])]


@cache
def _documents() -> Documents:
    return Documents()


async def endpoint(request: Request) -> Response:
    """Answer one request, whatever it is."""
    media_type = JSON
    try:
        media_type = negotiated(request.headers.get("accept"))
        if request.method in _NOT_ALLOWED:
            sentence = "Ask by GET or POST."
            raise RequestError(Code.METHOD_NOT_ALLOWED, sentence, headers={"Allow": "GET, POST"})
        return _answered(*await _answer(request), media_type)
    except RequestError as refusal:
        return _refused(refusal, media_type)
    except Exception as fault:
        return _refused(unforeseen(fault), media_type)


async def _answer(request: Request) -> tuple[Answer, int]:
    asked = await read_request(request)
    document = _documents().read(asked.query)
    _check_allowed(request, document, asked)
    state = request.app.state
    who = await caller(request.headers.get("authorization"), state.database)
    cost = document.cost(asked.operation_name, asked.variables)
    mail = getattr(state, "mail_worker", None)
    context = Context(state.database, state.settings, datetime.now(UTC), who, mail_worker=mail)
    return await answer(document, asked, context), cost


def _check_allowed(request: Request, document: Document, asked: GraphQLRequest) -> None:
    is_query = document.is_query(asked.operation_name)
    if request.method != "POST" and not is_query:
        raise RequestError(
            Code.METHOD_NOT_ALLOWED, "A mutation has to be sent by POST.", headers={"Allow": "POST"}
        )
    if document.has_introspection and not request.app.state.settings.introspection:
        raise RequestError(Code.GRAPHQL_VALIDATION_FAILED, "Introspection is switched off on this server.")


def negotiated(accept: str | None) -> str:
    """The media type to answer in: the one the client likes better, the newer where it likes both alike."""
    if accept is None or not accept.strip():
        return GRAPHQL_JSON
    likes = {media_type: _quality(accept, media_type) for media_type in (GRAPHQL_JSON, JSON)}
    best = max(likes, key=lambda media_type: likes[media_type])
    if likes[best] <= 0:
        raise RequestError(Code.NOT_ACCEPTABLE, f"The answer comes as `{GRAPHQL_JSON}` or `{JSON}`.")
    return best


def _quality(accept: str, media_type: str) -> float:
    """How much the most exact range of an Accept header that fits likes the media type (RFC 9110, 12.5.1)."""
    found = (0, 0.0)
    for item in accept.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        exactness = {media_type: 3, "application/*": 2, "*/*": 1}.get(name, 0)
        if exactness > found[0]:
            found = exactness, _q(parameters)
    return found[1]


def _q(parameters: list[str]) -> float:
    text = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return float(text)
    except ValueError:
        return 0.0


def _answered(found: Answer, cost: int, media_type: str) -> Response:
    body: dict[str, Any] = {"errors": found.errors} if found.errors else {}
    body |= {"data": found.data, "extensions": {"cost": {"requested": cost, "maximum": COST_MAX}}}
    partly = bool(found.errors) and media_type == GRAPHQL_JSON
    return _response(body, STATUS_OF_DATA_AND_ERRORS if partly else STATUS_OF_DATA, media_type)


def _refused(refusal: RequestError, media_type: str) -> Response:
    status = 200 if media_type == JSON and refusal.code in WELL_FORMED else STATUS[refusal.code]
    return _response({"errors": refusal.errors}, status, media_type, refusal.headers)


def _response(
    body: dict[str, Any], status: int, media_type: str, headers: dict[str, str] | None = None
) -> Response:
    always = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}
    content_type = f"{media_type}; charset=utf-8"
    return Response(orjson.dumps(body), status, always | (headers or {}), media_type=content_type)
