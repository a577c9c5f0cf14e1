"""Articles that are not public yet are remembered until their hour comes."""

from datetime import timedelta
from uuid import UUID

from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.embargo_schedule import EmbargoSchedule
from broadsheet_server.storage.database import Database
from tests.server.related.corpus import indexed_article
from tests.server.related.stories import TODAY, report

HOUR = timedelta(hours=1)
A, B = UUID(int=1), UUID(int=2)


def test_articles_under_embargo_or_dated_ahead_are_due_when_both_times_have_come(database: Database) -> None:
    report(database, "Public", "Long since.")
    embargoed = report(database, "Embargoed", "Soon.", embargoed_until=TODAY + 2 * HOUR)
    ahead = report(database, "Dated ahead", "Soon.", published_at=TODAY + 3 * HOUR)
    both = report(database, "Both", "Soon.", published_at=TODAY + 3 * HOUR, embargoed_until=TODAY + 2 * HOUR)
    with database.read() as session:
        schedule = EmbargoSchedule.load(session, TODAY)
    assert schedule.due(TODAY + HOUR) == []
    assert schedule.due(TODAY + 2 * HOUR) == [embargoed]
    assert set(schedule.due(TODAY + 3 * HOUR)) == {embargoed, ahead, both}


def test_an_embargo_that_ended_before_the_follower_stopped_is_not_due_again(database: Database) -> None:
    report(database, "Embargoed", "Soon.", embargoed_until=TODAY + 2 * HOUR)
    with database.read() as session:
        assert EmbargoSchedule.load(session, TODAY + 2 * HOUR).due(TODAY + 9 * HOUR) == []
        assert len(EmbargoSchedule.load(session, TODAY + HOUR).due(TODAY + 9 * HOUR)) == 1


def test_a_withdrawn_article_is_not_due(database: Database) -> None:
    embargoed = report(database, "Embargoed", "Soon.", embargoed_until=TODAY + 2 * HOUR)
    with database.write() as session:
        withdraw(session, embargoed, now=TODAY)
    with database.read() as session:
        assert EmbargoSchedule.load(session, TODAY).due(TODAY + 9 * HOUR) == []


def test_an_article_that_changes_gets_a_new_release_time() -> None:
    schedule = EmbargoSchedule({A: TODAY + HOUR, B: TODAY + HOUR})
    schedule.update([A], [indexed_article("Later", public_from=TODAY + 5 * HOUR)], TODAY)
    assert schedule.due(TODAY + 2 * HOUR) == [B]
    assert schedule.due(TODAY + 5 * HOUR) == [B, A]


def test_an_article_that_is_public_or_gone_is_due_no_more() -> None:
    schedule = EmbargoSchedule({A: TODAY + HOUR, B: TODAY + HOUR})
    schedule.update([A, B], [indexed_article("Public", public_from=TODAY)], TODAY)
    assert schedule.due(TODAY + 9 * HOUR) == []
