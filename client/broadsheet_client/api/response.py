"""Reads an HTTP response to a GraphQL operation (GraphQL over HTTP): its data, or a ReaderError."""

import json
from typing import TypeVar

from broadsheet_client.api.decoding import protocol_error
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError

T = TypeVar("T")

_JSON_TYPES = {"application/json", "application/graphql-response+json"}
_ACCESS_CODES = {"UNAUTHENTICATED": ErrorCode.KEY_NEEDED, "FORBIDDEN": ErrorCode.ACCESS_DENIED}
_ACCESS_STATUSES = {401: ErrorCode.KEY_NEEDED, 403: ErrorCode.ACCESS_DENIED}
_SERVER_CODES = {"INTERNAL_SERVER_ERROR", "DEADLINE_EXCEEDED", "STORE_UNAVAILABLE"}
_USER_MESSAGE_CODES = {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}
"""Codes of errors whose message is written for the user; other messages are written for developers."""
_MESSAGE_MAX = 300


def read_response(operation: GraphQLOperation[T], status: int, content_type: str, body: bytes) -> T:
    """Decode the response. Raises ReaderError, whose `detail` holds the status and the start of the body."""
    detail = f"{operation.name}: HTTP {status} {content_type} {body[:200]!r}"
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in _JSON_TYPES:
        document = _parsed(body)
        if isinstance(document, dict) and document.get("errors"):
            raise _graphql_error(document["errors"], status, detail)
    if status >= 300 or not status:
        raise _http_error(status, detail)
    if not body:
        raise ReaderError(ErrorKind.PROTOCOL, ErrorCode.EMPTY_RESPONSE, detail)
    if media_type not in _JSON_TYPES:
        raise ReaderError(ErrorKind.PROTOCOL, ErrorCode.NOT_BROADSHEET, detail)
    data = _data(document, detail)
    try:
        return operation.read(data)
    except ReaderError as error:
        error.detail = f"{operation.name}: {error.detail}"
        raise


def _parsed(body: bytes) -> object:
    """The JSON document, or None for invalid JSON: the status is reported first."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _data(document: object, detail: str) -> object:
    if not isinstance(document, dict) or document.get("data") is None:
        raise protocol_error("data", f"missing in {detail}")
    return document["data"]


def _http_error(status: int, detail: str) -> ReaderError:
    if status in _ACCESS_STATUSES:
        return ReaderError(ErrorKind.ACCESS, _ACCESS_STATUSES[status], detail)
    if status == 501:  # it knows no POST, so it is no server of ours
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE, detail)
    if status >= 500:
        return ReaderError(ErrorKind.SERVER, ErrorCode.SERVER_ERROR, detail)
    if status == 429:
        return ReaderError(ErrorKind.SERVER, ErrorCode.RATE_LIMITED, detail)
    if 300 <= status < 400:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.REDIRECTED, detail)
    if status == 404:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.SERVER_NOT_FOUND, detail)
    return ReaderError(ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE, detail)


def _graphql_error(errors: object, status: int, detail: str) -> ReaderError:
    first = errors[0] if isinstance(errors, list) else None
    if not isinstance(first, dict):
        return protocol_error("errors", f"not a list of errors in {detail}")
    extensions = first.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    if access := _ACCESS_CODES.get(str(code)) or _ACCESS_STATUSES.get(status):
        return ReaderError(ErrorKind.ACCESS, access, detail)
    if code == "SEARCH_UNAVAILABLE":
        return _search_error(extensions, detail)
    if code in _SERVER_CODES or status >= 500:
        return ReaderError(ErrorKind.SERVER, ErrorCode.SERVER_ERROR, detail)
    if code in _USER_MESSAGE_CODES and (message := _user_message(first)):
        return ReaderError(ErrorKind.REJECTED, ErrorCode.REJECTED, detail, message)
    return ReaderError(ErrorKind.REJECTED, ErrorCode.UNSUPPORTED_OPERATION, detail)


def _search_error(extensions: object, detail: str) -> ReaderError:
    """The newspaper cannot be searched now; the server may say how much of its index is built."""
    percent = extensions.get("percentIndexed") if isinstance(extensions, dict) else None
    if type(percent) is int and 0 <= percent <= 100:
        return ReaderError(ErrorKind.SERVER, ErrorCode.SEARCH_BEING_PREPARED, detail, str(percent))
    return ReaderError(ErrorKind.SERVER, ErrorCode.SEARCH_UNAVAILABLE, detail)


def _user_message(error: dict[str, object]) -> str | None:
    """The error's message, if it is fit to be shown: one short line."""
    message = error.get("message")
    if isinstance(message, str) and 0 < len(message) <= _MESSAGE_MAX and "\n" not in message:
        return message
    return None
