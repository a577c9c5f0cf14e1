"""What the values of a row mean. Each function gives what the read models would have given of the same value.

Where a value is not what its column promises, they raise, and the caller reads the read models instead.
"""

import re
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NoReturn

from broadsheet_server.reading.pagination import pack_cursor
from broadsheet_server.reading.read_models import minutes, words_a_minute
from broadsheet_server.storage.damaged_values import UNREADABLE_DATE

Row = Sequence[Any]
Rows = Sequence[Row]

VALUES_KEPT = 1_000
"""Most ids and dates of each kind whose text is kept: the same articles are asked for again and again."""

_INT_MAX = 2**31 - 1
_HEX = re.compile("[0-9a-f]{32}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEX_LINES = re.compile("(?:[0-9a-f]{32}\n)*")


class DamagedValueError(ValueError):
    """A stored value is not what its column promises."""


def refuse_id() -> NoReturn:
    """Raises DamagedValueError."""
    raise DamagedValueError("an id is not 32 hexadecimal digits")


def check_digits(value: str) -> str:
    """The value, which has to be the 32 digits of an id. Raises DamagedValueError, or TypeError."""
    return value if _HEX.fullmatch(value) else refuse_id()


@dataclass(frozen=True, slots=True)
class ValueReader:
    """How the values of one driver are read.

    `hex_of`: the 32 digits of an id; `raw_id`: the driver's id of 32 digits; `date`: the aware date of a
    value; `date_text`: the same as RFC 3339 writes it. `checks_ids`: whether a column of ids can hold
    something else.
    """

    hex_of: Callable[[Any], str]
    raw_id: Callable[[str], str]
    date: Callable[[Any], datetime]
    date_text: Callable[[Any], str]
    checks_ids: bool

    def global_id_writer(self, type_name: str) -> Callable[[Any], str]:
        """A function that writes the opaque id of an object of this type (`global_ids.global_id`)."""
        hex_of, prefix = self.hex_of, f"{type_name}:".encode()
        length = ((len(prefix) + 32) * 4 + 2) // 3  # without padding

        @lru_cache(maxsize=VALUES_KEPT)
        def write(value: Any) -> str:
            encoded = b2a_base64(prefix + hex_of(value).encode(), newline=False)
            return encoded[:length].decode()

        return write

    def cursor(self, published_at: Any, article_id: Any, fingerprint: bytes) -> str:
        """The cursor of an article in the list with this fingerprint."""
        return pack_cursor(self.date(published_at), bytes.fromhex(self.hex_of(article_id)), fingerprint)

    def check_ids(self, values: Iterable[str]) -> None:
        """Raises DamagedValueError, or TypeError, where a value of an id column is no id."""
        if self.checks_ids and not _HEX_LINES.fullmatch("".join([value + "\n" for value in values])):
            refuse_id()


def _same(value: str) -> str:
    return value


def _without_dashes(value: str) -> str:
    return value.replace("-", "")


def _with_dashes(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _date(value: Any) -> datetime:
    try:
        date = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return UNREADABLE_DATE
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


@lru_cache(maxsize=VALUES_KEPT)
def _date_text(value: Any) -> str:
    return utc_text(_date(value))


def utc_text(date: datetime) -> str:
    """A moment as the scalar `DateTime` of the schema writes it."""
    return date.astimezone(UTC).isoformat().replace("+00:00", "Z")


VALUE_READERS = {
    "sqlite": ValueReader(check_digits, _same, _date, _date_text, True),
    "postgresql": ValueReader(_without_dashes, _with_dashes, _date, _date_text, False),
}


def day_text(value: Any) -> str | None:
    """A date without a time, as the scalar `Date` of the schema writes it. Raises DamagedValueError."""
    if value is None:
        return None
    text = str(value)
    if not _DAY.fullmatch(text):
        raise DamagedValueError("a day is no date")
    return text


def whole_number(value: Any) -> int:
    """A count that is at least 0 and fits GraphQL's Int (`article_fields`)."""
    return min(max(value, 0), _INT_MAX) if isinstance(value, int) else 0


@lru_cache(maxsize=1_000)
def _pace(language: str) -> int:
    return words_a_minute(language)


def reading_minutes(word_count: Any, language: str) -> int:
    """How long reading takes, as `read_models.Article` says it. Raises DamagedValueError."""
    if not isinstance(word_count, int):
        raise DamagedValueError("a word count is no number")
    return minutes(word_count, _pace(language))
