"""Dates as sources write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from broadsheet_server.ingest.dates import DraftDates, parse_date

EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T08:00:00Z",
        "2026-11-20t08:00:00z",
        "2026-11-20T09:00:00+01:00",
        "20261120T090000+0100",
        "2026-11-20 09:00:00 +0100",
        "2026-11-20T08:00:00-00:00",
        "2026-11-20T07:59:60Z",
        "20261120T075960Z",
        "2026-11-20T09:00:00+01:00[Europe/Berlin][u-ca=gregory]",
        "2026-11-20 08:00:00 UTC",
        "2026-11-20T08:00GMT",
        "2026-11-20T07:00:00\u221201:00",
    ],
)
def test_one_moment_has_many_spellings(text: str) -> None:
    found = parse_date(text)
    assert (found.moment, found.day, found.has_no_zone) == (EIGHT, None, False)


@pytest.mark.parametrize("text", ["2026-11-19T24:00:00Z", "20261119T240000Z", "2026-11-19 24:00Z"])
def test_midnight_may_be_the_end_of_a_day(text: str) -> None:
    assert parse_date(text).moment == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-20T24:01:00Z", "2026-11-20T08:00:61Z", "2026-11-20T08:60:00Z", "2026-11-20T25:00:00Z"),
        *("2026-11-20T08:00:00 CET", "2026-11-20T08:00:00+25:00", "2026-1-5T08:00:00Z", "1732089600", "2026"),
        *("2026-11-20T08:00:00[Europe", "2026-366", "20 UTC"),
        *("Fri, 20 Nov 2026 08:00:00 +0200", "yesterday", ""),
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    with pytest.raises(ValueError):
        parse_date(text)


def test_a_day_may_be_counted_from_new_year() -> None:
    assert parse_date("2026-324").day == date(2026, 11, 20)


def test_a_date_without_a_zone_is_read_in_the_zone_of_its_source_summer_and_winter() -> None:
    assert parse_date("2026-11-20T09:00", BERLIN).moment == EIGHT
    assert parse_date("2026-07-20T10:00", BERLIN).moment == EIGHT.replace(month=7)


def test_a_date_alone_stays_a_date_and_begins_with_the_day_of_its_zone() -> None:
    found = parse_date("2026-11-20", ZoneInfo("America/Los_Angeles"))
    assert (found.moment, found.day) == (EIGHT, date(2026, 11, 20))


def test_a_draft_remembers_what_its_dates_lack() -> None:
    dates = DraftDates(BERLIN)
    dates.read("published_at", "2026-11-20")
    dates.read("updated_at", "2026-11-20T08:00:00Z")
    without_zone = dates.without_zone()
    assert without_zone
    assert (without_zone.fields, without_zone.zone) == (frozenset({"published_at"}), "Europe/Berlin")
    assert (dates.day("published_at"), dates.day("updated_at")) == (date(2026, 11, 20), None)
    assert dates.notes() == ("dates without a time zone were read in Europe/Berlin",)
