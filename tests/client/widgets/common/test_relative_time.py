"""A time is told relative to now, the coarser the longer ago."""

from datetime import UTC, datetime, timedelta

import pytest

from broadsheet_client.widgets.common.relative_time import relative_time

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=1, hours=2), "yesterday"),
        (timedelta(days=3), "20 November"),
        (timedelta(days=400), "19 October 2025"),
    ],
)
def test_the_longer_ago_the_coarser(ago: timedelta, words: str) -> None:
    assert relative_time(NOW - ago, NOW) == words


def test_a_clock_that_runs_ahead_is_no_reason_for_nonsense() -> None:
    assert relative_time(NOW + timedelta(minutes=3), NOW) == "just now"


def test_a_date_without_a_time_is_a_day() -> None:
    today = NOW.astimezone().date()
    days = [today, today - timedelta(days=1), today.replace(year=today.year - 2, month=5, day=4)]
    assert [relative_time(day, NOW) for day in days] == ["today", "yesterday", f"4 May {today.year - 2}"]
