"""Dates in words, in English and Chinese, on the reader's own clock."""

from datetime import datetime, tzinfo

from broadsheet_client.core.languages import is_chinese

_MONTHS = "January February March April May June July August September October November December"


def format_date(moment: datetime, language: str = "en", zone: tzinfo | None = None) -> str:
    """`20 November 2026, 14:05`, or `2026年11月20日 14:05`. Without `zone` it is this machine's."""
    here = moment.astimezone(zone)
    clock = f"{here.hour:02}:{here.minute:02}"
    if is_chinese(language):
        return f"{here.year}年{here.month}月{here.day}日 {clock}"
    return f"{here.day} {_MONTHS.split()[here.month - 1]} {here.year}, {clock}"
