"""HTTP status codes of GraphQL responses, by the GraphQL-over-HTTP draft of August 2026, section 6.4."""

from broadsheet_server.schema.errors import ErrorCode

STATUS_CODES: dict[ErrorCode, int] = {
    ErrorCode.BAD_REQUEST: 400,
    ErrorCode.ILL_FORMED_REQUEST: 422,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.NOT_ACCEPTABLE: 406,
    ErrorCode.PAYLOAD_TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.GRAPHQL_PARSE_FAILED: 400,
    ErrorCode.GRAPHQL_VALIDATION_FAILED: 422,
    ErrorCode.PERSISTED_QUERY_NOT_FOUND: 404,
    ErrorCode.OPERATION_RESOLUTION_FAILURE: 422,
    ErrorCode.LIMIT_EXCEEDED: 422,
    ErrorCode.BAD_USER_INPUT: 422,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.DEADLINE_EXCEEDED: 503,
    ErrorCode.SEARCH_UNAVAILABLE: 503,
    ErrorCode.STORE_UNAVAILABLE: 503,
    ErrorCode.INTERNAL_SERVER_ERROR: 500,
}
"""The status of a response without `data`."""

DATA = 200
DATA_WITH_ERRORS = 294

WELL_FORMED_REQUEST_ERRORS = frozenset(
    {
        ErrorCode.GRAPHQL_PARSE_FAILED,
        ErrorCode.GRAPHQL_VALIDATION_FAILED,
        ErrorCode.PERSISTED_QUERY_NOT_FOUND,
        ErrorCode.OPERATION_RESOLUTION_FAILURE,
        ErrorCode.LIMIT_EXCEEDED,
        ErrorCode.BAD_USER_INPUT,
    }
)
"""Errors of well-formed requests. As `application/json` they have status 200: with that media type a client
cannot tell another status from the error page of a proxy."""
