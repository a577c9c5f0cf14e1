"""Reading a GraphQL request from an HTTP request. Every malformed input ends as a RequestError."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import orjson
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope

from broadsheet_server.access.registered_documents import ID_PREFIX
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.transport.admission import ADMISSION, Admission
from broadsheet_shared.limits import BODY_BYTES_MAX, KEYED_BODY_BYTES_MAX

_PARAMETERS = ("query", "operationName", "variables", "extensions", "documentId")
_PARAMETERS_MAX = 100
"""Most parameters in an address: to read a hundred thousand takes a tenth of a second."""

_TEXT_OR_NOTHING: Final = (str, type(None))
_OBJECT_OR_NOTHING: Final = (dict, type(None))


class HttpRequest(NamedTuple):
    """What the endpoint reads of an HTTP request, straight from ASGI: a tenth of a request object's work."""

    method: str
    path: str
    query_string: bytes
    headers: Mapping[bytes, bytes]
    """By their names in lower case; of several with one name the first."""
    receive: Receive
    admission: Admission | None = None
    """What it takes of the rates; None where nothing is counted."""

    @classmethod
    def of(cls, scope: Scope, receive: Receive) -> "HttpRequest":
        """The request of an ASGI scope."""
        headers = dict(reversed([*scope["headers"]]))
        parts = (scope["method"], scope["path"], scope["query_string"], headers, receive)
        return cls(*parts, scope.get(ADMISSION))

    def header(self, name: bytes) -> str | None:
        """The value of a header; None where the request has none of this name."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")


async def read_request(request: HttpRequest) -> GraphQLRequest:
    """The GraphQL request in a GET or POST. Raises RequestError."""
    if request.method in {"GET", "HEAD"}:
        return graphql_request(_query_parameters(request.query_string))
    _check_content_type(request)
    return graphql_request(parse_json(await _read_body(request), "The request"))


def _query_parameters(query_string: bytes) -> dict[str, object]:
    if len(query_string) > BODY_BYTES_MAX:
        raise RequestError(ErrorCode.PAYLOAD_TOO_LARGE, f"The address is longer than {BODY_BYTES_MAX} bytes.")
    if query_string.count(b"&") >= _PARAMETERS_MAX:
        sentence = f"The address has more than {_PARAMETERS_MAX} parameters."
        raise RequestError(ErrorCode.PAYLOAD_TOO_LARGE, sentence)
    sent = QueryParams(query_string)
    parameters: dict[str, object] = {name: sent[name] for name in _PARAMETERS if name in sent}
    for name in ("variables", "extensions"):
        if text := str(parameters.get(name, "")):
            value = text.encode(errors="surrogatepass")
            parameters[name] = parse_json(value, f"`{name}` in the address")
        else:
            parameters[name] = None
    return parameters


def _check_content_type(request: HttpRequest) -> None:
    content_type = request.header(b"content-type") or ""
    if content_type != "application/json" and not _is_json(content_type):
        raise RequestError(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the request as `application/json` in UTF-8."
        )
    if (request.header(b"content-encoding") or "identity").lower() != "identity":
        raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the request without a content coding.")


def _is_json(content_type: str) -> bool:
    """Whether a Content-Type says JSON, and no character set but UTF-8."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [
        value.strip('"')
        for name, _, value in (parameter.partition("=") for parameter in parameters)
        if name == "charset"
    ]
    return media_type == "application/json" and all(charset in {"utf-8", "utf8"} for charset in charsets)


async def _read_body(request: HttpRequest) -> bytearray:
    """The body, read no further than it may be long."""
    longest = KEYED_BODY_BYTES_MAX if b"authorization" in request.headers else BODY_BYTES_MAX
    content_length = request.header(b"content-length") or ""
    is_too_large = content_length.isdecimal() and len(content_length) < 20 and int(content_length) > longest
    body, has_more = bytearray(), True
    while has_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise RequestError(ErrorCode.BAD_REQUEST, "The request ended before it was complete.")
        chunk, has_more = message.get("body", b""), message.get("more_body", False)
        if is_too_large or len(body) + len(chunk) > longest:
            raise RequestError(
                ErrorCode.PAYLOAD_TOO_LARGE,
                f"The request is longer than {longest} bytes.",
                headers={"Connection": "close"},
            )
        body += chunk
    return body


def parse_json(text: bytes | bytearray, name: str) -> object:
    """The value that a text is, which a sentence calls by `name`. Raises RequestError with the place."""
    if not text:
        raise RequestError(ErrorCode.BAD_REQUEST, f"{name} is empty; it has to be JSON in UTF-8.")
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        sentence = f"{name} is not JSON in UTF-8: {_fault(text, error)}."
        raise RequestError(ErrorCode.BAD_REQUEST, sentence) from error
    return value


def _fault(text: bytes | bytearray, error: orjson.JSONDecodeError) -> str:
    try:
        text.decode()
    except UnicodeDecodeError as undecodable:
        return f"byte {undecodable.start} is not UTF-8"
    return f"{error.msg} at line {error.lineno}, column {error.colno}"


def graphql_request(parameters: object) -> GraphQLRequest:
    """The GraphQL request in the parameters that were sent. Raises RequestError."""
    if not isinstance(parameters, dict):
        raise _ill_formed(
            "The request is not an object with `query`; several requests at once are not supported."
        )
    query, operation_name, variables, extensions, document_id = map(parameters.get, _PARAMETERS)
    sha256, named = _document_hash(extensions), _registered_hash(document_id)
    is_named = sha256 is not None or named is not None
    if not isinstance(query, _TEXT_OR_NOTHING):
        raise _ill_formed("`query` is not a string.")
    if not is_named and not (query or "").strip():
        raise _ill_formed("`query` is missing: the text of a GraphQL document.")
    if not isinstance(operation_name, _TEXT_OR_NOTHING):
        raise _ill_formed("`operationName` is not a string.")
    if not isinstance(variables, _OBJECT_OR_NOTHING):
        raise _ill_formed("`variables` is not an object.")
    if not isinstance(extensions, _OBJECT_OR_NOTHING):
        raise _ill_formed("`extensions` is not an object.")
    return GraphQLRequest(query or "", operation_name or None, variables or {}, sha256, named)


def _registered_hash(document_id: object) -> str | None:
    """The hash in `documentId`, which is `sha256:` and the hash (GraphQL over HTTP, appendix A)."""
    if document_id is None:
        return None
    if not isinstance(document_id, str) or not document_id.startswith(ID_PREFIX):
        raise _ill_formed(f"`documentId` is not `{ID_PREFIX}` and the SHA-256 of a document in hexadecimal.")
    return document_id.removeprefix(ID_PREFIX)


def _document_hash(extensions: object) -> str | None:
    """`extensions.persistedQuery.sha256Hash`, if the request has it (automatic persisted queries)."""
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    sha256 = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not isinstance(persisted, dict) or not isinstance(sha256, str):
        return None
    if persisted.get("version", 1) != 1:
        raise RequestError(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported")
    return sha256


def _ill_formed(sentence: str) -> RequestError:
    return RequestError(ErrorCode.ILL_FORMED_REQUEST, sentence)
