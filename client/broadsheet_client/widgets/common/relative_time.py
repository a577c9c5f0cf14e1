"""Formats a time relative to now."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

translate = QCoreApplication.translate


def relative_time(moment: datetime, now: datetime | None = None) -> str:
    """“5 min ago”, “yesterday”, “3 October”: the older, the coarser."""
    now = now or datetime.now(UTC)
    passed = now - moment
    if passed < timedelta(minutes=1):
        return translate("RelativeTime", "just now")
    if passed < timedelta(hours=1):
        minutes = passed // timedelta(minutes=1)
        return translate("RelativeTime", "%1 min ago").replace("%1", str(minutes))
    if passed < timedelta(hours=12) or moment.astimezone().date() == now.astimezone().date():
        hours = passed // timedelta(hours=1)
        return translate("RelativeTime", "%1 h ago").replace("%1", str(hours))
    if moment.astimezone().date() == now.astimezone().date() - timedelta(days=1):
        return translate("RelativeTime", "yesterday")
    return _date(moment, with_year=moment.astimezone().year != now.astimezone().year)


def _date(moment: datetime, *, with_year: bool) -> str:
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp())).date()
    pattern = translate("RelativeTime", "d MMMM yyyy") if with_year else translate("RelativeTime", "d MMMM")
    return QLocale().toString(local, pattern)
