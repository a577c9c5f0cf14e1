"""Related news in steps: what is due when, what is left for later, and which process does it."""

import asyncio
from datetime import timedelta
from uuid import UUID

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.related.list_store import read_lists
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.machine import Machine
from tests.server.related.stories import (
    CRACK,
    INQUIRY,
    REPAIR,
    TODAY,
    publish_other_news,
    relate,
    related,
    report,
)  # fmt: skip
from tests.waiting import wait_in_loop_until


def test_an_embargoed_article_takes_its_places_when_its_hour_comes(
    database: Database, crack: UUID, machine: Machine
) -> None:
    hour = TODAY + timedelta(hours=5)
    repair = report(database, "Swing bridge to be repaired", REPAIR, embargoed_until=hour)
    for now in (TODAY + timedelta(hours=1), hour + timedelta(minutes=1)):
        machine.work(now)
        assert related(database, crack) == ([repair] if now > hour else [])
    assert related(database, repair) == [crack]


def test_lists_that_an_ended_process_left_out_are_made_by_the_next(
    database: Database, settings: Settings, crack: UUID, repair: UUID, machine: Machine
) -> None:
    machine.index(TODAY)
    machine.close()
    relate(database, settings)
    assert related(database, crack) == [repair]


def test_every_change_is_processed_once(database: Database, settings: Settings, machine: Machine) -> None:
    publish_other_news(database)
    relate(database, settings)
    for text in (CRACK, REPAIR, INQUIRY):
        report(database, "Swing bridge", text)
    machine.index(TODAY)
    assert [machine.follower.step(TODAY), machine.follower.step(TODAY)] == [3, 0]


def test_a_change_that_the_index_has_not_seen_yet_is_left_for_later(
    database: Database, settings: Settings, machine: Machine
) -> None:
    publish_other_news(database)
    relate(database, settings)
    machine.index(TODAY)
    repair = report(database, "Swing bridge to be repaired", REPAIR)
    assert machine.follower.step(TODAY) == 0
    machine.index(TODAY)
    assert machine.follower.step(TODAY) == 1
    assert related(database, repair) == []


def test_an_article_that_has_expired_gets_no_list(database: Database, machine: Machine) -> None:
    now = TODAY + timedelta(hours=1)
    expired = report(database, "Swing bridge closed", CRACK, days_ago=9, expires_at=now)
    public = report(database, "To be repaired", REPAIR, expires_at=now + timedelta(seconds=1))
    machine.work(now)
    with database.read() as session:
        assert set(read_lists(session, [expired, public])) == {public}


def test_a_second_process_waits_for_the_first(database: Database, settings: Settings) -> None:
    publish_other_news(database)
    first, second = ServerFollowers(database, settings), ServerFollowers(database, settings)
    for followers in (first, second):
        followers.catch_up()
    assert (first.is_active, second.is_active) == (True, False)
    first.close()
    second.catch_up()
    assert second.is_active
    second.close()


def test_beside_a_server_news_is_found_and_related_within_moments(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=3)
    relate(database, settings)

    async def publish_and_wait() -> UUID:
        stop = asyncio.Event()
        running = asyncio.create_task(ServerFollowers(database, settings).run(stop))
        repair = await asyncio.to_thread(report, database, "Swing bridge to be repaired", REPAIR)
        await wait_in_loop_until(lambda: _has_list(database, repair))
        stop.set()
        await running
        await database.close()
        return repair

    repair = asyncio.run(publish_and_wait())
    assert open_index(settings.index).searcher().document_frequency("repair") == 1
    assert related(database, repair) == [crack]
    assert related(database, crack) == [repair]


def _has_list(database: Database, key: UUID) -> bool:
    with database.read() as session:
        return key in read_lists(session, [key])
