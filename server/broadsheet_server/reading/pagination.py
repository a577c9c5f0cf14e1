"""Cursors: a place in one list, by the article that stands there, so that news on top moves nothing."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_shared.limits import PAGE_DEFAULT, PAGE_MAX

_LAYOUT = struct.Struct(">q16s4s")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class KeysetPosition(NamedTuple):
    """A place in a list: what the list is ordered by."""

    published_at: datetime
    key: UUID


def cursor_fingerprint(*question: object) -> bytes:
    """Four bytes that tell one list from another, the same in every process."""
    return blake2b(repr(question).encode(), digest_size=4).digest()


def write_cursor(place: KeysetPosition, mark: bytes) -> str:
    """The opaque cursor of a place in the list that `mark` tells."""
    microseconds = (place.published_at - _EPOCH) // _MICROSECOND
    return urlsafe_b64encode(_LAYOUT.pack(microseconds, place.key.bytes, mark)).rstrip(b"=").decode()


def read_cursor(text: str, mark: bytes, argument: str) -> KeysetPosition:
    """The place that a cursor names. Raises InvalidQueryError where it is mangled or of another list."""
    try:
        packed = urlsafe_b64decode(text.encode("ascii") + b"==")
        microseconds, key, found = _LAYOUT.unpack(packed)
        place = KeysetPosition(_EPOCH + microseconds * _MICROSECOND, UUID(bytes=key))
    except (UnicodeError, NotBase64Error, ValueError, OverflowError, struct.error) as error:
        raise InvalidQueryError(
            f"`{argument}` is not a cursor. Take it from an earlier page of the same list."
        ) from error
    if found != mark or write_cursor(place, mark) != text:
        raise InvalidQueryError(
            f"`{argument}` is a cursor of another list. A cursor is good for the list it came from: "
            "the same field with the same `where` and `orderBy`."
        )
    return place


@dataclass(frozen=True, slots=True)
class PageArguments:
    """`size` articles from the start of the list or, `backwards`, from its end, between two cursors."""

    size: int = PAGE_DEFAULT
    backwards: bool = False
    after: str | None = None
    before: str | None = None


def page_arguments(
    first: int | None, after: str | None, last: int | None, before: str | None
) -> PageArguments:
    """Read the four arguments of a connection. Raises InvalidQueryError with a sentence that names the cap.

    Neither `first` nor `last` means a page of the default size: the last one where only `before` is given.
    """
    if first is not None and last is not None:
        raise InvalidQueryError("Give `first` or `last`, not both: one page has one end to count from.")
    if first is not None:
        return PageArguments(_counted("first", first), False, after, before)
    if last is not None:
        return PageArguments(_counted("last", last), True, after, before)
    return PageArguments(PAGE_DEFAULT, before is not None and after is None, after, before)


def _counted(argument: str, number: int) -> int:
    if not 1 <= number <= PAGE_MAX:
        raise InvalidQueryError(f"`{argument}` is {number}; a page has 1 to {PAGE_MAX} entries.")
    return number
