"""Content negotiation: the media type of a GraphQL response, and its coding (RFC 9110, section 12.5)."""

from functools import lru_cache

from broadsheet_server.execution.errors import RequestError
from broadsheet_server.schema.errors import ErrorCode

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
_KNOWN_RANGES = frozenset({GRAPHQL_JSON, JSON, "application/*", "*/*"})


@lru_cache(maxsize=100)
def negotiate(accept: str | None, default: str) -> str:
    """The media type that an Accept header prefers: `default` where it does not name GRAPHQL_JSON.

    Raises RequestError where it accepts neither.
    """
    if accept is None or not accept.strip():
        return default
    first = GRAPHQL_JSON if GRAPHQL_JSON in accept.lower() else default
    order = (first, JSON if first == GRAPHQL_JSON else GRAPHQL_JSON)
    ranges = _known_ranges(accept)
    qualities = {media_type: _quality(ranges, media_type) for media_type in order}
    preferred = max(qualities, key=lambda media_type: qualities[media_type])
    if qualities[preferred] <= 0:
        raise RequestError(ErrorCode.NOT_ACCEPTABLE, f"The answer comes as `{GRAPHQL_JSON}` or `{JSON}`.")
    return preferred


EVENT_STREAM = "text/event-stream"


def accepts_event_stream(accept: str | None) -> bool:
    """Whether an Accept header names Server-Sent Events; `*/*` does not mean them."""
    return accept is not None and EVENT_STREAM in accept.lower() and _stream_quality(accept) > 0


def accepts_json(accept: str) -> bool:
    """Whether an Accept header takes a single response as well."""
    ranges = _known_ranges(accept)
    return max(_quality(ranges, GRAPHQL_JSON), _quality(ranges, JSON)) > 0


def _stream_quality(accept: str) -> float:
    for item in accept.lower().split(","):
        media_range, _, parameters = item.partition(";")
        if media_range.strip() == EVENT_STREAM:
            return weight(parameters)
    return 0.0


def _known_ranges(accept: str) -> list[tuple[str, str]]:
    """The media ranges of an Accept header that mean a type of ours, each with its parameters."""
    items = (item.partition(";") for item in accept.lower().split(","))
    return [(known, parameters) for name, _, parameters in items if (known := name.strip()) in _KNOWN_RANGES]


def _quality(ranges: list[tuple[str, str]], media_type: str) -> float:
    """The quality value of a media type: that of the most specific range which matches it."""
    specificities = {media_type: 3, "application/*": 2, "*/*": 1}
    best = 0, 0.0
    for media_range, parameters in ranges:
        specificity = specificities.get(media_range, 0)
        if specificity > best[0]:
            best = specificity, weight(parameters)
    return best[1]


def weight(parameters: str) -> float:
    """The `q` among the parameters of a media range or a coding; 1 without one, 0 where it is no number."""
    each = (parameter.strip() for parameter in parameters.split(";"))
    text = next((parameter[2:] for parameter in each if parameter.startswith("q=")), "1")
    try:
        return float(text)
    except ValueError:
        return 0.0


@lru_cache(maxsize=100)
def accepts_gzip(accept_encoding: bytes) -> bool:
    """Whether the client wants gzip (RFC 9110, section 12.5.3)."""
    for item in accept_encoding.decode("latin-1").lower().split(","):
        coding, _, parameters = item.partition(";")
        if coding.strip() == "gzip":
            return weight(parameters) > 0
    return False
