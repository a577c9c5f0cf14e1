"""Reading the dates that sources write (ISO 8601). Nothing is guessed."""

from datetime import UTC, datetime

NO_ZONE = "a date has no time zone and was read as UTC"


def read_moment(text: str) -> tuple[datetime, str | None]:
    """Return the moment, with a note where the text leaves something open.

    Raises ValueError when it is no date.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC), NO_ZONE
    return moment, None
