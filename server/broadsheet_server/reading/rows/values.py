"""What the values of a row mean. Each function gives what the read models would have given of the same value.

Where a value is not what its column promises, they raise, and the caller reads the read models instead.
"""

import re
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from broadsheet_server.newsroom.image_files import SIDE_MAX
from broadsheet_server.reading.article_fields import read_corrections, read_rows
from broadsheet_server.reading.pagination import pack_cursor
from broadsheet_server.reading.read_models import minutes, words_a_minute
from broadsheet_server.storage.column_types import UNREADABLE_DATE
from broadsheet_shared.vocabulary import TagKind

Row = Sequence[Any]
Rows = Sequence[Row]

_INT_MAX = 2**31 - 1
_HEX = re.compile("[0-9a-f]{32}")
_HEX_LINES = re.compile("(?:[0-9a-f]{32}\n)*")
_TAG_KINDS = frozenset(TagKind)


class DamagedValueError(ValueError):
    """A stored value is not what its column promises."""


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
            raise DamagedValueError("an id is not 32 hexadecimal digits")


def check_digits(value: str) -> str:
    """The value, which has to be the 32 digits of an id. Raises DamagedValueError, or TypeError."""
    if _HEX.fullmatch(value):
        return value
    raise DamagedValueError("an id is not 32 hexadecimal digits")


def _same(value: str) -> str:
    return value


def _without_dashes(value: str) -> str:
    return value.replace("-", "")


def _with_dashes(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _sqlite_date(value: Any) -> datetime:
    try:
        date = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return UNREADABLE_DATE
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _sqlite_date_text(value: Any) -> str:
    try:
        date = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        date = UNREADABLE_DATE
    return date.isoformat() + "Z" if date.tzinfo is None else utc_text(date)


def _postgres_date(value: datetime) -> datetime:
    return value.astimezone(UTC)


def utc_text(date: datetime) -> str:
    """A moment as the scalar `DateTime` of the schema writes it."""
    return date.astimezone(UTC).isoformat().replace("+00:00", "Z")


VALUE_READERS = {
    "sqlite": ValueReader(check_digits, _same, _sqlite_date, _sqlite_date_text, True),
    "postgresql": ValueReader(_without_dashes, _with_dashes, _postgres_date, utc_text, False),
}


def whole_number(value: Any) -> int:
    """A count that is at least 0 and fits GraphQL's Int (`article_fields`)."""
    return min(max(value, 0), _INT_MAX) if isinstance(value, int) else 0


def authors(value: str | None) -> Rows:
    """Rows of position, id, slug and name."""
    return _with_ids(read_rows(value))


def tags(value: str | None) -> Rows:
    """Rows of position, id, slug, label and kind."""
    return [row for row in _with_ids(read_rows(value)) if row[4] in _TAG_KINDS]


def breadcrumb(value: str | None) -> Rows:
    """Rows of path, id, slug, name, description and the parent's id, from the root down."""
    rows = _with_ids(read_rows(value))
    for row in rows:
        if row[5] is not None:
            _check_id(row[5])
    return rows


def _with_ids(rows: list[list[Any]]) -> list[list[Any]]:
    for row in rows:
        _check_id(row[1])
    return rows


def _check_id(value: str) -> None:
    if not _HEX.fullmatch(value) and not _HEX.fullmatch(_without_dashes(value)):
        raise DamagedValueError("an id is not 32 hexadecimal digits")


def images(value: str | None, media_folder: str) -> Rows:
    """Rows of id, alt, caption, credit, the original rendition, and all renditions.

    A rendition is name, address, media type, width and height.
    """
    by_id: dict[str, tuple[Any, ...]] = {}
    for _, name, uuid, alt, caption, credit, location, media_type, width, height in read_rows(value):
        if not (_is_side(width) and _is_side(height)):
            continue
        if uuid not in by_id:
            _check_id(uuid)
            by_id[uuid] = uuid, alt, caption, credit, []
        address = location if "://" in location else media_folder + location
        by_id[uuid][4].append((name, address, media_type, width, height))
    return [(*image[:4], _original(image[4]), image[4]) for image in by_id.values()]


def _is_side(value: object) -> bool:
    return isinstance(value, int) and 0 < value <= SIDE_MAX


def _original(renditions: list[Row]) -> Row:
    return next((rendition for rendition in renditions if rendition[0] == "original"), renditions[0])


def corrections(value: str | None) -> list[tuple[str, str]]:
    """Dates in RFC 3339, and texts."""
    return [(utc_text(note.corrected_at), note.text) for note in read_corrections(value)]


@lru_cache(maxsize=1_000)
def _pace(language: str) -> int:
    return words_a_minute(language)


def reading_minutes(word_count: Any, language: str) -> int:
    """How long reading takes, as `read_models.Article` says it. Raises DamagedValueError."""
    if not isinstance(word_count, int):
        raise DamagedValueError("a word count is no number")
    return minutes(word_count, _pace(language))


def first_image(value: str | None, media_folder: str) -> Row | None:
    """The first of `images`, if there is any."""
    return next(iter(images(value, media_folder)), None)
