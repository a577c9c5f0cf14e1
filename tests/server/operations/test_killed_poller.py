"""A server that is killed while it polls loses no article, and none comes in twice."""

import asyncio
import random
import sys
from contextlib import suppress
from datetime import timedelta

from sqlmodel import col, select

from broadsheet_server.models.articles import Article
from tests.server.fetching.web_server import response
from tests.server.ingest.feed_documents import item, rss
from tests.server.operations.conftest import RunStory
from tests.server.operations.polled_newsroom import Newsroom

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
            process = await start(here)
            await asyncio.wait_for(served.wait(), 60)
            await asyncio.sleep(random.uniform(0.0, 0.6))
            with suppress(ProcessLookupError):  # it was quick
                process.kill()
            await process.wait()
        assert await (await start(here)).wait() == 0

        with here.database.read() as session:
            references = session.exec(select(Article.external_reference).order_by(col(Article.id))).all()
        assert sorted(map(str, references)) == sorted(NAMES)
        assert here.source().last_success_at == here.now

    newsroom(story)


async def start(here: Newsroom) -> asyncio.subprocess.Process:
    """A process that polls, two hours after the last one: the leases of that one have run out."""
    here.now += timedelta(hours=2)
    url = here.database.url.render_as_string(hide_password=False)
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.server.operations.polling_process"),
        *(url, str(here.settings.data), here.now.isoformat()),
    )
