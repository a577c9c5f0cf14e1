"""Who follows the change feed learns of what only the clock has changed."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from broadsheet_server.models.changes import Change
from broadsheet_server.newsroom.correct import correct
from broadsheet_server.newsroom.release_follower import ReleaseFollower
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish

HOUR = timedelta(hours=1)


def kinds(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(Change.kind).order_by(col(Change.sequence))))


def catch_up(follower: ReleaseFollower, now: datetime) -> None:
    while follower.step(now):
        pass


def test_a_scheduled_article_is_released_once_when_its_time_comes(database: Database) -> None:
    follower = ReleaseFollower(database)
    publish(database, published_at=NOW + HOUR)
    catch_up(follower, NOW)
    assert kinds(database) == ["published"]
    catch_up(follower, NOW + HOUR)
    catch_up(follower, NOW + 2 * HOUR)
    assert kinds(database) == ["published", "released"]
    with database.read() as session:
        last = session.exec(select(Change).order_by(col(Change.sequence).desc())).first()
    assert last is not None
    assert last.occurred_at == NOW + HOUR
    assert "section:city" in last.topics


def test_an_embargo_ends_after_the_date_and_an_edit_between_them_is_no_release(database: Database) -> None:
    article = publish(database, embargoed_until=NOW + 2 * HOUR)
    with database.write() as session:
        correct(session, article.article_id, "Not yet.", now=NOW + HOUR)
    follower = ReleaseFollower(database)
    catch_up(follower, NOW + HOUR)
    assert kinds(database) == ["published", "corrected"]
    catch_up(follower, NOW + 3 * HOUR)
    assert kinds(database) == ["published", "corrected", "released"]


def test_an_article_expires_though_no_server_ran_at_that_moment(database: Database) -> None:
    publish(database, expires_at=NOW + HOUR)
    catch_up(ReleaseFollower(database), NOW + 48 * HOUR)
    assert kinds(database) == ["published", "expired"]


def test_what_was_public_from_the_start_or_is_withdrawn_is_not_released(database: Database) -> None:
    publish(database)
    publish(database, published_at=NOW - 24 * HOUR, headline="An older one")
    withdrawn = {"external_reference": "wire:1", "source_name": "Wire"}
    publish(database, embargoed_until=NOW + HOUR, headline="A third one", **withdrawn)
    publish(database, headline="A third one", **withdrawn, withdrawn=True)
    catch_up(ReleaseFollower(database), NOW + 2 * HOUR)
    assert "released" not in kinds(database)


def test_two_servers_release_an_article_once(database: Database) -> None:
    publish(database, published_at=NOW + HOUR)
    first, second = ReleaseFollower(database), ReleaseFollower(database)
    catch_up(first, NOW)
    catch_up(second, NOW)
    catch_up(first, NOW + HOUR)
    catch_up(second, NOW + HOUR)
    assert kinds(database).count("released") == 1


def test_many_articles_of_one_moment_are_all_released(database: Database) -> None:
    for number in range(3):
        publish(database, published_at=NOW + HOUR, headline=f"Report {number}")
    follower = ReleaseFollower(database)
    catch_up(follower, NOW)
    publish(database, published_at=NOW + 2 * HOUR, headline="Later")
    catch_up(follower, NOW + HOUR)
    assert kinds(database).count("released") == 3
    catch_up(follower, NOW + 2 * HOUR)
    assert kinds(database).count("released") == 4
