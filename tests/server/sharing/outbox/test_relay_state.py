"""All workers of a store know together whether the mail server works."""

import asyncio
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from broadsheet_server.sharing.outbox.circuit_breaker import PROBE_TERM, REFUSALS_MAX
from broadsheet_server.sharing.outbox.relay_state import resume_relays
from broadsheet_server.sharing.outbox.worker import MailWorker
from broadsheet_server.storage.database import Database
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer

SETUP = "554 5.7.1 client host rejected"
POLL_SECONDS = 5
"""Between two polls of a worker, by the clock of the test."""


@pytest.fixture
def other_server(sharing: SharingFixture) -> Iterator[SharingFixture]:
    """Another server process on the same store: connections of its own, and the same clock."""
    database = Database(sharing.database.url.render_as_string(hide_password=False))
    other = object.__new__(SharingFixture)
    vars(other).update(vars(sharing) | {"database": database})
    yield other
    database.dispose()


def share(sharing: SharingFixture, count: int) -> None:
    """So many mails, each to a friend of its own."""
    for _ in range(count):
        key_id = sharing.new_key()
        sharing.share(f"friend-{key_id.hex}@example.net", key_id=key_id)


def resume(sharing: SharingFixture) -> None:
    """As `broadsheet mail resume` does."""
    with sharing.database.write() as session:
        resume_relays(session, sharing.now)


def test_a_mail_server_that_failed_one_worker_is_left_alone_by_all(
    sharing: SharingFixture, other_server: SharingFixture
) -> None:
    share(sharing, 2)
    server = SmtpServer()
    server.cuts.append("greeting")

    async def act(server: SmtpServer) -> None:
        one, other = sharing.worker(server), other_server.worker(server)
        await one.run_until_idle()
        await other.run_until_idle()
        assert server.connections == 1
        assert other.relay_error == one.relay_error
        assert other.relay_error_since == one.relay_error_since == sharing.now

    with_smtp_server(act, server)
    assert set(sharing.states()) == {"queued"}


def test_a_restart_forgets_nothing_of_a_failing_mail_server(sharing: SharingFixture) -> None:
    share(sharing, 1)
    server = SmtpServer()
    server.cuts.extend(["greeting"] * 9)

    async def act(server: SmtpServer) -> None:
        connections = []
        for _ in range(12):
            await sharing.work(server)
            connections.append(server.connections)
            sharing.later(seconds=POLL_SECONDS)
        assert connections[-1] <= 4  # after 5, 10 and 30 seconds, as one worker would

    with_smtp_server(act, server)


def test_refusals_that_two_workers_meet_hold_the_mail_of_both_and_fail_none(
    sharing: SharingFixture, other_server: SharingFixture
) -> None:
    server = SmtpServer()
    server.replies["RCPT"].extend([SETUP] * 30)

    async def act(server: SmtpServer) -> None:
        workers = sharing.worker(server), other_server.worker(server)
        for number in range(REFUSALS_MAX):
            await asyncio.to_thread(share, sharing, 1)
            await workers[number % 2].run_until_idle()
        assert set(sharing.states()) == {"queued"}
        for worker in workers:
            await worker.run_until_idle()
            assert SETUP in str(worker.relay_error)
        server.replies["RCPT"].clear()
        sharing.later(hours=1)
        vars(other_server).update(now=sharing.now)
        await workers[1].run_until_idle()
        await workers[0].run_until_idle()
        assert [worker.relay_error for worker in workers] == [None, None]

    with_smtp_server(act, server)
    assert set(sharing.states()) == {"sent"}


def test_what_was_queued_again_once_may_fail_for_good(sharing: SharingFixture) -> None:
    share(sharing, REFUSALS_MAX)
    server = SmtpServer()
    server.replies["RCPT"].extend([*[SETUP] * REFUSALS_MAX, "550 5.1.1 no such user", SETUP])

    async def act(server: SmtpServer) -> None:
        for _ in range(4):
            await sharing.work(server)
            sharing.later(hours=1)

    with_smtp_server(act, server)
    assert sorted(sharing.states()) == ["failed", *["sent"] * (REFUSALS_MAX - 1)]


def test_servers_log_in_at_most_twice_a_minute_between_them(
    sharing: SharingFixture, other_server: SharingFixture
) -> None:
    share(sharing, 4)
    log_ins = []

    async def act(server: SmtpServer) -> None:
        wrong = server.settings.model_copy(update={"password": SecretStr("guess")})
        workers = [fixture.worker(server, mail=wrong) for fixture in (sharing, other_server, sharing)]
        for _ in range(4 * 60 // POLL_SECONDS):
            await asyncio.gather(*(worker.run_until_idle() for worker in workers))
            log_ins.append(server.log_ins)
            sharing.later(seconds=POLL_SECONDS)
            vars(other_server).update(now=sharing.now)

    with_smtp_server(act, SmtpServer(password="secret"))
    polls_a_minute = 60 // POLL_SECONDS
    assert max(late - early for early, late in zip(log_ins, log_ins[polls_a_minute:], strict=False)) <= 2
    assert log_ins[-1] >= 2


def test_an_operator_lets_all_workers_try_again_at_once(
    sharing: SharingFixture, other_server: SharingFixture
) -> None:
    share(sharing, REFUSALS_MAX)
    server = SmtpServer()
    server.replies["RCPT"].extend([SETUP] * REFUSALS_MAX)

    async def act(server: SmtpServer) -> None:
        one, other = sharing.worker(server), other_server.worker(server)
        await one.run_until_idle()
        await asyncio.to_thread(resume, other_server)
        await asyncio.to_thread(share, sharing, 1)
        await other.run_until_idle()
        assert (len(server.mails), other.relay_error) == (REFUSALS_MAX + 1, None)
        assert one.relay_error is not None
        await one.run_until_idle()
        assert one.relay_error is None

    with_smtp_server(act, server)


def test_one_message_at_a_time_probes_and_a_worker_that_died_over_it_stops_the_others_for_a_minute(
    sharing: SharingFixture, other_server: SharingFixture
) -> None:
    share(sharing, 3)

    async def act(server: SmtpServer) -> None:
        server.may_reply_to_dot.clear()
        dying = asyncio.create_task(_work_and_die(sharing.worker(server, shutdown_timeout=0)))
        await server.arrivals(1)
        other = other_server.worker(server, shutdown_timeout=0)
        await asyncio.wait_for(other.run_until_idle(), 5)
        assert len(server.mails) == 1
        dying.cancel()
        server.may_reply_to_dot.set()
        vars(other_server).update(now=sharing.now + PROBE_TERM)
        await other.run_until_idle()

    assert len(with_smtp_server(act).mails) == 3


async def _work_and_die(worker: MailWorker) -> None:
    await worker.run_until_idle()


def test_six_mails_of_which_two_lost_their_session_all_go_when_the_operator_resumes(
    sharing: SharingFixture,
) -> None:
    share(sharing, 6)
    server = SmtpServer()
    server.replies["RCPT"].extend(["421 4.3.2 shutting down"] * 2)

    async def act(server: SmtpServer) -> None:
        worker = sharing.worker(server)
        await worker.run_until_idle()
        assert worker.relay_error == "421 4.3.2 shutting down"
        assert server.mails == []
        resume(sharing)
        await sharing.worker(server).run_until_idle()

    assert len(with_smtp_server(act, server).mails) == 6
    assert set(sharing.states()) == {"sent"}
