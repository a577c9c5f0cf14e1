"""An article keeps the language and the time zone that the settings gave it when it came."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.drafts import DatesWithoutZone, DraftCorrection
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish

LATER = NOW + timedelta(hours=1)
HALF_PAST_SIX = datetime(2024, 10, 12, 6, 30)  # noqa: DTZ001 (as a source wrote it)


def read_in(zone: str, *, is_assumed: bool = True) -> dict[str, object]:
    """What an importer makes of a date without a time zone."""
    moment = HALF_PAST_SIX.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return {
        "slug": "crane",
        "published_at": moment,
        "corrections": (DraftCorrection("It is 46 tonnes.", moment),),
        "dates_without_zone": DatesWithoutZone(frozenset({"published_at"}), zone, is_assumed),
    }


def stored(database: Database) -> Article:
    with database.read() as session:
        return session.exec(select(Article)).one()


def test_another_time_zone_in_the_settings_revises_nothing(database: Database) -> None:
    publish(database, **read_in("Europe/Berlin"))
    again = publish(database, **read_in("Asia/Shanghai"), now=LATER)
    assert again.outcome is Outcome.UNCHANGED
    assert stored(database).published_at == datetime(2024, 10, 12, 4, 30, tzinfo=UTC)


def test_a_later_version_is_read_in_the_zone_of_the_first(database: Database) -> None:
    publish(database, **read_in("Europe/Berlin"))
    publish(database, **read_in("Asia/Shanghai"), headline="Crane falls", now=LATER)
    article = stored(database)
    assert (article.headline, article.revision) == ("Crane falls", 2)
    assert article.published_at == datetime(2024, 10, 12, 4, 30, tzinfo=UTC)


def test_what_the_source_itself_says_of_its_zone_counts(database: Database) -> None:
    publish(database, **read_in("UTC"))
    publish(database, **read_in("Europe/Berlin", is_assumed=False), now=LATER)
    assert stored(database).published_at == datetime(2024, 10, 12, 4, 30, tzinfo=UTC)


def test_another_language_in_the_settings_revises_nothing(database: Database) -> None:
    publish(database, slug="crane", language="en", language_is_assumed=True)
    again = publish(database, slug="crane", language="de", language_is_assumed=True, now=LATER)
    assert again.outcome is Outcome.UNCHANGED
    assert stored(database).language == "en"
    named = publish(database, slug="crane", language="de", now=LATER)
    assert named.outcome is Outcome.UPDATED


def test_a_date_alone_is_stored_as_one(database: Database) -> None:
    day = date(2024, 10, 12)
    publish(database, slug="crane", published_on=day)
    article = stored(database)
    assert (article.published_on, article.updated_on) == (day, None)
    version = {"updated_at": datetime(2024, 10, 14, tzinfo=UTC), "updated_on": date(2024, 10, 14)}
    publish(database, slug="crane", headline="Crane falls", published_on=day, **version, now=LATER)
    revised = stored(database)
    assert (revised.published_on, revised.updated_on) == (day, date(2024, 10, 14))
