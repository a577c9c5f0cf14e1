"""Cursors among what a search found: which article stood there, after how many others, of which date, and
what there was when the first page was read.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from uuid import UUID

from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.pagination import cursor_fingerprint
from broadsheet_server.search.engine import PointInTime
from broadsheet_server.search.ranked_search import SearchRequest
from broadsheet_server.search.ranking import DEEPEST, SearchPosition

_LAYOUT = struct.Struct(">QIQQ16s4s")


_NOT_KEPT = PointInTime(0, 0)


def search_mark(wish: SearchRequest) -> bytes:
    """What the cursors of a search carry, so that no other search takes them."""
    filters = wish.filters
    return cursor_fingerprint(
        "search",
        wish.text,
        wish.order.value,
        filters.section,
        filters.descendants,
        filters.tag,
        filters.author,
        filters.language,
        filters.published_after,
        filters.published_before,
    )


def write_spot(spot: SearchPosition, mark: bytes) -> str:
    """The opaque cursor of a spot in the search that `mark` tells."""
    packed = _LAYOUT.pack(spot.time_key, spot.rank, *(spot.point_in_time or _NOT_KEPT), spot.id.bytes, mark)
    return urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_spot(text: str, wish: SearchRequest) -> SearchPosition:
    """The spot that a cursor of this search names. Raises InvalidQueryError."""
    try:
        place, rank, *first, key, found = _LAYOUT.unpack(urlsafe_b64decode(text.encode("ascii") + b"=="))
        spot = SearchPosition(UUID(bytes=key), 0.0, place, rank, _first_page(*first))
    except (UnicodeError, NotBase64Error, ValueError, struct.error) as error:
        raise InvalidQueryError(
            "`after` is not a cursor. Take it from an earlier page of the search."
        ) from error
    if found != search_mark(wish) or write_spot(spot, found) != text:
        raise InvalidQueryError(
            "`after` is a cursor of another search. A cursor is good for the search it came from: "
            "the same `query` with the same `where` and `orderBy`."
        )
    if wish.order is wish.order.RELEVANCE and rank >= DEEPEST - 1:
        raise InvalidQueryError(
            f"By relevance the first {DEEPEST:,} can be read. Narrow the search, or order it by NEWEST."
        )
    return spot


def _first_page(moment: int, latest: int) -> PointInTime | None:
    first = PointInTime(moment, latest)
    return None if first == _NOT_KEPT else first
