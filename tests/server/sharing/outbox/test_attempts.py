"""What became of a mail is recorded, whatever the relay answers and however the store is."""

import logging

import pytest

from broadsheet_server.sharing.outbox import queue, worker
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer


def test_a_result_is_recorded_later_if_the_store_is_locked(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharing.share()
    record_attempt, failures = queue.record_attempt, [1]

    def busy_once(*arguments: object) -> object:
        if failures:
            failures.pop()
            raise sharing.database_is_locked()
        return record_attempt(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "record_attempt", busy_once)
    with_smtp_server(sharing.work)
    assert sharing.states() == ["sent"]


FOREIGN_REPLIES = ("d\xe9j\xe0 vu", "a\x00b", "\x1b[2J\x07cleared", "\x9b31m", "caf\xe9 " * 300)
"""Not UTF-8, NUL (which PostgreSQL refuses), terminal controls, C1 controls, too long."""


@pytest.mark.parametrize("words", FOREIGN_REPLIES)
@pytest.mark.parametrize(
    ("verb", "code", "state"),
    [("DOT", "250 2.0.0", "sent"), ("DOT", "554 5.7.1", "failed"), ("RCPT", "550 5.1.1", "failed")],
)
def test_a_reply_in_any_bytes_is_final_and_fit_to_be_stored_and_printed(
    sharing: SharingFixture, caplog: pytest.LogCaptureFixture, verb: str, code: str, state: str, words: str
) -> None:
    sharing.share()
    server = SmtpServer()
    server.replies[verb].append(f"{code} {words}")
    with caplog.at_level(logging.INFO, logger="broadsheet_server"):
        with_smtp_server(sharing.work, server)
        sharing.later(minutes=20)
        with_smtp_server(sharing.work, server)
    delivery = sharing.delivery()
    assert delivery.state == state
    assert len(server.mails) == (state == "sent")
    assert delivery.answer is not None
    assert delivery.answer.startswith(code)
    for text in (delivery.answer, caplog.text.replace("\n", "")):
        assert text.isprintable()
        text.encode()


def test_a_reply_that_the_store_refuses_loses_no_outcome(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharing.share()
    record_attempt = queue.record_attempt

    def particular(session: object, claim: object, outcome: object, answer: str, now: object) -> object:
        if "fine" in answer:
            raise ValueError(answer)
        return record_attempt(session, claim, outcome, answer, now)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "record_attempt", particular)
    server = with_smtp_server(sharing.work)
    assert (sharing.states(), len(server.mails)) == (["sent"], 1)
    assert sharing.delivery().answer == "250"


def test_a_result_waits_for_a_store_that_is_away_for_long(
    sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharing.share()
    record_attempt, failures = queue.record_attempt, [1] * 20

    def busy_long(*arguments: object) -> object:
        if failures:
            failures.pop()
            raise sharing.database_is_locked()
        return record_attempt(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "record_attempt", busy_long)
    monkeypatch.setattr(worker, "WRITE_RETRY_DELAYS", (0.001,))
    assert len(with_smtp_server(sharing.work).mails) == 1
    assert sharing.states() == ["sent"]


def test_a_locked_outbox_stops_no_worker(sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    sharing.share()
    next_due, failures = queue.next_due, [1]

    def busy_once(*arguments: object) -> object:
        if failures:
            failures.pop()
            raise sharing.database_is_locked()
        return next_due(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "next_due", busy_once)

    async def act(server: SmtpServer) -> None:
        worker = sharing.worker(server)
        await worker.run_until_idle()
        sharing.later(seconds=7)
        await worker.run_until_idle()

    assert len(with_smtp_server(act).mails) == 1
