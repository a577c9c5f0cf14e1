"""Dates as sources write them (ISO 8601, RFC 3339). Nothing is guessed but the zone, and that is said."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from broadsheet_server.newsroom.drafts import DatesWithoutZone

_END_OF_DAY = re.compile(r"(.+?[T ])24(:?00(?::?00(?:[.,]0+)?)?(?![\d:]).*)")
"""Midnight at the end of a day (ISO 8601)."""
_LEAP_SECOND = re.compile(r"(.+?[T ]\d\d(:?)[0-5]\d\2)60(?![\d:])(.*)")
"""The sixtieth second (RFC 3339, section 5.6), which POSIX counts as the first of the next minute."""
_ZONE_IN_BRACKETS = re.compile(r"(?:\[[^\[\]]*\])+")
"""What may stand behind a date with an offset: the zone that it is of (RFC 9557)."""
_UTC_BY_NAME = re.compile(r"(?<=\d) ?(?:UTC|GMT)")
_DAY_OF_YEAR = re.compile(r"(\d{4})-(\d{3})")
"""An ordinal date (ISO 8601)."""


@dataclass(frozen=True, slots=True)
class SourceDate:
    """A date of a source. `day` is the date alone, where there is no time of day with it.

    `moment` is in UTC, but too close to the years 1 or 9999 in its own zone; that of a date alone is the
    beginning of the day. `has_no_zone` where the text has no time zone.
    """

    moment: datetime
    day: date | None = None
    has_no_zone: bool = False


def parse_date(text: str, zone: tzinfo = UTC) -> SourceDate:
    """The date in a text. One without a time zone is read in `zone`. Raises ValueError for other text."""
    written = _in_iso_8601(text.strip().upper())
    day = _day(written)
    moment = datetime(day.year, day.month, day.day) if day else _moment(written)  # noqa: DTZ001 (see below)
    if has_no_zone := moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return SourceDate(moment.astimezone(UTC) if 1 < moment.year < 9999 else moment, day, has_no_zone)


def _day(text: str) -> date | None:
    if match := _DAY_OF_YEAR.fullmatch(text):
        day = date(int(match[1]), 1, 1) + timedelta(days=int(match[2]) - 1)
        return day if f"{day.year:04}" == match[1] else None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _in_iso_8601(text: str) -> str:
    """A date and time in capitals, in the form that the standard library reads."""
    moment, bracket, _ = text.partition("[")
    if bracket and _ZONE_IN_BRACKETS.fullmatch(text, len(moment)):
        text = moment
    if (name := _UTC_BY_NAME.search(text)) and name.end() == len(text) and ":" in text:
        text = f"{text[: name.start()]}Z"
    return text.replace("\u2212", "-")  # the minus sign, which ISO 8601 prefers for offsets


def _moment(text: str) -> datetime:
    if match := _END_OF_DAY.fullmatch(text):
        return datetime.fromisoformat(f"{match[1]}00{match[2]}") + timedelta(days=1)
    if match := _LEAP_SECOND.fullmatch(text):
        return datetime.fromisoformat(f"{match[1]}59{match[3]}") + timedelta(seconds=1)
    return datetime.fromisoformat(text)


class DraftDates:
    """Reads the dates of one draft, and remembers what they lack: a time zone, a time of day.

    `zone` is for dates without one: the source's, or (`is_assumed`) the publication's.
    """

    def __init__(self, zone: ZoneInfo, *, is_assumed: bool = True) -> None:
        self._zone = zone
        self._is_assumed = is_assumed
        self._without_zone: set[str] = set()
        self._days: dict[str, date] = {}

    def read(self, field: str, text: str) -> datetime:
        """The moment of a field of the draft. Raises ValueError for text that is no date."""
        found = parse_date(text, self._zone)
        if found.has_no_zone:
            self._without_zone.add(field)
        if found.day:
            self._days[field] = found.day
        return found.moment

    def day(self, field: str) -> date | None:
        """The date alone of a field that was read, None where it has a time of day."""
        return self._days.get(field)

    def without_zone(self) -> DatesWithoutZone | None:
        """The fields that had no time zone."""
        fields = frozenset(self._without_zone)
        return DatesWithoutZone(fields, self._zone.key, self._is_assumed) if fields else None

    def notes(self) -> tuple[str, ...]:
        """What is to be said of it, once a run."""
        return (f"dates without a time zone were read in {self._zone.key}",) if self._without_zone else ()
