"""HTTP status codes of GraphQL responses: the only place that knows them; docs/http.md shows the same table.

`draft` is the GraphQL-over-HTTP draft of August 2026, section 6.4. `compatible`, the default, departs from it
where clients and audits of earlier drafts would take an answer for a broken one.
"""

from typing import Final, Literal, NamedTuple

from broadsheet_server.schema.errors import ErrorCode

StatusRule = Literal["compatible", "draft"]
"""The setting `http_statuses`."""


class Status(NamedTuple):
    """The status of a response without `data`, by the draft, and where `compatible` has another one.

    `json` is that of `application/json` by `compatible`: 200 where the request was well-formed, because with
    that media type an older client takes any other status for the error page of a proxy.
    """

    draft: int
    compatible: int
    json: int

    @classmethod
    def of_http(cls, status: int, compatible: int | None = None) -> "Status":
        """Of a request that never became a well-formed GraphQL request, or that may not be made."""
        known = compatible or status
        return cls(status, known, known)

    @classmethod
    def of_graphql(cls, status: int, compatible: int | None = None) -> "Status":
        """Of a well-formed request that is refused."""
        return cls(status, compatible or status, 200)

    def by(self, rule: StatusRule, *, is_json: bool) -> int:
        """The status by a setting, as `application/json` or not."""
        if rule == "draft":
            return self.draft
        return self.json if is_json else self.compatible


STATUS_CODES: Final[dict[ErrorCode, Status]] = {
    ErrorCode.BAD_REQUEST: Status.of_http(400),
    ErrorCode.ILL_FORMED_REQUEST: Status.of_http(422, compatible=400),
    ErrorCode.PERMANENT_REDIRECT: Status.of_http(308),
    ErrorCode.METHOD_NOT_ALLOWED: Status.of_http(405),
    ErrorCode.NOT_ACCEPTABLE: Status.of_http(406),
    ErrorCode.PAYLOAD_TOO_LARGE: Status.of_http(413),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: Status.of_http(415),
    ErrorCode.UNAUTHENTICATED: Status.of_http(401),
    ErrorCode.FORBIDDEN: Status.of_http(403),
    ErrorCode.DOCUMENT_NOT_TRUSTED: Status.of_http(403),
    ErrorCode.GRAPHQL_PARSE_FAILED: Status.of_graphql(400),
    ErrorCode.GRAPHQL_VALIDATION_FAILED: Status.of_graphql(422, compatible=400),
    ErrorCode.PERSISTED_QUERY_NOT_FOUND: Status.of_graphql(404),
    ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED: Status.of_graphql(400),
    ErrorCode.DOCUMENT_NOT_FOUND: Status.of_graphql(404),
    ErrorCode.OPERATION_RESOLUTION_FAILURE: Status.of_graphql(422, compatible=400),
    ErrorCode.LIMIT_EXCEEDED: Status.of_graphql(422),
    ErrorCode.BAD_USER_INPUT: Status.of_graphql(422, compatible=400),
    ErrorCode.RATE_LIMITED: Status.of_http(429),
    ErrorCode.DEADLINE_EXCEEDED: Status.of_http(503),
    ErrorCode.SEARCH_UNAVAILABLE: Status.of_http(503),
    ErrorCode.STORE_UNAVAILABLE: Status.of_http(503),
    ErrorCode.INTERNAL_SERVER_ERROR: Status.of_http(500),
}

DATA: Final = 200
DATA_WITH_ERRORS: Final = 294
"""With `data` and `errors`; as `application/json` it is 200."""
