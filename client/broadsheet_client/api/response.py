"""What the server said, as the answer that was asked for, or as an error."""

import json
from typing import TypeVar

from broadsheet_client.api.decoding import protocol_error
from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.core.errors import ErrorCode, ErrorKind, ReaderError

T = TypeVar("T")

_JSON_TYPES = {"application/json", "application/graphql-response+json"}
_ACCESS_CODES = {"UNAUTHENTICATED", "FORBIDDEN"}
_SERVER_CODES = {"INTERNAL_SERVER_ERROR", "DEADLINE_EXCEEDED"}
_CODES_FOR_PEOPLE = {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}
"""Errors whose message is written for a person. The others tell developers about documents."""
_LONGEST_SENTENCE = 300


def read_response(call: GraphQLOperation[T], status: int, content_type: str, body: bytes) -> T:
    """The call's answer. Raises ReaderError; its `detail` says what came instead."""
    shown = f"{call.name}: HTTP {status} {content_type} {body[:200]!r}"
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in _JSON_TYPES:
        answer = _parsed(body)
        if isinstance(answer, dict) and answer.get("errors"):
            raise _graphql_error(answer["errors"], status, shown)
    if status >= 300 or not status:
        raise _http_error(status, shown)
    if not body:
        raise ReaderError(ErrorKind.PROTOCOL, ErrorCode.EMPTY_RESPONSE, shown)
    if media_type not in _JSON_TYPES:
        raise ReaderError(ErrorKind.PROTOCOL, ErrorCode.NOT_BROADSHEET, shown)
    data = _data(answer, shown)
    try:
        return call.read(data)
    except ReaderError as error:
        error.detail = f"{call.name}: {error.detail}"
        raise


def _parsed(body: bytes) -> object:
    """The JSON, or None for what is none; a body that is broken is judged by its status first."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _data(answer: object, shown: str) -> object:
    if not isinstance(answer, dict) or answer.get("data") is None:
        raise protocol_error("data", f"missing in {shown}")
    return answer["data"]


def _http_error(status: int, shown: str) -> ReaderError:
    if status in (401, 403):
        return ReaderError(ErrorKind.ACCESS, ErrorCode.ACCESS_DENIED, shown)
    if status >= 500:
        return ReaderError(ErrorKind.SERVER, ErrorCode.SERVER_ERROR, shown)
    if status == 429:
        return ReaderError(ErrorKind.SERVER, ErrorCode.RATE_LIMITED, shown)
    if 300 <= status < 400:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.REDIRECTED, shown)
    if status == 404:
        return ReaderError(ErrorKind.PROTOCOL, ErrorCode.SERVER_NOT_FOUND, shown)
    return ReaderError(ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE, shown)


def _graphql_error(errors: object, status: int, shown: str) -> ReaderError:
    first = errors[0] if isinstance(errors, list) else None
    if not isinstance(first, dict):
        return protocol_error("errors", f"not a list of errors in {shown}")
    extensions = first.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    if code in _ACCESS_CODES or status in (401, 403):
        return ReaderError(ErrorKind.ACCESS, ErrorCode.ACCESS_DENIED, shown)
    if code == "SEARCH_UNAVAILABLE":
        return ReaderError(ErrorKind.SERVER, ErrorCode.SEARCH_UNAVAILABLE, shown)
    if code in _SERVER_CODES or status >= 500:
        return ReaderError(ErrorKind.SERVER, ErrorCode.SERVER_ERROR, shown)
    if code in _CODES_FOR_PEOPLE and (sentence := _sentence(first)):
        return ReaderError(ErrorKind.REJECTED, ErrorCode.REJECTED, shown, sentence)
    return ReaderError(ErrorKind.REJECTED, ErrorCode.UNSUPPORTED_OPERATION, shown)


def _sentence(error: dict[str, object]) -> str | None:
    """The message, if it looks like one for a person."""
    message = error.get("message")
    if isinstance(message, str) and 0 < len(message) <= _LONGEST_SENTENCE and "\n" not in message:
        return message
    return None
