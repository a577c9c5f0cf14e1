"""What a client is told when something cannot be done: a code for programs and a sentence for people."""

import logging
from collections.abc import Iterable
from enum import StrEnum
from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.storage.database import StoreBusyError

log = logging.getLogger(__name__)

ERRORS_MAX = 5
"""Most errors in one answer."""

RETRY_AFTER_S = 5
"""When to come again after the server was too busy."""


class Code(StrEnum):
    """`extensions.code` of every error."""

    BAD_REQUEST = "BAD_REQUEST"
    ILL_FORMED_REQUEST = "ILL_FORMED_REQUEST"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    SEARCH_UNAVAILABLE = "SEARCH_UNAVAILABLE"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


STATUS: dict[Code, int] = {
    # The status of an answer that has no data, by the GraphQL-over-HTTP draft of August 2026.
    Code.BAD_REQUEST: 400,
    Code.ILL_FORMED_REQUEST: 422,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.PAYLOAD_TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.GRAPHQL_PARSE_FAILED: 400,
    Code.GRAPHQL_VALIDATION_FAILED: 422,
    Code.OPERATION_RESOLUTION_FAILURE: 422,
    Code.LIMIT_EXCEEDED: 422,
    Code.BAD_USER_INPUT: 422,
    Code.DEADLINE_EXCEEDED: 503,
    Code.SEARCH_UNAVAILABLE: 503,
    Code.INTERNAL_SERVER_ERROR: 500,
}
STATUS_OF_DATA = 200
STATUS_OF_DATA_AND_ERRORS = 294

WELL_FORMED = frozenset(
    {
        Code.GRAPHQL_PARSE_FAILED,
        Code.GRAPHQL_VALIDATION_FAILED,
        Code.OPERATION_RESOLUTION_FAILURE,
        Code.LIMIT_EXCEEDED,
        Code.BAD_USER_INPUT,
    }
)
"""Errors in requests that were well formed. To those who accept `application/json` alone they come with
status 200, because such clients cannot tell another one from a proxy's page."""


class RequestError(Exception):
    """The request is refused before anything is executed."""

    def __init__(
        self, code: Code, *errors: GraphQLError | str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.errors = [coded(each, code) for each in errors]
        self.headers = headers or {}


class CodedError(Exception):
    """A field cannot be answered, for a reason that the caller may know and that has a code.

    `retry_after` says in how many seconds to try again, where that helps.
    """

    def __init__(self, message: str, code: Code, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.retry_after = retry_after


def coded(error: GraphQLError | str, code: Code) -> dict[str, Any]:
    """The error as it is sent, with its code."""
    formatted: dict[str, Any] = dict(
        GraphQLError(error).formatted if isinstance(error, str) else error.formatted
    )
    formatted["extensions"] = {"code": code}
    return formatted


def sendable(errors: Iterable[GraphQLError]) -> list[dict[str, Any]]:
    """The errors of an execution as they are sent: foreseen ones as they are, others masked and logged."""
    return [_sendable(error) for error in list(errors)[:ERRORS_MAX]]


def _sendable(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    if isinstance(cause, CodedError):
        formatted = coded(error, cause.code)
        if cause.retry_after is not None:
            formatted["extensions"]["retryAfter"] = cause.retry_after
        return formatted
    if isinstance(cause, StoreBusyError):
        return _busy(error)
    if cause is None or isinstance(cause, InvalidQueryError | GraphQLError):
        return coded(error, Code.BAD_USER_INPUT)
    return _masked(error, cause)


def _busy(error: GraphQLError) -> dict[str, Any]:
    formatted = coded(error, Code.DEADLINE_EXCEEDED)
    formatted["message"] = (
        "Others are writing to the store, and nothing was done. Please send the same again."
    )
    formatted["extensions"]["retryAfter"] = RETRY_AFTER_S
    return formatted


def unforeseen(fault: Exception) -> RequestError:
    """The refusal for a fault that nobody thought of: masked and logged."""
    refusal = RequestError(Code.INTERNAL_SERVER_ERROR, "")
    refusal.errors = [_masked(GraphQLError(""), fault)]
    return refusal


def _masked(error: GraphQLError, cause: Exception) -> dict[str, Any]:
    number = uuid4().hex[:12]
    log.error("Error %s in %s", number, ".".join(map(str, error.path or ())), exc_info=cause)
    formatted = coded(error, Code.INTERNAL_SERVER_ERROR)
    formatted["message"] = f"Something went wrong on the server. The operators find it as error {number}."
    formatted["extensions"]["errorId"] = number
    return formatted
