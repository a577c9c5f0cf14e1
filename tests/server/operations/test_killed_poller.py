"""A server that is killed while it polls loses no article, and none comes in twice."""

import asyncio
import random
from datetime import timedelta
from multiprocessing.process import BaseProcess

from sqlmodel import col, select

from broadsheet_server.models.articles import Article
from tests.processes import PROCESSES
from tests.server.fetching.web_server import response
from tests.server.ingest.feed_documents import item, rss
from tests.server.operations.conftest import RunStory
from tests.server.operations.polled_newsroom import Newsroom
from tests.server.operations.polling_process import poll_once

KILLS = 2
NAMES = [f"n{number}" for number in range(250)]
"""More than two batches, so that a kill falls between them."""


def test_kill_9_at_any_moment_of_a_poll_and_then_a_rerun(newsroom: RunStory) -> None:
    async def story(here: Newsroom) -> None:
        served = asyncio.Event()
        feed = response(rss([item(name) for name in NAMES]), 'ETag: "1"')

        async def serve(writer: asyncio.StreamWriter) -> None:
            served.set()
            await feed(writer)

        here.web.answers["/feed"] = serve
        here.add()
        for _ in range(KILLS):
            served.clear()
            process = start(here)
            await asyncio.wait_for(served.wait(), 60)
            await asyncio.sleep(random.uniform(0.0, 0.6))
            process.kill()
            await asyncio.to_thread(process.join)
        last = start(here)
        await asyncio.to_thread(last.join)
        assert last.exitcode == 0

        with here.database.read() as session:
            references = session.exec(select(Article.external_reference).order_by(col(Article.id))).all()
        assert sorted(map(str, references)) == sorted(NAMES)
        assert here.source().last_success_at == here.now

    newsroom(story)


def start(here: Newsroom) -> BaseProcess:
    """A process that polls, two hours after the last one: the leases of that one have run out."""
    here.now += timedelta(hours=2)
    url = here.database.url.render_as_string(hide_password=False)
    process = PROCESSES.Process(target=poll_once, args=(url, here.settings.data, here.now))
    process.start()
    return process
