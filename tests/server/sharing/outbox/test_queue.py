"""A crash at any moment loses no mail, and doubles it once at most."""

from datetime import timedelta

import pytest
from sqlmodel import select

from broadsheet_server.models.shares import Share
from broadsheet_server.sharing.outbox import queue
from broadsheet_server.sharing.outbox.queue import (
    LEASE,
    AttemptOutcome,
    Claim,
    LeaseLostError,
    QueueState,
)
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server

PAST_LEASE = LEASE + timedelta(seconds=1)


def claimed(sharing: SharingFixture, limit: int = 10) -> list[Claim]:
    with sharing.database.write() as session:
        return queue.claim(session, sharing.now, limit)


def recovered(sharing: SharingFixture) -> int:
    with sharing.database.write() as session:
        return queue.recover_expired_leases(session, sharing.now)


def record_final_dot(sharing: SharingFixture, claim: Claim) -> None:
    with sharing.database.write() as session:
        queue.record_final_dot(session, claim)


def record(sharing: SharingFixture, claim: Claim, outcome: AttemptOutcome) -> QueueState:
    with sharing.database.write() as session:
        return queue.record_attempt(session, claim, outcome, "answer", sharing.now)


def test_what_is_claimed_is_claimed_once_oldest_first(sharing: SharingFixture) -> None:
    for number in range(3):
        sharing.share(f"friend{number}@example.net")
        sharing.later(seconds=1)
    first, second = claimed(sharing, 2)
    assert (first.recipient, second.recipient) == ("friend0@example.net", "friend1@example.net")
    assert [claim.recipient for claim in claimed(sharing)] == ["friend2@example.net"]
    assert claimed(sharing) == []


def test_workers_do_not_wait_for_each_others_claims(sharing: SharingFixture) -> None:
    if sharing.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    sharing.share("friend0@example.net", "friend1@example.net")
    with sharing.database.write() as session:
        (first,) = queue.claim(session, sharing.now, 1)
        (second,) = claimed(sharing)
    assert {first.recipient, second.recipient} == {"friend0@example.net", "friend1@example.net"}


def test_what_is_due_later_is_not_claimed_now(sharing: SharingFixture) -> None:
    sharing.share()
    (claim,) = claimed(sharing)
    assert record(sharing, claim, AttemptOutcome.TRANSIENT_FAILURE) is QueueState.QUEUED
    assert claimed(sharing) == []
    sharing.later(minutes=2)
    assert claimed(sharing)[0].attempts == 1


def test_a_worker_killed_before_the_dot_leaves_a_mail_to_be_sent_again_as_if_nothing_was(
    sharing: SharingFixture,
) -> None:
    sharing.share()
    for _ in range(4):
        assert len(claimed(sharing)) == 1
        assert recovered(sharing) == 0
        sharing.later(seconds=PAST_LEASE.total_seconds())
        assert recovered(sharing) == 1
    assert [row.ambiguous_attempts for row in sharing.deliveries()] == [0]
    assert len(with_smtp_server(sharing.work).mails) == 1


def test_a_worker_killed_at_the_dot_makes_one_more_try_and_no_third(sharing: SharingFixture) -> None:
    sharing.share()
    (before,) = sharing.deliveries()
    for state in ("queued", "uncertain"):
        (claim,) = claimed(sharing)
        assert claim.message == before.message
        record_final_dot(sharing, claim)
        sharing.later(seconds=PAST_LEASE.total_seconds())
        assert recovered(sharing) == 1
        assert sharing.states() == [state]
    assert claimed(sharing) == []
    (row,) = sharing.deliveries()
    assert row.recipient == "friend@example.net"


def test_a_worker_finds_what_a_killed_one_left_by_itself(sharing: SharingFixture) -> None:
    sharing.share()
    claimed(sharing)
    assert with_smtp_server(sharing.work).mails == []
    sharing.later(seconds=PAST_LEASE.total_seconds())
    assert len(with_smtp_server(sharing.work).mails) == 1


def test_who_lost_the_lease_sends_no_dot_and_writes_nothing(sharing: SharingFixture) -> None:
    sharing.share()
    (late,) = claimed(sharing)
    sharing.later(seconds=PAST_LEASE.total_seconds())
    recovered(sharing)
    (current,) = claimed(sharing)
    with pytest.raises(LeaseLostError):
        record_final_dot(sharing, late)
    with pytest.raises(LeaseLostError):
        record(sharing, late, AttemptOutcome.SENT)
    assert record(sharing, current, AttemptOutcome.SENT) is QueueState.SENT


def test_what_failed_can_be_judged_for_a_week_and_is_then_erased(sharing: SharingFixture) -> None:
    sharing.share()
    record(sharing, claimed(sharing)[0], AttemptOutcome.PERMANENT_FAILURE)
    for days, recipient in ((6, "friend@example.net"), (2, None)):
        sharing.later(days=days)
        with sharing.database.write() as session:
            queue.purge(session, sharing.now)
        (row,) = sharing.deliveries()
        assert row.recipient == recipient
        assert (row.message is None) is (recipient is None)


def test_after_ninety_days_nothing_is_left_of_a_share(sharing: SharingFixture) -> None:
    sharing.share()
    with_smtp_server(sharing.work)
    sharing.later(days=91)
    sharing.share("other@example.net")
    with sharing.database.write() as session:
        queue.purge(session, sharing.now)
    assert [row.recipient for row in sharing.deliveries()] == ["other@example.net"]
    with sharing.database.read() as session:
        assert len(session.exec(select(Share.id)).all()) == 1
