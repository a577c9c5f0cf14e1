"""Reading a GraphQL request from HTTP. Whatever arrives, it is a request or a refusal, never an exception."""

from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from broadsheet_server.schema.errors import Code, RequestError
from broadsheet_shared.limits import BODY_BYTES_MAX

_PARAMETERS = ("query", "operationName", "variables", "extensions")


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What one request asks."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)


async def read_request(request: Request) -> GraphQLRequest:
    """The GraphQL request in a GET or POST. Raises RequestError."""
    if request.method in {"GET", "HEAD"}:
        return _well_formed(_from_address(request))
    _check_content_type(request)
    return _well_formed(_json(await _body(request)))


def _from_address(request: Request) -> dict[str, object]:
    if len(request.url.query) > BODY_BYTES_MAX:
        raise RequestError(Code.PAYLOAD_TOO_LARGE, f"The address is longer than {BODY_BYTES_MAX} bytes.")
    given: dict[str, object] = {
        name: request.query_params[name] for name in _PARAMETERS if name in request.query_params
    }
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = _json(str(given[name]).encode(errors="surrogatepass")) if given[name] else None
    return given


def _check_content_type(request: Request) -> None:
    media_type, *parameters = (
        part.strip().lower() for part in request.headers.get("content-type", "").split(";")
    )
    charsets = [
        value.strip('"')
        for name, _, value in (each.partition("=") for each in parameters)
        if name == "charset"
    ]
    if media_type != "application/json" or any(charset not in {"utf-8", "utf8"} for charset in charsets):
        raise RequestError(Code.UNSUPPORTED_MEDIA_TYPE, "Send the request as `application/json` in UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestError(Code.UNSUPPORTED_MEDIA_TYPE, "Send the request without a content coding.")


async def _body(request: Request) -> bytes:
    """The body, read no further than the limit."""
    declared = request.headers.get("content-length", "")
    body = bytearray()
    too_large = declared.isdecimal() and len(declared) < 20 and int(declared) > BODY_BYTES_MAX
    try:
        async for chunk in request.stream():
            if too_large or len(body) + len(chunk) > BODY_BYTES_MAX:
                raise RequestError(
                    Code.PAYLOAD_TOO_LARGE,
                    f"The request is longer than {BODY_BYTES_MAX} bytes.",
                    headers={"Connection": "close"},
                )
            body += chunk
    except ClientDisconnect as error:
        raise RequestError(Code.BAD_REQUEST, "The request ended before it was complete.") from error
    return bytes(body)


def _json(body: bytes) -> object:
    try:
        value: object = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestError(Code.BAD_REQUEST, "The request is not JSON in UTF-8.") from error
    return value


def _well_formed(given: object) -> GraphQLRequest:
    if not isinstance(given, dict):
        raise _ill_formed(
            "The request is not an object with `query`; several requests at once are not supported."
        )
    query, name, variables = given.get("query"), given.get("operationName"), given.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise _ill_formed("`query` is missing: the text of a GraphQL document.")
    if not isinstance(name, str | None):
        raise _ill_formed("`operationName` is not a string.")
    if not isinstance(variables, dict | None):
        raise _ill_formed("`variables` is not an object.")
    if not isinstance(given.get("extensions"), dict | None):
        raise _ill_formed("`extensions` is not an object.")
    return GraphQLRequest(query, name or None, variables or {})


def _ill_formed(sentence: str) -> RequestError:
    return RequestError(Code.ILL_FORMED_REQUEST, sentence)
