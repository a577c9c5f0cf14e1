"""Sources are polled beside other sources, other servers and editors."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from broadsheet_server.ingest.poll_queue import LEASE, claim_sources
from broadsheet_server.ingest.sources import (
    find_source,
    pause_source,
    remove_source,
    source_health,
)
from broadsheet_server.operations import source_poller
from broadsheet_server.operations.hub_subscriber import HubSubscriber
from broadsheet_server.operations.source_poller import SourcePoller
from tests.server.fetching.web_server import response, silence
from tests.server.ingest.feed_documents import item, rss
from tests.server.operations.conftest import RunStory
from tests.server.operations.polled_newsroom import Newsroom

FEED = response(rss([item("one"), item("two")]), 'ETag: "1"')


class PollLog(logging.Handler):
    """Hears what the server logs of its sources."""

    def __init__(self) -> None:
        super().__init__()
        self._events: dict[str, asyncio.Event] = {}

    def told(self, message: str) -> asyncio.Event:
        """Set once the message is logged."""
        return self._events.setdefault(message, asyncio.Event())

    def emit(self, record: logging.LogRecord) -> None:
        """Hear a message, which comes from the event loop."""
        self.told(record.getMessage()).set()


@pytest.fixture
def log() -> Iterator[PollLog]:
    """What the server logs of its sources."""
    logger, handler = logging.getLogger("broadsheet_server.ingest.poll_source"), PollLog()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_a_source_that_hangs_delays_no_other(newsroom: RunStory, log: PollLog) -> None:
    async def story(here: Newsroom) -> None:
        arrived = asyncio.Event()

        async def hang(writer: asyncio.StreamWriter) -> None:
            arrived.set()
            await silence(writer)

        here.web.answers |= {"/hangs": hang, "/feed": FEED}
        here.add("/hangs", "The Slow Post")
        poller, stop = here.poller(), asyncio.Event()
        running = asyncio.create_task(poller.run(stop))
        await asyncio.wait_for(arrived.wait(), 20)
        here.add("/feed", "The Post")
        await asyncio.wait_for(log.told("source The Post: 2 created").wait(), 20)
        assert here.source("The Slow Post").lease_id is not None
        stop.set()
        await asyncio.wait_for(running, 20)

        assert here.source("The Slow Post").lease_id is None  # the next server may poll it at once
        assert here.headlines() == ["Report one", "Report two"]

    newsroom(story)


def test_a_source_that_the_store_did_not_give_is_polled_though_nothing_is_written(
    newsroom: RunStory, log: PollLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_poller, "STORE_RETRY_SECONDS", 0.05)

    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = FEED
        here.add()
        faults = [OSError("the store is away")]

        def clock() -> datetime:
            if faults:
                raise faults.pop()
            return here.now

        poller, stop = (
            SourcePoller(here.database, here.settings, clock=clock, pace_seconds=0.0),
            asyncio.Event(),
        )
        running = asyncio.create_task(poller.run(stop))
        await asyncio.wait_for(log.told("source The Post: 2 created").wait(), 20)
        stop.set()
        await asyncio.wait_for(running, 20)

    newsroom(story)


def test_two_servers_share_the_sources_and_ask_each_once(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        for number in range(12):
            here.web.answers[f"/{number}"] = response(rss([item(f"n{number}")]))
            here.add(f"/{number}", f"Paper {number}")
        await asyncio.gather(here.poller().run_until_idle(), here.poller().run_until_idle())

        assert sorted(request.split()[1] for request in here.web.requests) == sorted(here.web.answers)
        assert len(here.headlines()) == 12

    newsroom(story)


def test_what_a_dead_server_was_polling_is_polled_by_another_when_its_lease_runs_out(
    newsroom: RunStory,
) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = FEED
        here.add()
        with here.database.write() as session:
            assert len(claim_sources(session, here.now, 10)) == 1
        await here.poll(0)
        assert here.web.requests == []
        await here.poll(LEASE / timedelta(minutes=1))
        assert len(here.headlines()) == 2

    newsroom(story)


def test_a_paused_source_is_not_asked(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.web.answers["/feed"] = FEED
        here.add()
        with here.database.write() as session:
            pause_source(session, find_source(session, "The Post"))
        source = await here.poll()
        assert here.web.requests == []
        assert source_health(source) == "Paused. No success yet."

    newsroom(story)


def test_a_source_that_is_removed_while_it_is_polled_stays_removed(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        async def remove(writer: asyncio.StreamWriter) -> None:
            with here.database.write() as session:
                remove_source(session, find_source(session, "The Post"))
            await FEED(writer)

        here.web.answers["/feed"] = remove
        here.add()
        await here.poller().run_until_idle()
        assert here.headlines() == ["Report one", "Report two"]

    newsroom(story)


def test_an_idle_server_asks_nothing_about_sources(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        here.add()
        with here.database.write() as session:
            pause_source(session, find_source(session, "The Post"))
        statements: list[str] = []
        stop = asyncio.Event()
        workers = [
            worker(here.database, here.settings, look_seconds=0.01)
            for worker in (SourcePoller, HubSubscriber)
        ]
        for engine in (*here.database.read_engines, here.database.engine):
            event.listen(engine, "before_cursor_execute", lambda *event: statements.append(event[2]))
        running = asyncio.gather(*(worker.run(stop) for worker in workers))
        async with asyncio.timeout(20):
            before = -1
            while not before == len(statements) > 0:
                before = len(statements)
                await asyncio.sleep(0.3)
        stop.set()
        await running

    newsroom(story)
