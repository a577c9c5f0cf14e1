"""Dates on pages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from broadsheet_server.web.dates import day, machine_time, minute, weekday

LATE = datetime(2026, 10, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "28 October 2026, 23:30 UTC"),
        ("Europe/Berlin", "29 October 2026, 00:30 CET"),
        ("Asia/Kolkata", "29 October 2026, 05:00 IST"),
        ("America/Sao_Paulo", "28 October 2026, 20:30 UTC-03:00"),
    ],
)
def test_a_page_has_the_time_of_its_publication(zone: str, words: str) -> None:
    assert minute(LATE, "en", ZoneInfo(zone)) == words
    assert machine_time(LATE) == "2026-10-28T23:30:00Z"


def test_the_day_is_that_of_the_publication() -> None:
    assert day(LATE, "en", ZoneInfo("Asia/Shanghai")) == "29 October 2026"
    assert weekday(LATE, "zh-Hans", ZoneInfo("Asia/Shanghai")) == "2026年10月29日星期四"


def test_a_date_without_a_time_is_the_same_day_everywhere() -> None:
    for zone in ("UTC", "America/Los_Angeles", "Pacific/Auckland"):
        assert minute(date(2026, 10, 28), "en", ZoneInfo(zone)) == "28 October 2026"
    assert machine_time(date(2026, 10, 28)) == "2026-10-28"
