"""Mail that was put off or cut short is tried again, later and later, and doubled once at most."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr

from broadsheet_server.settings import ShareLimits
from broadsheet_server.sharing.outbox.smtp import SmtpTimeouts
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer

SHORT_TIMEOUTS = SmtpTimeouts(connect=2, command=2, final_dot=0.2)
POLL_SECONDS = 5
"""Between two polls of a worker, by the clock of the test."""


def test_a_mail_that_is_put_off_is_tried_again_later_and_later_for_a_day(sharing: SharingFixture) -> None:
    sharing.share()
    began, waits = sharing.now, []
    server = SmtpServer()
    for _ in range(20):
        server.replies["RCPT"].append("450 4.2.0 greylisted")
    while sharing.states() == ["queued"]:
        with_smtp_server(sharing.work, server)
        (row,) = sharing.deliveries()
        waits.append((row.due_at - sharing.now) / timedelta(minutes=1))
        sharing.now = max(sharing.now, row.due_at)
    for wait, planned in zip(waits, (1, 5, 15, 30, 60, 120, 240, 240, 240), strict=False):
        assert planned * 0.8 <= wait <= planned * 1.2
    assert sharing.states() == ["expired"]
    assert sharing.now - began > timedelta(hours=18)
    assert sharing.delivery().answer == "Given up after a day. 450 4.2.0 greylisted"
    assert server.mails == []


def test_a_mail_that_was_put_off_once_arrives_once(sharing: SharingFixture) -> None:
    sharing.share()
    server = SmtpServer()
    server.replies["RCPT"].append("450 4.2.0 greylisted")
    with_smtp_server(sharing.work, server)
    with_smtp_server(sharing.work, server)
    assert server.mails == []
    sharing.later(minutes=2)
    with_smtp_server(sharing.work, server)
    with_smtp_server(sharing.work, server)
    assert server.recipients == ["friend@example.net"]


def test_an_unavailable_relay_rests_for_a_while_and_no_delivery_counts_it(
    sharing: SharingFixture,
) -> None:
    sharing.share("friend@example.net", "pal@example.net")

    async def act(server: SmtpServer) -> None:
        worker = sharing.worker(server)
        server.cuts.append("greeting")
        await worker.run_until_idle()
        assert worker.relay_error
        assert [row.attempts for row in sharing.deliveries()] == [0, 0]
        connections = server.connections
        await worker.run_until_idle()
        assert server.connections == connections
        sharing.later(seconds=7)
        await worker.run_until_idle()
        assert worker.relay_error is None

    server = with_smtp_server(act)
    assert sorted(server.recipients) == ["friend@example.net", "pal@example.net"]


def test_after_a_wrong_password_a_worker_logs_in_at_most_twice_a_minute(sharing: SharingFixture) -> None:
    for number in range(8):
        sharing.share(f"friend{number}@example.net", key_id=sharing.new_key())
    log_ins = []

    async def act(server: SmtpServer) -> None:
        wrong = server.settings.model_copy(update={"password": SecretStr("guess")})
        worker = sharing.worker(server, mail=wrong)
        for _ in range(10 * 60 // POLL_SECONDS):
            await worker.run_until_idle()
            log_ins.append(server.log_ins)
            sharing.later(seconds=POLL_SECONDS)
        assert worker.relay_error
        assert server.mails == []
        sharing.later(minutes=6)
        await sharing.work(server)

    server = with_smtp_server(act, SmtpServer(password="secret"))
    polls_a_minute = 60 // POLL_SECONDS
    assert max(late - early for early, late in zip(log_ins, log_ins[polls_a_minute:], strict=False)) <= 2
    assert log_ins[-1] >= 2
    assert len(server.mails) == 8


def test_a_mail_that_waited_for_a_day_is_not_sent_any_more(sharing: SharingFixture) -> None:
    sharing.share()
    sharing.later(hours=25)
    server = with_smtp_server(sharing.work)
    assert server.mails == []
    assert sharing.states() == ["expired"]


@pytest.mark.parametrize("place", ["data", "before dot"])
def test_a_cut_before_the_dot_costs_nothing(sharing: SharingFixture, place: str) -> None:
    sharing.share()
    server = SmtpServer()
    server.cuts.append(place)
    with_smtp_server(sharing.work, server)
    sharing.later(minutes=2)
    with_smtp_server(sharing.work, server)
    assert server.recipients == ["friend@example.net"]
    assert sharing.states() == ["sent"]


def test_a_cut_after_the_dot_makes_a_second_copy_at_most_with_the_same_bytes(sharing: SharingFixture) -> None:
    sharing.share()
    server = SmtpServer()
    server.cuts.extend(["after dot"] * 5)
    for _ in range(5):
        with_smtp_server(sharing.work, server)
        sharing.later(minutes=10)
    first, second = server.mails
    assert first.content == second.content
    assert sharing.states() == ["uncertain"]


def test_a_second_copy_that_is_answered_ends_it(sharing: SharingFixture) -> None:
    sharing.share()
    server = SmtpServer()
    server.may_reply_to_dot.clear()

    async def silence(server: SmtpServer) -> None:
        await sharing.work(server, SHORT_TIMEOUTS)

    with_smtp_server(silence, server)
    assert sharing.states() == ["queued"]
    server.may_reply_to_dot.set()
    sharing.later(minutes=2)
    with_smtp_server(sharing.work, server)
    assert len(server.mails) == 2
    assert sharing.states() == ["sent"]


def test_a_mail_that_is_tried_again_is_not_counted_twice_for_its_recipient(sharing: SharingFixture) -> None:
    sharing.settings = sharing.settings.model_copy(update={"share_limits": ShareLimits(recipient_per_hour=1)})
    sharing.share()
    server = SmtpServer()
    server.replies["RCPT"].append("450 4.2.0 greylisted")
    with_smtp_server(sharing.work, server)
    sharing.later(minutes=2)
    with_smtp_server(sharing.work, server)
    assert len(server.mails) == 1


SETUP_REPLIES = [
    ("RCPT", "554 5.7.1 client host rejected"),
    ("RCPT", "553 5.7.1 sender address not owned by user"),
    ("MAIL", "550 5.7.60 not allowed to send as this sender"),
    ("DOT", "554 5.7.9 not authenticated by DKIM"),
]


@pytest.mark.parametrize(("verb", "reply"), SETUP_REPLIES)
def test_a_wrong_set_up_holds_mail_and_fails_none(sharing: SharingFixture, verb: str, reply: str) -> None:
    for number in range(8):
        sharing.share(f"friend{number}@example.net", key_id=sharing.new_key())
    server = SmtpServer()
    server.replies[verb].extend([reply] * 30)

    async def act(server: SmtpServer) -> None:
        worker = sharing.worker(server)
        for _ in range(5):
            await worker.run_until_idle()
            sharing.later(minutes=2)
        assert worker.relay_error
        assert reply in worker.relay_error
        assert set(sharing.states()) == {"queued"}
        server.replies[verb].clear()
        for _ in range(5):
            sharing.later(minutes=40)
            await worker.run_until_idle()
        assert worker.relay_error is None

    with_smtp_server(act, server)
    assert set(sharing.states()) == {"sent"}


def test_addresses_that_do_not_exist_hold_up_nobody(sharing: SharingFixture) -> None:
    for number in range(8):
        sharing.share(f"friend{number}@example.net", key_id=sharing.new_key())
    server = SmtpServer()
    server.replies["RCPT"].extend(["550 5.1.1 no such user"] * 7)

    async def act(server: SmtpServer) -> None:
        worker = sharing.worker(server)
        await worker.run_until_idle()
        assert worker.relay_error is None

    with_smtp_server(act, server)
    assert sorted(sharing.states()) == ["failed"] * 7 + ["sent"]


@pytest.mark.parametrize("reply", ["421 4.7.0 too much mail for you", "454 4.7.1 not for this one"])
def test_a_recipient_who_alone_is_put_off_pauses_nobody_else(sharing: SharingFixture, reply: str) -> None:
    sharing.share("unlucky@example.net")
    server = SmtpServer()
    server.replies["RCPT"].append(reply)

    async def act(server: SmtpServer) -> None:
        worker = sharing.worker(server)
        await worker.run_until_idle()
        await asyncio.to_thread(sharing.share, "friend@example.net")
        await worker.run_until_idle()
        assert worker.relay_error is None

    with_smtp_server(act, server)
    assert server.recipients == ["friend@example.net"]


def test_two_recipients_who_lose_the_session_pause_the_relay(sharing: SharingFixture) -> None:
    sharing.share("friend@example.net", "pal@example.net")
    server = SmtpServer()
    server.replies["RCPT"].extend(["421 4.3.2 shutting down"] * 2)

    async def act(server: SmtpServer) -> None:
        worker = sharing.worker(server)
        await worker.run_until_idle()
        assert worker.relay_error == "421 4.3.2 shutting down"

    with_smtp_server(act, server)
