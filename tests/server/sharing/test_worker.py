"""From the outbox to the friend's mail server."""

import asyncio

from tests.server.sharing.newsdesk import Newsdesk, in_office
from tests.server.sharing.post_office import PostOffice


def test_a_shared_article_arrives_at_every_friend_in_a_mail_of_their_own(desk: Newsdesk) -> None:
    desk.share("friend@example.net", "pal@example.org")
    office = in_office(desk.work)
    assert sorted(office.recipients) == ["friend@example.net", "pal@example.org"]
    assert {str(message["To"]) for message in office.messages} == set(office.recipients)
    assert desk.states() == ["sent", "sent"]


def test_a_running_worker_sends_what_is_shared_meanwhile_and_stops_when_told(desk: Newsdesk) -> None:
    async def day(office: PostOffice) -> None:
        worker, stop = desk.worker(office), asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        await asyncio.to_thread(desk.share)
        worker.wake()
        await asyncio.wait_for(office.arrived.wait(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)

    assert in_office(day).recipients == ["friend@example.net"]
    assert desk.states() == ["sent"]
