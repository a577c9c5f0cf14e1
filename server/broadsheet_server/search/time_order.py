"""Time order keys: numbers by which an index sorts articles by date, and a search reads on from there."""

from datetime import UTC, datetime

TIME_KEY_MAX = 2**64 - 1
_ID_BITS = 18
_LATEST_MILLISECONDS = (1 << 64 - _ID_BITS) - 1
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """The milliseconds from the beginning of the year 1 (UTC) to an aware moment."""
    elapsed = moment - _BEGINNING
    return (elapsed.days * 86_400 + elapsed.seconds) * 1_000 + elapsed.microseconds // 1_000


def time_key(moment: datetime, id_int: int = 0) -> int:
    """The key of an article published at that moment: 46 bits of milliseconds, then 18 bits of its id.

    The bits of the id make equal keys rare, not impossible: a total order needs key and id. Moments after the
    year 2231 all count as one.
    """
    return min(milliseconds(moment), _LATEST_MILLISECONDS) << _ID_BITS | id_int & ((1 << _ID_BITS) - 1)


def milliseconds_of(key: int) -> int:
    """The milliseconds that a time order key begins with."""
    return key >> _ID_BITS
