"""Dates in the words of a page's language and in its time zone, and in the form that programs read.

A date is a moment, or a day without a time of day.
"""

from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

_LOCALES = {"en": "en_GB"}
"""English as this site writes it; Babel's plain `en` is that of the United States."""


def day(when: date, language: str, zone: tzinfo) -> str:
    """The day, like `28 October 2026`."""
    return _format(_date(when, zone), "long", language)


def weekday(when: date, language: str, zone: tzinfo) -> str:
    """The day with its name, like `Wednesday, 28 October 2026`."""
    return _format(_date(when, zone), "full", language)


def minute(when: date, language: str, zone: tzinfo) -> str:
    """The day and its time, like `28 October 2026, 06:50 UTC`; of a date alone, the day."""
    if not isinstance(when, datetime):
        return day(when, language, zone)
    local = when.astimezone(zone)
    pattern = str(_locale(language).datetime_formats["long"])
    return pattern.format(f"{local:%H:%M} {_zone_name(local)}", day(when, language, zone))


def machine_time(when: date) -> str:
    """RFC 3339, to the second or the day: for the datetime attribute and for JSON-LD."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(when, datetime) else when.isoformat()


def _date(when: date, zone: tzinfo) -> date:
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def _zone_name(local: datetime) -> str:
    """The abbreviation of the zone where it has one, like `CET`, otherwise `UTC+05:30`."""
    name, offset = local.tzname() or "", f"{local:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"


@lru_cache(maxsize=1_024)
def _format(day: date, style: Literal["long", "full"], language: str) -> str:
    """Cached, because Babel takes 5 µs, and the articles of a page have few different days."""
    from babel.dates import format_date  # with the first page

    return format_date(day, style, _locale(language))


@cache
def _locale(language: str) -> "Locale":
    """The locale of a language that the pages have words in."""
    from babel import Locale

    return Locale.parse(_LOCALES.get(language, language).replace("-", "_"))
