"""A worker is killed again and again while it sends: no mail is lost, and none arrives three times."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess

from broadsheet_server.sharing.outbox.attempts import CONCURRENT_SESSIONS
from tests.processes import PROCESSES
from tests.server.sharing.outbox.killed_worker import send_mail
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer

MAILS, KILLS = 20, 2


def started_worker(url: str, port: int) -> BaseProcess:
    worker = PROCESSES.Process(target=send_mail, args=(url, port))
    worker.start()
    return worker


async def all_ended(sharing: SharingFixture) -> None:
    while set(sharing.states()) & {"queued", "sending"}:  # noqa: ASYNC110 (another process writes them)
        await asyncio.sleep(0.1)


def test_no_mail_is_lost_and_none_comes_three_times(sharing: SharingFixture) -> None:
    sharing.now = datetime.now(UTC)
    recipients = {f"friend{number}@example.net" for number in range(MAILS)}
    for five in zip(*[iter(sorted(recipients))] * 5, strict=True):
        sharing.share(*five, key_id=sharing.new_key())
    url = sharing.database.url.render_as_string(hide_password=False)

    async def act(server: SmtpServer) -> None:
        for _ in range(KILLS):
            worker = started_worker(url, server.settings.port)
            await server.next_arrival()
            await asyncio.sleep(random.uniform(0, 0.05))
            worker.kill()
            await asyncio.to_thread(worker.join)
        worker = started_worker(url, server.settings.port)
        try:
            await asyncio.wait_for(all_ended(sharing), 60)
        finally:
            worker.kill()
            await asyncio.to_thread(worker.join)

    server = with_smtp_server(act)
    copies = Counter(server.recipients)
    uncertain = {row.recipient for row in sharing.deliveries() if row.state == "uncertain"}
    assert set(sharing.states()) <= {"sent", "uncertain"}
    assert copies.keys() | uncertain == recipients
    assert max(copies.values()) <= 2
    assert sum(copies.values()) - len(copies) <= KILLS * CONCURRENT_SESSIONS
