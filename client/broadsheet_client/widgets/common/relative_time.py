"""Formats a time relative to now."""

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

translate = QCoreApplication.translate


def relative_time(when: date, now: datetime | None = None) -> str:
    """“5 min ago”, “yesterday”, “3 October”: the older, the coarser. Of a date without a time, the day."""
    now = now or datetime.now(UTC)
    if not isinstance(when, datetime):
        return _relative_day(when, now.astimezone().date())
    moment, passed = when, now - when
    if passed < timedelta(minutes=1):
        return translate("RelativeTime", "just now")
    if passed < timedelta(hours=1):
        minutes = passed // timedelta(minutes=1)
        return translate("RelativeTime", "%1 min ago").replace("%1", str(minutes))
    if passed < timedelta(hours=12) or moment.astimezone().date() == now.astimezone().date():
        hours = passed // timedelta(hours=1)
        return translate("RelativeTime", "%1 h ago").replace("%1", str(hours))
    return _relative_day(moment.astimezone().date(), now.astimezone().date())


def _relative_day(day: date, today: date) -> str:
    if day == today:
        return translate("RelativeTime", "today")
    if day == today - timedelta(days=1):
        return translate("RelativeTime", "yesterday")
    with_year = day.year != today.year
    pattern = translate("RelativeTime", "d MMMM yyyy") if with_year else translate("RelativeTime", "d MMMM")
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)
