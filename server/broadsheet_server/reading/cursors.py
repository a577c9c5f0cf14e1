"""Cursors: a place in one list, by the article that stands there, so that news on top moves nothing."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from broadsheet_server.reading.questions import QuestionError

_LAYOUT = struct.Struct(">q16s4s")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Place(NamedTuple):
    """A place in a list: what the list is ordered by."""

    published_at: datetime
    key: UUID


def list_mark(*question: object) -> bytes:
    """Four bytes that tell one list from another, the same in every process."""
    return blake2b(repr(question).encode(), digest_size=4).digest()


def write_cursor(place: Place, mark: bytes) -> str:
    """The opaque cursor of a place in the list that `mark` tells."""
    microseconds = (place.published_at - _EPOCH) // _MICROSECOND
    return urlsafe_b64encode(_LAYOUT.pack(microseconds, place.key.bytes, mark)).rstrip(b"=").decode()


def read_cursor(text: str, mark: bytes, argument: str) -> Place:
    """The place that a cursor names. Raises QuestionError for a mangled one and for one of another list."""
    try:
        packed = urlsafe_b64decode(text.encode("ascii") + b"==")
        microseconds, key, found = _LAYOUT.unpack(packed)
        place = Place(_EPOCH + microseconds * _MICROSECOND, UUID(bytes=key))
    except (UnicodeError, NotBase64Error, ValueError, OverflowError, struct.error) as error:
        raise QuestionError(
            f"`{argument}` is not a cursor. Take it from an earlier page of the same list."
        ) from error
    if found != mark or write_cursor(place, mark) != text:
        raise QuestionError(
            f"`{argument}` is a cursor of another list. A cursor is good for the list it came from: "
            "the same field with the same `where` and `orderBy`."
        )
    return place
