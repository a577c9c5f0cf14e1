"""Moments as a newspaper prints them, in UTC, and as machines read them."""

from datetime import datetime

from broadsheet_server.web.words import CHINESE, Words

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_WEEKDAYS = "一二三四五六日"


def day(moment: datetime, words: Words) -> str:
    """The day, like `28 October 2026`."""
    if words is CHINESE:
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def weekday(moment: datetime, words: Words) -> str:
    """The day with its name, like `Wednesday, 28 October 2026`."""
    if words is CHINESE:
        return f"{day(moment, words)} 星期{_CHINESE_WEEKDAYS[moment.weekday()]}"
    return f"{_WEEKDAYS[moment.weekday()]}, {day(moment, words)}"


def minute(moment: datetime, words: Words) -> str:
    """The day and its time, like `28 October 2026, 06:50 UTC`."""
    return f"{day(moment, words)}{' ' if words is CHINESE else ', '}{moment:%H:%M} UTC"


def machine_time(moment: datetime) -> str:
    """For the datetime attribute and for programs, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
