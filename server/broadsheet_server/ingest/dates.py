"""Dates as sources write them (ISO 8601). Nothing is guessed but the time zone, and that is said."""

from datetime import UTC, datetime

NO_TIME_ZONE = "a date has no time zone and was read as UTC"


def parse_date(text: str) -> tuple[datetime, str | None]:
    """The moment in UTC, with a note where the text has no time zone.

    A moment too close to the years 1 or 9999 for UTC keeps its own zone. Raises ValueError for other text.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC), NO_TIME_ZONE
    return moment.astimezone(UTC) if 1 < moment.year < 9999 else moment, None
