"""Visits: a browser opens the address of the endpoint, to see a page and not to ask the schema."""

from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.routing import Match, Route
from starlette.types import Scope

_ASKING: Final = frozenset({"query", "documentId", "extensions"})
"""Parameters with which an address asks something: its answer is one for programs, also in a browser."""

_LONGEST: Final = 4_096
"""Longest query string, in bytes, of an address that people open."""


def is_visit(scope: Scope) -> bool:
    """Whether a request is a visit. Programs do not accept `text/html`, and `*/*` does not mean it."""
    if scope["method"] not in {"GET", "HEAD"}:
        return False
    return "text/html" in Headers(scope=scope).get("accept", "").lower() and not _asks(scope["query_string"])


def _asks(query_string: bytes) -> bool:
    if len(query_string) > _LONGEST:
        return True
    given = parse_qs(query_string.decode("latin-1"), keep_blank_values=True)
    return not _ASKING.isdisjoint(given)


class VisitRoute(Route):
    """A route that only visits take."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No match for anything else, whatever its method."""
        match, child_scope = super().matches(scope)
        if match is Match.FULL and is_visit(scope):
            return match, child_scope
        return Match.NONE, {}
