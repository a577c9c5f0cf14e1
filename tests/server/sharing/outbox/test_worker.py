"""From the outbox to the relay."""

import asyncio
import logging
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, update

from broadsheet_server.models.articles import Article
from broadsheet_server.settings import MailSettings
from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.sharing.outbox import worker
from broadsheet_server.sharing.outbox.attempts import CONCURRENT_SESSIONS
from broadsheet_server.sharing.outbox.worker import SHUTDOWN_TIMEOUT, MailWorker
from broadsheet_server.sharing.suppression import suppress
from tests.server.sharing.outbox.noted_rests import noted_rests
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer
from tests.waiting import wait_in_loop_until


def test_a_shared_article_arrives_at_every_recipient_in_a_mail_of_their_own(sharing: SharingFixture) -> None:
    sharing.share("friend@example.net", "pal@example.org")
    server = with_smtp_server(sharing.work)
    assert sorted(server.recipients) == ["friend@example.net", "pal@example.org"]
    assert {str(message["To"]) for message in server.messages} == set(server.recipients)
    assert sharing.states() == ["sent", "sent"]


def test_address_and_message_are_forgotten_as_soon_as_the_mail_is_sent(sharing: SharingFixture) -> None:
    sharing.share(note="a secret between us")
    with_smtp_server(sharing.work)
    (row,) = sharing.deliveries()
    assert (row.recipient, row.message, row.recipient_masked) == (None, None, "f…d@example.net")
    for word in ("friend@", "secret between", "Lovelace"):
        assert word not in sharing.dump()


def test_what_is_forgotten_is_gone_from_the_files_while_the_server_runs(
    sharing: SharingFixture, caplog: pytest.LogCaptureFixture
) -> None:
    if not sharing.database.is_sqlite:
        pytest.skip("the pages of PostgreSQL are its operator's")
    addresses = [f"friend{number:02}" for number in range(40)]
    for start in range(0, 40, 5):
        recipients = [f"{name}@secret.example" for name in addresses[start : start + 5]]
        sharing.share(*recipients, key_id=sharing.new_key())
    path = Path(str(sharing.database.url.database))

    def readable() -> list[str]:
        files = [path, path.with_name(f"{path.name}-wal")]
        content = b"".join(file.read_bytes() for file in files if file.exists())
        return re.findall(r"friend[0-9]{2}@secret.example", content.decode("latin-1"))

    async def act(server: SmtpServer) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(sharing.worker(server).run(stop))
        await server.arrivals(40)
        await wait_in_loop_until(lambda: not readable())
        stop.set()
        await running
        await sharing.database.close()

    with caplog.at_level(logging.DEBUG, logger="broadsheet_server"):
        with_smtp_server(act)
    assert set(sharing.states()) == {"sent"}
    assert "friend" not in caplog.text


def test_a_running_worker_sends_what_is_shared_meanwhile_and_stops_when_told(sharing: SharingFixture) -> None:
    async def act(server: SmtpServer) -> None:
        worker, stop = sharing.worker(server), asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        await asyncio.to_thread(sharing.share)
        worker.wake()
        await asyncio.wait_for(server.arrived.wait(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)
        await sharing.database.close()

    assert with_smtp_server(act).recipients == ["friend@example.net"]
    assert sharing.states() == ["sent"]


def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_its_hands(sharing: SharingFixture) -> None:
    sharing.share()

    async def act(server: SmtpServer) -> None:
        server.may_reply_to_dot.clear()
        worker, stop = sharing.worker(server), asyncio.Event()
        running = asyncio.create_task(worker.run(stop))
        await asyncio.wait_for(server.arrived.wait(), 5)
        stop.set()
        server.may_reply_to_dot.set()
        await asyncio.wait_for(running, 5)
        await sharing.database.close()

    with_smtp_server(act)
    assert sharing.states() == ["sent"]


def test_without_a_mail_server_the_worker_waits_for_the_end(sharing: SharingFixture) -> None:
    async def act() -> None:
        stop = asyncio.Event()
        settings = sharing.settings.model_copy(update={"mail": MailSettings()})
        running = asyncio.create_task(MailWorker(sharing.database, settings).run(stop))
        stop.set()
        await asyncio.wait_for(running, 5)

    asyncio.run(act())


def test_while_nothing_is_written_the_outbox_is_not_read_and_another_servers_share_leaves_all_the_same(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.02)
    statements: list[str] = []
    for engine in {*sharing.database.read_engines, sharing.database.engine}:
        event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    rests = noted_rests(monkeypatch)

    async def quiet() -> None:
        while True:  # until ten polls have asked nothing
            statements.clear()
            await ten_of(rests)
            if not statements:
                return

    async def act(server: SmtpServer) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(sharing.worker(server).run(stop))
        await asyncio.wait_for(quiet(), 60)
        await asyncio.to_thread(sharing.share)
        await server.arrivals(1)
        sharing.later(minutes=1)
        await asyncio.wait_for(quiet(), 60)
        await asyncio.to_thread(sharing.share)
        await server.arrivals(2)
        stop.set()
        await asyncio.wait_for(running, 5)
        await sharing.database.close()

    assert len(with_smtp_server(act).mails) == 2


async def ten_of(rests: list[float]) -> None:
    """Wait until the worker has gone to rest ten times more."""
    before = len(rests)
    await wait_in_loop_until(lambda: len(rests) >= before + 10)


def test_what_becomes_due_by_time_alone_is_sent_although_nothing_was_written(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.02)
    rests = noted_rests(monkeypatch)
    sharing.share()
    server = SmtpServer()
    server.replies["RCPT"].append("450 4.2.1 later")

    async def act(server: SmtpServer) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(sharing.worker(server).run(stop))
        await wait_in_loop_until(lambda: sharing.delivery().attempts and sharing.states() == ["queued"])
        await ten_of(rests)
        sharing.later(minutes=10)
        await server.arrivals(1)
        stop.set()
        await asyncio.wait_for(running, 5)
        await sharing.database.close()

    assert len(with_smtp_server(act, server).mails) == 1


def test_a_worker_erases_what_nobody_can_release_any_more(sharing: SharingFixture) -> None:
    sharing.share()
    server = SmtpServer()
    server.replies["RCPT"].append("550 5.1.1 no such user")
    with_smtp_server(sharing.work, server)
    sharing.later(days=8)
    with_smtp_server(sharing.work, server)
    delivery = sharing.delivery()
    assert (delivery.state, delivery.recipient, delivery.message) == ("failed", None, None)


def test_one_bad_address_does_not_keep_the_others_waiting(sharing: SharingFixture) -> None:
    recipients = [f"friend{number}@example.net" for number in range(5)]
    sharing.share(*recipients)
    server = SmtpServer()
    server.replies["RCPT"].append("550 5.1.1 no such user")
    with_smtp_server(sharing.work, server)
    assert len(set(server.recipients)) == 4
    assert sorted(sharing.states()) == ["failed", "sent", "sent", "sent", "sent"]


def test_a_mail_server_that_takes_mail_gets_several_at_a_time(sharing: SharingFixture) -> None:
    for number in range(8):
        sharing.share(f"friend{number}@example.net", key_id=sharing.new_key())

    async def act(server: SmtpServer) -> None:
        server.may_reply_to_dot.clear()
        working = asyncio.create_task(sharing.work(server))
        await server.arrivals(1)  # the probe, after which the breaker closes
        server.release_dots()
        await server.arrivals(1 + CONCURRENT_SESSIONS)  # none of these is answered: all are open at once
        server.may_reply_to_dot.set()
        await working

    server = with_smtp_server(act)
    assert (server.connections, len(server.mails)) == (CONCURRENT_SESSIONS, 8)


def test_a_mail_server_that_never_answers_does_not_hold_up_the_end(sharing: SharingFixture) -> None:
    assert 5 <= SHUTDOWN_TIMEOUT <= 30  # what supervisors wait before they kill
    sharing.share()

    async def act(server: SmtpServer) -> None:
        server.may_reply_to_dot.clear()
        stop = asyncio.Event()
        running = asyncio.create_task(sharing.worker(server, shutdown_timeout=0.2).run(stop))
        await asyncio.wait_for(server.arrived.wait(), 5)
        stop.set()
        await asyncio.wait_for(running, 5)
        await sharing.database.close()

    with_smtp_server(act)
    (row,) = sharing.deliveries()
    assert (row.state, row.phase) == ("sending", 1)


def test_a_recipient_who_said_stop_gets_no_more_mail(sharing: SharingFixture) -> None:
    sharing.share()
    with sharing.database.read() as session:
        hasher = address_hasher(session)
    token = hasher.unsubscribe_token(hasher.hash_address("FRIEND+x@Example.net"))
    assert suppress(sharing.database, token, now=sharing.now)
    server = with_smtp_server(sharing.work)
    assert server.connections == 0
    (row,) = sharing.deliveries()
    assert (row.state, row.recipient, row.message) == ("suppressed", None, None)


def test_a_recipient_gets_three_mails_an_hour_and_ten_a_day_whoever_shares(sharing: SharingFixture) -> None:
    def share_often() -> int:
        for spelling in ("friend", "Friend", "friend+a", "friend+b", "FRIEND"):
            sharing.share(f"{spelling}@example.net", key_id=sharing.new_key())
        before = len(server.mails)
        with_smtp_server(sharing.work, server)
        return len(server.mails) - before

    server = SmtpServer()
    arrived = []
    for _ in range(5):
        arrived.append(share_often())
        sharing.later(hours=1)
    assert arrived == [3, 3, 3, 1, 0]
    sharing.later(hours=20)
    assert share_often() == 3


@pytest.mark.parametrize(
    "values",
    [
        {"status": "withdrawn"},
        {"published_at": datetime(2100, 1, 1, tzinfo=UTC)},
        {"embargoed_until": datetime(2100, 1, 1, tzinfo=UTC)},
        {"expires_at": datetime(2000, 1, 1, tzinfo=UTC)},
    ],
    ids=["withdrawn", "put off", "embargoed", "expired"],
)
def test_an_article_that_is_public_no_more_is_not_sent(
    sharing: SharingFixture, values: dict[str, object]
) -> None:
    sharing.share()
    with sharing.database.write() as session:
        session.execute(update(Article).values(**values))
    server = with_smtp_server(sharing.work)
    assert server.connections == 0
    assert sharing.states() == ["withdrawn"]


def test_three_workers_at_one_outbox_send_each_mail_once(sharing: SharingFixture) -> None:
    for number in range(10):
        sharing.share(*(f"friend{number}{place}@example.net" for place in range(5)), key_id=sharing.new_key())

    async def act(server: SmtpServer) -> None:
        await asyncio.gather(*(sharing.work(server) for _ in range(3)))

    server = with_smtp_server(act)
    assert len(server.recipients) == len(set(server.recipients)) == 50
    assert set(sharing.states()) == {"sent"}


def test_workers_that_meet_at_one_recipient_keep_to_the_limit(sharing: SharingFixture) -> None:
    for _ in range(12):
        sharing.share(key_id=sharing.new_key())

    async def act(server: SmtpServer) -> None:
        await asyncio.gather(*(sharing.work(server) for _ in range(3)))

    assert len(with_smtp_server(act).mails) == 3


def test_the_log_tells_the_domain_and_never_the_recipient_or_the_note(
    sharing: SharingFixture, caplog: pytest.LogCaptureFixture
) -> None:
    sharing.share(note="a secret between us")
    with caplog.at_level(logging.DEBUG, logger="broadsheet_server"):
        with_smtp_server(sharing.work)
    assert "to example.net: sent" in caplog.text
    assert "friend" not in caplog.text
    assert "secret" not in caplog.text
