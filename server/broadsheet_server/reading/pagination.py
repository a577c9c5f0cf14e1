"""Pages of lists, as Relay's cursor connections have them: arguments, cursors, and what a page holds."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NoReturn
from uuid import UUID

from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.keyset import KeysetPosition
from broadsheet_server.reading.read_models import Article
from broadsheet_server.search.engine import PointInTime
from broadsheet_server.search.ranking import SearchPosition
from broadsheet_server.storage import base64url
from broadsheet_shared.limits import PAGE_DEFAULT, PAGE_MAX

_FINGERPRINT_BYTES = 4
_LIST_CURSOR = struct.Struct(">q16s")
"""Microseconds since 1970 and the UUID of the article; the fingerprint of the list follows."""
_SEARCH_CURSOR = struct.Struct(">QIQQ16s")
"""Place by date, rank, moment and latest arrival of the first page, UUID; the fingerprint follows."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NO_POINT_IN_TIME = PointInTime(0, 0)


class ArticleOrder(StrEnum):
    """The order of a list, by date of publication."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class PageArguments:
    """`size` articles from the start of the list or, `backwards`, from its end, between two cursors."""

    size: int = PAGE_DEFAULT
    backwards: bool = False
    after: str | None = None
    before: str | None = None

    def surroundings(self, *, has_more: bool) -> tuple[bool, bool]:
        """Whether there is a next and a previous page; `has_more`: whether the list goes on where it ends.

        At a cursor that was given there is at least the article it came from.
        """
        if self.backwards:
            return self.before is not None, has_more
        return has_more, self.after is not None


def page_arguments(
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    default: int = PAGE_DEFAULT,
) -> PageArguments:
    """Read the four arguments of a connection. Raises InvalidQueryError with a sentence that names the cap.

    Neither `first` nor `last` means a page of the default size: the last one where only `before` is given. A
    page of size 0 is empty, and tells what lies around it.
    """
    if first is not None and last is not None:
        raise InvalidQueryError("Give `first` or `last`, not both: one page has one end to count from.")
    if first is not None:
        return PageArguments(_page_size("first", first), False, after, before)
    if last is not None:
        return PageArguments(_page_size("last", last), True, after, before)
    return PageArguments(default, before is not None and after is None, after, before)


def _page_size(argument: str, size: int) -> int:
    if not 0 <= size <= PAGE_MAX:
        raise InvalidQueryError(f"`{argument}` is {size}; a page has 0 to {PAGE_MAX} entries.")
    return size


def cursor_fingerprint(*query: object) -> bytes:
    """Four bytes that tell one list from another, so that no other list takes its cursors.

    They are a BLAKE2b hash of the query's `repr`, and therefore the same in every process.
    """
    return blake2b(repr(query).encode(), digest_size=_FINGERPRINT_BYTES).digest()


def write_cursor(position: KeysetPosition, fingerprint: bytes) -> str:
    """The opaque cursor of a position in the list with this fingerprint."""
    return pack_cursor(position.published_at, position.uuid.bytes, fingerprint)


def pack_cursor(published_at: datetime, uuid: bytes, fingerprint: bytes) -> str:
    """The same for a date and the bytes of an id."""
    microseconds = (published_at - _EPOCH) // _MICROSECOND
    return base64url.encode(_LIST_CURSOR.pack(microseconds, uuid) + fingerprint)


def read_cursor(text: str, fingerprint: bytes, argument: str) -> KeysetPosition:
    """The position that a cursor holds. Raises InvalidQueryError where it is mangled or of another list."""
    try:
        (microseconds, uuid), cursor_of = _unpack(_LIST_CURSOR, text)
        position = KeysetPosition(_EPOCH + microseconds * _MICROSECOND, UUID(bytes=uuid))
    except (ValueError, OverflowError, struct.error):
        _refuse(f"`{argument}` is not a cursor. Take it from an earlier page of the same list.")
    if cursor_of != fingerprint:
        _refuse(
            f"`{argument}` is a cursor of another list. A cursor is good for the list it came from: "
            "the same field with the same `where` and `orderBy`."
        )
    return position


def write_search_cursor(position: SearchPosition, fingerprint: bytes) -> str:
    """The opaque cursor of a position in the results of the search with this fingerprint."""
    point_in_time = position.point_in_time or _NO_POINT_IN_TIME
    packed = _SEARCH_CURSOR.pack(position.time_key, position.rank, *point_in_time, position.id.bytes)
    return base64url.encode(packed + fingerprint)


def read_search_cursor(text: str, fingerprint: bytes) -> SearchPosition:
    """The position that a cursor of a search holds, its score unknown. Raises InvalidQueryError."""
    try:
        (time_key, rank, moment, latest, uuid), cursor_of = _unpack(_SEARCH_CURSOR, text)
    except (ValueError, struct.error):
        _refuse("`after` is not a cursor. Take it from an earlier page of the search.")
    if cursor_of != fingerprint:
        _refuse(
            "`after` is a cursor of another search. A cursor is good for the search it came from: "
            "the same `query` with the same `where` and `orderBy`."
        )
    point_in_time = PointInTime(moment, latest)
    return SearchPosition(
        UUID(bytes=uuid), 0.0, time_key, rank, None if point_in_time == _NO_POINT_IN_TIME else point_in_time
    )


def _unpack(layout: struct.Struct, text: str) -> tuple[tuple[Any, ...], bytes]:
    """The values in a cursor and its fingerprint. Raises ValueError or struct.error."""
    packed = base64url.decode(text)
    return layout.unpack(packed[:-_FINGERPRINT_BYTES]), packed[-_FINGERPRINT_BYTES:]


def _refuse(message: str) -> NoReturn:
    raise InvalidQueryError(message) from None


@dataclass(slots=True)
class Edge:
    """An article in its position in a list."""

    node: Article
    position: KeysetPosition
    fingerprint: bytes

    @property
    def cursor(self) -> str:
        """The opaque cursor of the position."""
        return write_cursor(self.position, self.fingerprint)


@dataclass(slots=True)
class PageInfo:
    """What lies around a page."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None = None
    end_cursor: str | None = None


@dataclass(slots=True)
class TotalCount:
    """How many articles a list has: exactly, or at least so many."""

    value: int
    is_lower_bound: bool


@dataclass(slots=True)
class Page:
    """One page of a list of articles. `total_count` is there if it was selected."""

    edges: list[Edge]
    page_info: PageInfo
    total_count: TotalCount | None = None

    @property
    def nodes(self) -> list[Article]:
        """The articles alone."""
        return [edge.node for edge in self.edges]
