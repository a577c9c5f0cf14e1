"""Dates in the words of a page's language, in UTC, and in the form that programs read."""

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date

_LOCALES = {"en": "en_GB"}
"""English as this site writes it; Babel's plain `en` is that of the United States."""


def day(moment: datetime, language: str) -> str:
    """The day, like `28 October 2026`."""
    return _format(moment.date(), "long", language)


def weekday(moment: datetime, language: str) -> str:
    """The day with its name, like `Wednesday, 28 October 2026`."""
    return _format(moment.date(), "full", language)


def minute(moment: datetime, language: str) -> str:
    """The day and its time, like `28 October 2026, 06:50 UTC`."""
    pattern = str(_locale(language).datetime_formats["long"])
    return pattern.format(f"{moment:%H:%M} UTC", day(moment, language))


def machine_time(moment: datetime) -> str:
    """RFC 3339, to the second: for the datetime attribute and for JSON-LD."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1_024)
def _format(day: date, style: Literal["long", "full"], language: str) -> str:
    """Cached, because Babel takes 5 µs, and the articles of a page have few different days."""
    return format_date(day, style, _locale(language))


@cache
def _locale(language: str) -> Locale:
    """The locale of a language that the pages have words in."""
    return Locale.parse(_LOCALES.get(language, language).replace("-", "_"))
