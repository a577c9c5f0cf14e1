"""What a later version does not repeat stays as it was."""

from datetime import datetime, timedelta

from sqlmodel import select

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.storage.database import Database
from tests.builders import NOW, PUBLISHED_AT, publish

HOUR = timedelta(hours=1)
EMBARGO = NOW + 24 * HOUR


def stored(database: Database) -> Article:
    with database.read() as session:
        return session.exec(select(Article)).one()


def test_an_embargo_stays_when_a_correction_does_not_repeat_it(database: Database) -> None:
    publish(database, external_reference="a", embargoed_until=EMBARGO)
    second = publish(database, external_reference="a", headline="Two", updated_at=NOW + HOUR)
    assert second.outcome == Outcome.UPDATED
    assert second.notes == ("the embargo until 2024-10-13 06:31 UTC stays; this version does not repeat it",)
    assert stored(database).embargoed_until == EMBARGO


def test_a_source_lifts_an_embargo_by_a_date_that_has_passed_and_it_is_told(
    database: Database,
) -> None:
    publish(database, external_reference="a", embargoed_until=EMBARGO)
    lifted = publish(
        database, external_reference="a", embargoed_until=NOW, updated_at=NOW + HOUR, now=NOW + HOUR
    )
    assert (lifted.outcome, lifted.warnings) == (
        Outcome.UPDATED,
        ("It lifts the embargo until 2024-10-13 06:31 UTC.",),
    )
    assert stored(database).embargoed_until == NOW


def test_an_embargo_that_ends_earlier_than_was_said_is_told(database: Database) -> None:
    publish(database, external_reference="a", embargoed_until=EMBARGO)
    earlier = publish(database, external_reference="a", embargoed_until=NOW + HOUR)
    assert earlier.warnings == ("The embargo until 2024-10-13 06:31 UTC now ends 2024-10-12 07:31 UTC.",)
    assert publish(database, external_reference="a", embargoed_until=EMBARGO).warnings == ()


def test_an_expiry_and_the_first_publication_stay(database: Database) -> None:
    publish(database, external_reference="a", expires_at=NOW + HOUR)
    second = publish(
        database, external_reference="a", headline="Two", published_at=None, updated_at=NOW + HOUR
    )
    article = stored(database)
    assert (article.expires_at, article.published_at) == (NOW + HOUR, PUBLISHED_AT)
    assert second.notes == ()


def test_a_version_that_only_leaves_things_out_changes_nothing(database: Database) -> None:
    publish(database, external_reference="a", expires_at=NOW + HOUR, embargoed_until=EMBARGO)
    again = publish(database, external_reference="a", published_at=None, updated_at=NOW + HOUR)
    assert again.outcome == Outcome.UNCHANGED


def test_an_article_that_expired_before_it_came_is_told(database: Database) -> None:
    late = publish(database, expires_at=datetime.fromisoformat("2023-05-31T00:00:00+02:00"))
    assert (late.outcome, late.notes) == (Outcome.CREATED, ("expired on 2023-05-31; nobody will see it",))


def test_another_spelling_of_the_address_changes_nothing_but_a_move_to_https_does(database: Database) -> None:
    publish(database, external_reference="a", canonical_url="http://courier.example/crane")
    spelt = publish(
        database, external_reference="a", canonical_url="http://www.courier.example/crane/?utm_id=1"
    )
    safer = publish(database, external_reference="a", canonical_url="https://courier.example/crane")
    back = publish(database, external_reference="a", canonical_url="http://courier.example/crane")
    outcomes = [spelt.outcome, safer.outcome, back.outcome]
    assert outcomes == [Outcome.UNCHANGED, Outcome.UPDATED, Outcome.UNCHANGED]
    assert stored(database).canonical_url == "https://courier.example/crane"


def test_the_number_of_a_version_decides_where_dates_are_equal(database: Database) -> None:
    for number, headline in ((2, "Two"), (1, "One"), (3, "Three")):
        last = publish(database, external_reference="a", headline=headline, version=number, updated_at=NOW)
    assert (last.outcome, stored(database).headline, stored(database).revision) == (
        Outcome.UPDATED,
        "Three",
        2,
    )


def test_an_article_that_is_dated_later_is_told_unless_an_embargo_says_so(database: Database) -> None:
    later = NOW + 24 * HOUR
    dated = publish(database, external_reference="a", published_at=later)
    held = publish(database, external_reference="b", published_at=later, embargoed_until=later)
    assert dated.notes == ("dated 2024-10-13 06:31 UTC; nobody will see it before",)
    assert held.notes == ()
