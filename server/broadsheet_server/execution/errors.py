"""Errors as a response carries them: a code for programs, a sentence for people, nothing internal."""

import logging
import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from broadsheet_server.access.section_limit import SectionForbiddenError
from broadsheet_server.reading.errors import InvalidQueryError, SequenceNotReachedError
from broadsheet_server.schema.errors import CodedError, ErrorCode
from broadsheet_server.storage.availability import (
    STORE_RETRY_AFTER_SECONDS,
    cause_of,
    is_store_unavailable,
)
from broadsheet_server.storage.database import StoreBusyError

ERRORS_MAX = 5
"""Most errors in one response."""

MESSAGE_MAX = 1_000
"""Longest message, in characters: some repeat a name that was sent."""

RETRY_AFTER_S = 5
"""Seconds after which a client may retry when the server was too busy."""

_IS_NONE = re.compile(r"(?<= not to be )None\.$")
"""How graphql-core calls null at the end of a sentence."""

log = logging.getLogger(__name__)


class RequestError(Exception):
    """The request fails before any field is executed, so the response has no `data`.

    `errors` are formatted already; `headers` go on the HTTP response.
    """

    def __init__(
        self, code: ErrorCode, *errors: GraphQLError | str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.errors = [format_error(error, code) for error in errors]
        self.headers = headers or {}


def store_unavailable_error(cause: BaseException, *, is_query: bool = True) -> RequestError:
    """The RequestError for a store that is away; logged."""
    log.error("A request found no store: %s", cause_of(cause), exc_info=cause)
    sentence = "The store does not answer at the moment. Please send the same again."
    if not is_query:
        sentence += " Send it with the same idempotency key: it may have happened."
    error = RequestError(
        ErrorCode.STORE_UNAVAILABLE, sentence, headers={"Retry-After": str(STORE_RETRY_AFTER_SECONDS)}
    )
    error.errors[0]["extensions"]["retryAfter"] = STORE_RETRY_AFTER_SECONDS
    return error


def store_error(errors: Iterable[GraphQLError]) -> BaseException | None:
    """The first of the errors that says that the store is away."""
    causes = (error.original_error for error in errors)
    return next((cause for cause in causes if _is_of_the_store(cause)), None)


def _is_of_the_store(cause: BaseException | None) -> bool:
    return is_store_unavailable(cause) and not isinstance(cause, StoreBusyError)


def internal_request_error(cause: Exception) -> RequestError:
    """The RequestError for an exception that no code expects: logged, with its message masked.

    A store that is away is told as such.
    """
    if _is_of_the_store(cause):
        return store_unavailable_error(cause)
    request_error = RequestError(ErrorCode.INTERNAL_SERVER_ERROR)
    error, error_id = GraphQLError(""), _new_error_id()
    _log_masked(error, cause, error_id)
    request_error.errors = [_mask_error(error, error_id)]
    return request_error


def invalid_query_error(cause: InvalidQueryError) -> RequestError:
    """The RequestError for an argument of a subscription that is wrong."""
    request_error = RequestError(ErrorCode.BAD_USER_INPUT, str(cause))
    _with_head(request_error.errors[0], cause)
    return request_error


def _with_head(formatted: dict[str, Any], cause: InvalidQueryError) -> dict[str, Any]:
    """The error, with the newest sequence for programs that went beyond it: no sentence tells them."""
    if isinstance(cause, SequenceNotReachedError):
        formatted["extensions"]["head"] = str(cause.head)
    return formatted


def format_error(error: GraphQLError | str, code: ErrorCode) -> dict[str, Any]:
    """One error as the response carries it (GraphQL specification, section 7.1.2)."""
    formatted: dict[str, Any] = dict(
        GraphQLError(error).formatted if isinstance(error, str) else error.formatted
    )
    formatted["message"] = _bounded(_IS_NONE.sub("null.", formatted["message"]))
    formatted["extensions"] = {"code": code}
    return formatted


def _bounded(message: str) -> str:
    return message if len(message) <= MESSAGE_MAX else f"{message[: MESSAGE_MAX - 1]}…"


def format_field_errors(errors: Iterable[GraphQLError]) -> list[dict[str, Any]]:
    """The first errors of an execution; unexpected ones are masked, and logged under one id."""
    error_id = _new_error_id()
    logged: set[str] = set()
    return [_format_field_error(error, error_id, logged) for error in list(errors)[:ERRORS_MAX]]


def _format_field_error(error: GraphQLError, error_id: str, logged: set[str]) -> dict[str, Any]:
    cause = error.original_error
    if isinstance(cause, CodedError):
        formatted = format_error(error, cause.code)
        if cause.retry_after is not None:
            formatted["extensions"]["retryAfter"] = cause.retry_after
        if cause.percent_indexed is not None:
            formatted["extensions"]["percentIndexed"] = cause.percent_indexed
        return formatted
    if isinstance(cause, SectionForbiddenError):
        return format_error(error, ErrorCode.FORBIDDEN)
    if isinstance(cause, StoreBusyError):
        return _format_busy_error(error)
    if isinstance(cause, InvalidQueryError):
        return _with_head(format_error(error, ErrorCode.BAD_USER_INPUT), cause)
    if cause is None or isinstance(cause, GraphQLError):
        return format_error(error, ErrorCode.BAD_USER_INPUT)
    if cause_of(cause) not in logged:
        logged.add(cause_of(cause))
        _log_masked(error, cause, error_id)
    return _mask_error(error, error_id)


def _format_busy_error(error: GraphQLError) -> dict[str, Any]:
    formatted = format_error(error, ErrorCode.DEADLINE_EXCEEDED)
    formatted["message"] = (
        "Others are writing to the store, and nothing was done. Please send the same again."
    )
    formatted["extensions"]["retryAfter"] = RETRY_AFTER_S
    return formatted


def _new_error_id() -> str:
    return uuid4().hex[:12]


def _log_masked(error: GraphQLError, cause: BaseException, error_id: str) -> None:
    log.error("Error %s in %s", error_id, ".".join(map(str, error.path or ())), exc_info=cause)


def _mask_error(error: GraphQLError, error_id: str) -> dict[str, Any]:
    """An error that names only an id, by which operators find the cause in the log."""
    formatted = format_error(error, ErrorCode.INTERNAL_SERVER_ERROR)
    formatted["message"] = f"Something went wrong on the server. The operators find it as error {error_id}."
    formatted["extensions"]["errorId"] = error_id
    return formatted
