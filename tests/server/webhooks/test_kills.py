"""Servers are killed again and again while they tell a webhook of changes: none is lost."""

import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess

from broadsheet_server.webhooks.queue import IN_FLIGHT_MAX
from tests.builders import publish
from tests.processes import PROCESSES
from tests.server.webhooks.conftest import Newspaper
from tests.server.webhooks.delivering_process import tell_webhooks
from tests.server.webhooks.receiver import Message, Reply

CHANGES, KILLS = 30, 3


def started(url: str) -> BaseProcess:
    process = PROCESSES.Process(target=tell_webhooks, args=(url,))
    process.start()
    return process


def test_no_change_is_lost_and_copies_have_one_id(paper: Newspaper) -> None:
    paper.now = datetime.now(UTC)
    paper.hook()
    for number in range(CHANGES):
        publish(paper.database, headline=f"Story {number}")
    arrived = threading.Semaphore(0)

    def answer(_: Message) -> Reply:
        arrived.release()
        return Reply()

    paper.receiver.answer = answer
    url = paper.database.url.render_as_string(hide_password=False)
    for _ in range(KILLS):
        process = started(url)
        assert arrived.acquire(timeout=60)
        time.sleep(random.uniform(0, 0.05))
        process.kill()
        process.join()
    last = [started(url), started(url)]
    try:
        deadline = time.monotonic() + 60
        while paper.states() != ["delivered"] * CHANGES:
            assert time.monotonic() < deadline, paper.states()
            arrived.acquire(timeout=0.2)
    finally:
        for process in last:
            process.kill()
            process.join()
    told = Counter(message.json["sequence"] for message in paper.receiver.got)
    assert sorted(told, key=int) == [str(number) for number in range(1, CHANGES + 1)]
    assert sum(told.values()) - len(told) <= KILLS * 2 * IN_FLIGHT_MAX
    ids = {(message.json["sequence"], message.headers["webhook-id"]) for message in paper.receiver.got}
    assert len(ids) == CHANGES
