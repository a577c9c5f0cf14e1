"""A worker is killed again and again while it sends: no mail is lost, and none arrives three times."""

import asyncio
import random
import sys
from collections import Counter
from datetime import UTC, datetime

from broadsheet_server.sharing.outbox.worker import CONVERSATIONS
from tests.server.sharing.newsdesk import Newsdesk, in_office
from tests.server.sharing.post_office import PostOffice

MAILS, KILLS = 20, 2


async def living(url: str, port: int) -> asyncio.subprocess.Process:
    module = "tests.server.sharing.killed_worker"
    return await asyncio.create_subprocess_exec(sys.executable, "-m", module, url, str(port))


async def ended(desk: Newsdesk) -> None:
    while set(desk.states()) & {"queued", "sending"}:  # noqa: ASYNC110 (another process writes them)
        await asyncio.sleep(0.1)


def test_no_mail_is_lost_and_none_comes_three_times(desk: Newsdesk) -> None:
    desk.now = datetime.now(UTC)
    friends = {f"friend{number}@example.net" for number in range(MAILS)}
    for five in zip(*[iter(sorted(friends))] * 5, strict=True):
        desk.share(*five, key_id=desk.new_key())
    url = desk.database.url.render_as_string(hide_password=False)

    async def day(office: PostOffice) -> None:
        for _ in range(KILLS):
            worker = await living(url, office.settings.port)
            await office.next_arrival()
            await asyncio.sleep(random.uniform(0, 0.05))
            worker.kill()
            await worker.wait()
        worker = await living(url, office.settings.port)
        try:
            await asyncio.wait_for(ended(desk), 60)
        finally:
            worker.kill()
            await worker.wait()

    office = in_office(day)
    copies = Counter(office.recipients)
    uncertain = {row.recipient for row in desk.deliveries() if row.state == "uncertain"}
    assert set(desk.states()) <= {"sent", "uncertain"}
    assert copies.keys() | uncertain == friends
    assert max(copies.values()) <= 2
    assert sum(copies.values()) - len(copies) <= KILLS * CONVERSATIONS
