"""From the outbox to the friend's mail server."""

import asyncio
import logging
import re
from pathlib import Path

import pytest
from sqlalchemy import update

from broadsheet_server.models import metadata
from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.sharing.outbox import queue
from broadsheet_server.sharing.outbox import worker as worker_module
from broadsheet_server.sharing.outbox.worker import CONVERSATIONS, MailWorker
from broadsheet_server.sharing.suppression import suppress as stop_mail
from tests.server.sharing.newsdesk import Newsdesk, in_office
from tests.server.sharing.post_office import PostOffice


def test_a_shared_article_arrives_at_every_friend_in_a_mail_of_their_own(desk: Newsdesk) -> None:
    desk.share("friend@example.net", "pal@example.org")
    office = in_office(desk.work)
    assert sorted(office.recipients) == ["friend@example.net", "pal@example.org"]
    assert {str(message["To"]) for message in office.messages} == set(office.recipients)
    assert desk.states() == ["sent", "sent"]


def test_address_and_letter_are_forgotten_as_soon_as_the_mail_is_sent(desk: Newsdesk) -> None:
    desk.share(note="a secret between us")
    in_office(desk.work)
    (row,) = desk.deliveries()
    assert (row.recipient, row.message, row.recipient_masked) == (None, None, "f…d@example.net")
    for word in ("friend@", "secret between", "Lovelace"):
        assert word not in desk.dump()


def test_what_is_forgotten_is_gone_from_the_file_as_well(desk: Newsdesk) -> None:
    if not desk.database.is_sqlite:
        pytest.skip("the pages of PostgreSQL are its operator's")
    for number in range(5):
        desk.share(f"friend{number}@secret.example", key_id=desk.new_key())
    in_office(desk.work)
    with desk.database.read() as session:
        session.connection().exec_driver_sql("PRAGMA query_only=OFF")
        session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(str(desk.database.url.database))
    assert b"@secret.example" in path.read_bytes()  # the masked form
    assert not re.search(rb"friend[0-9]@secret.example", path.read_bytes())


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


def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_its_hands(desk: Newsdesk) -> None:
    desk.share()

    async def day(office: PostOffice) -> None:
        office.before_answer_to_dot.clear()
        worker, stop = desk.worker(office), asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        await asyncio.wait_for(office.arrived.wait(), 5)
        stop.set()
        office.before_answer_to_dot.set()
        await asyncio.wait_for(running, 5)

    in_office(day)
    assert desk.states() == ["sent"]


def test_without_a_mail_server_the_worker_waits_for_the_end(desk: Newsdesk) -> None:
    async def day() -> None:
        stop = asyncio.Event()
        settings = desk.settings.model_copy(update={"mail": MailSettings()})
        running = asyncio.create_task(MailWorker(desk.database, settings).run(stop))
        stop.set()
        await asyncio.wait_for(running, 5)

    asyncio.run(day())


def test_one_bad_address_does_not_keep_the_others_waiting(desk: Newsdesk) -> None:
    friends = [f"friend{number}@example.net" for number in range(5)]
    desk.share(*friends)
    office = PostOffice()
    office.says["RCPT"].append("550 5.1.1 no such user")
    in_office(desk.work, office)
    assert len(set(office.recipients)) == 4
    assert sorted(desk.states()) == ["failed", "sent", "sent", "sent", "sent"]


def test_a_mail_server_that_takes_mail_gets_several_at_a_time(desk: Newsdesk) -> None:
    for number in range(8):
        desk.share(f"friend{number}@example.net", key_id=desk.new_key())
    assert 1 < in_office(desk.work).connections <= CONVERSATIONS


def test_a_mail_server_that_never_answers_does_not_hold_up_the_end(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 5 <= worker_module._FINISH_WITHIN <= 30  # what supervisors wait before they kill
    monkeypatch.setattr(worker_module, "_FINISH_WITHIN", 0.2)
    desk.share()

    async def day(office: PostOffice) -> None:
        office.before_answer_to_dot.clear()
        stop = asyncio.Event()
        running = asyncio.create_task(desk.worker(office).run(stop))
        await asyncio.wait_for(office.arrived.wait(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)

    in_office(day)
    (row,) = desk.deliveries()
    assert (row.state, row.phase) == ("sending", 1)


def test_a_friend_who_said_stop_gets_no_more_mail(desk: Newsdesk) -> None:
    desk.share()
    with desk.database.read() as session:
        marks = address_hasher(session)
    assert stop_mail(desk.database, marks.stop_token(marks.of_address("FRIEND+x@Example.net")), now=desk.now)
    office = in_office(desk.work)
    assert office.mails == []
    (row,) = desk.deliveries()
    assert (row.state, row.recipient, row.message) == ("suppressed", None, None)


def test_a_friend_gets_three_mails_an_hour_and_ten_a_day_whoever_shares(desk: Newsdesk) -> None:
    def share_often() -> int:
        for spelling in ("friend", "Friend", "friend+a", "friend+b", "FRIEND"):
            desk.share(f"{spelling}@example.net", key_id=desk.new_key())
        before = len(office.mails)
        in_office(desk.work, office)
        return len(office.mails) - before

    office = PostOffice()
    arrived = []
    for _ in range(5):
        arrived.append(share_often())
        desk.later(hours=1)
    assert arrived == [3, 3, 3, 1, 0]
    desk.later(hours=20)
    assert share_often() == 3


def test_an_article_withdrawn_meanwhile_is_not_sent(desk: Newsdesk) -> None:
    desk.share()
    with desk.database.write() as session:
        session.execute(update(metadata.tables["article"]).values(status="withdrawn"))
    office = in_office(desk.work)
    assert office.mails == []
    assert desk.states() == ["suppressed"]


def test_three_workers_at_one_outbox_send_each_mail_once(desk: Newsdesk) -> None:
    for number in range(10):
        desk.share(*(f"friend{number}{place}@example.net" for place in range(5)), key_id=desk.new_key())

    async def day(office: PostOffice) -> None:
        await asyncio.gather(*(desk.work(office) for _ in range(3)))

    office = in_office(day)
    assert len(office.recipients) == len(set(office.recipients)) == 50
    assert set(desk.states()) == {"sent"}


def test_workers_that_meet_at_one_friend_keep_to_the_limit(desk: Newsdesk) -> None:
    for _ in range(12):
        desk.share(key_id=desk.new_key())

    async def day(office: PostOffice) -> None:
        await asyncio.gather(*(desk.work(office) for _ in range(3)))

    assert len(in_office(day).mails) == 3


def test_the_log_tells_the_domain_and_never_the_friend_or_the_note(
    desk: Newsdesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.share(note="a secret between us")
    with caplog.at_level(logging.DEBUG, logger="broadsheet_server"):
        in_office(desk.work)
    assert "to example.net: sent" in caplog.text
    assert "friend" not in caplog.text
    assert "secret" not in caplog.text


def test_trouble_while_writing_down_is_waited_out(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.share()
    settle, failures = queue.settle, [1]

    def busy_once(*arguments: object) -> object:
        if failures:
            failures.pop()
            raise desk.database_is_locked()
        return settle(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "settle", busy_once)
    in_office(desk.work)
    assert desk.states() == ["sent"]


def test_a_locked_outbox_stops_no_worker(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.share()
    has_work, failures = queue.has_work, [1]

    def busy_once(*arguments: object) -> object:
        if failures:
            failures.pop()
            raise desk.database_is_locked()
        return has_work(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "has_work", busy_once)

    async def day(office: PostOffice) -> None:
        worker = desk.worker(office)
        await worker.catch_up()
        desk.later(seconds=7)
        await worker.catch_up()

    assert len(in_office(day).mails) == 1
