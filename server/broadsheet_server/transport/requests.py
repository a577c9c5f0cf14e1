"""Reading a GraphQL request from an HTTP request. Every malformed input ends as a RequestError."""

import orjson
from starlette.requests import ClientDisconnect, Request

from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_shared.limits import BODY_BYTES_MAX

_PARAMETERS = ("query", "operationName", "variables", "extensions")
_PARAMETERS_MAX = 100
"""Most parameters in an address: to read a hundred thousand takes a tenth of a second."""


async def read_request(request: Request) -> GraphQLRequest:
    """The GraphQL request in a GET or POST. Raises RequestError."""
    if request.method in {"GET", "HEAD"}:
        return _graphql_request(_query_parameters(request))
    _check_content_type(request)
    return _graphql_request(_parse_json(await _read_body(request)))


def _query_parameters(request: Request) -> dict[str, object]:
    if len(request.url.query) > BODY_BYTES_MAX:
        raise RequestError(ErrorCode.PAYLOAD_TOO_LARGE, f"The address is longer than {BODY_BYTES_MAX} bytes.")
    if request.url.query.count("&") >= _PARAMETERS_MAX:
        sentence = f"The address has more than {_PARAMETERS_MAX} parameters."
        raise RequestError(ErrorCode.PAYLOAD_TOO_LARGE, sentence)
    parameters: dict[str, object] = {
        name: request.query_params[name] for name in _PARAMETERS if name in request.query_params
    }
    for name in ("variables", "extensions"):
        if text := str(parameters.get(name, "")):
            parameters[name] = _parse_json(text.encode(errors="surrogatepass"))
        else:
            parameters[name] = None
    return parameters


def _check_content_type(request: Request) -> None:
    media_type, *parameters = (
        part.strip().lower() for part in request.headers.get("content-type", "").split(";")
    )
    charsets = [
        value.strip('"')
        for name, _, value in (parameter.partition("=") for parameter in parameters)
        if name == "charset"
    ]
    if media_type != "application/json" or any(charset not in {"utf-8", "utf8"} for charset in charsets):
        raise RequestError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the request as `application/json` in UTF-8."
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the request without a content coding.")


async def _read_body(request: Request) -> bytes:
    """The body, read no further than BODY_BYTES_MAX."""
    content_length = request.headers.get("content-length", "")
    is_too_large = (
        content_length.isdecimal() and len(content_length) < 20 and int(content_length) > BODY_BYTES_MAX
    )
    body = bytearray()
    try:
        async for chunk in request.stream():
            if is_too_large or len(body) + len(chunk) > BODY_BYTES_MAX:
                raise RequestError(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    f"The request is longer than {BODY_BYTES_MAX} bytes.",
                    headers={"Connection": "close"},
                )
            body += chunk
    except ClientDisconnect as error:
        raise RequestError(ErrorCode.BAD_REQUEST, "The request ended before it was complete.") from error
    return bytes(body)


def _parse_json(body: bytes) -> object:
    try:
        value: object = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestError(ErrorCode.BAD_REQUEST, "The request is not JSON in UTF-8.") from error
    return value


def _graphql_request(parameters: object) -> GraphQLRequest:
    if not isinstance(parameters, dict):
        raise _ill_formed(
            "The request is not an object with `query`; several requests at once are not supported."
        )
    query, operation_name = parameters.get("query"), parameters.get("operationName")
    variables = parameters.get("variables")
    sha256 = _document_hash(parameters.get("extensions"))
    if not isinstance(query, str if sha256 is None else str | None) or not (sha256 or str(query).strip()):
        raise _ill_formed("`query` is missing: the text of a GraphQL document.")
    if not isinstance(operation_name, str | None):
        raise _ill_formed("`operationName` is not a string.")
    if not isinstance(variables, dict | None):
        raise _ill_formed("`variables` is not an object.")
    if not isinstance(parameters.get("extensions"), dict | None):
        raise _ill_formed("`extensions` is not an object.")
    return GraphQLRequest(query or "", operation_name or None, variables or {}, sha256)


def _document_hash(extensions: object) -> str | None:
    """`extensions.persistedQuery.sha256Hash`, if the request has it (automatic persisted queries)."""
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    sha256 = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    return sha256 if isinstance(sha256, str) else None


def _ill_formed(sentence: str) -> RequestError:
    return RequestError(ErrorCode.ILL_FORMED_REQUEST, sentence)
