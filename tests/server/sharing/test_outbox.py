"""A crash at any moment loses no mail, and doubles it once at most."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from broadsheet_server.models.shares import share_table
from broadsheet_server.sharing.outbox import queue
from broadsheet_server.sharing.outbox.queue import (
    LEASE,
    AttemptOutcome,
    Claim,
    LeaseLostError,
    QueueState,
)
from tests.server.sharing.newsdesk import Newsdesk, in_office

JUST_PAST = LEASE + timedelta(seconds=1)


def claimed(desk: Newsdesk, most: int = 10) -> list[Claim]:
    with desk.database.write() as session:
        return queue.claim(session, desk.now, most)


def recovered(desk: Newsdesk) -> int:
    with desk.database.write() as session:
        return queue.recover(session, desk.now)


def marked(desk: Newsdesk, claim: Claim) -> None:
    with desk.database.write() as session:
        queue.mark_final_dot(session, claim)


def settled(desk: Newsdesk, claim: Claim, outcome: AttemptOutcome) -> QueueState:
    with desk.database.write() as session:
        return queue.settle(session, claim, outcome, "answer", desk.now)


def test_what_is_claimed_is_claimed_once_oldest_first(desk: Newsdesk) -> None:
    for number in range(3):
        desk.share(f"friend{number}@example.net")
        desk.later(seconds=1)
    first, second = claimed(desk, 2)
    assert (first.recipient, second.recipient) == ("friend0@example.net", "friend1@example.net")
    assert [claim.recipient for claim in claimed(desk)] == ["friend2@example.net"]
    assert claimed(desk) == []


def test_workers_do_not_wait_for_each_others_claims(desk: Newsdesk) -> None:
    if desk.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    desk.share("friend0@example.net", "friend1@example.net")
    with desk.database.write() as session:
        (first,) = queue.claim(session, desk.now, 1)
        (second,) = claimed(desk)
    assert {first.recipient, second.recipient} == {"friend0@example.net", "friend1@example.net"}


def test_what_is_due_later_is_not_claimed_now(desk: Newsdesk) -> None:
    desk.share()
    (claim,) = claimed(desk)
    assert settled(desk, claim, AttemptOutcome.PUT_OFF) is QueueState.QUEUED
    assert claimed(desk) == []
    desk.later(minutes=2)
    assert claimed(desk)[0].attempts == 1


def test_a_worker_killed_before_the_dot_leaves_a_mail_to_be_sent_again_as_if_nothing_was(
    desk: Newsdesk,
) -> None:
    desk.share()
    for _ in range(4):
        assert len(claimed(desk)) == 1
        assert recovered(desk) == 0
        desk.later(seconds=JUST_PAST.total_seconds())
        assert recovered(desk) == 1
    assert [row.ambiguous_attempts for row in desk.deliveries()] == [0]
    assert len(in_office(desk.work).mails) == 1


def test_a_worker_killed_at_the_dot_makes_one_more_try_and_no_third(desk: Newsdesk) -> None:
    desk.share()
    (before,) = desk.deliveries()
    for state in ("queued", "uncertain"):
        (claim,) = claimed(desk)
        assert claim.message == before.message
        marked(desk, claim)
        desk.later(seconds=JUST_PAST.total_seconds())
        assert recovered(desk) == 1
        assert desk.states() == [state]
    assert claimed(desk) == []
    (row,) = desk.deliveries()
    assert row.recipient == "friend@example.net"


def test_a_worker_finds_what_a_killed_one_left_by_itself(desk: Newsdesk) -> None:
    desk.share()
    claimed(desk)
    assert in_office(desk.work).mails == []
    desk.later(seconds=JUST_PAST.total_seconds())
    assert len(in_office(desk.work).mails) == 1


def test_who_lost_the_lease_sends_no_dot_and_writes_nothing(desk: Newsdesk) -> None:
    desk.share()
    (late,) = claimed(desk)
    desk.later(seconds=JUST_PAST.total_seconds())
    recovered(desk)
    (current,) = claimed(desk)
    with pytest.raises(LeaseLostError):
        marked(desk, late)
    with pytest.raises(LeaseLostError):
        settled(desk, late, AttemptOutcome.SENT)
    assert settled(desk, current, AttemptOutcome.SENT) is QueueState.SENT


def test_what_failed_can_be_judged_for_a_week_and_is_then_erased(desk: Newsdesk) -> None:
    desk.share()
    settled(desk, claimed(desk)[0], AttemptOutcome.REFUSED)
    for days, recipient in ((6, "friend@example.net"), (2, None)):
        desk.later(days=days)
        with desk.database.write() as session:
            queue.sweep(session, desk.now)
        (row,) = desk.deliveries()
        assert row.recipient == recipient
        assert (row.message is None) is (recipient is None)


def test_after_ninety_days_nothing_is_left_of_a_share(desk: Newsdesk) -> None:
    desk.share()
    in_office(desk.work)
    desk.later(days=91)
    desk.share("other@example.net")
    with desk.database.write() as session:
        queue.sweep(session, desk.now)
    assert [row.recipient for row in desk.deliveries()] == ["other@example.net"]
    with desk.database.read() as session:
        assert len(session.execute(select(share_table.c.id)).all()) == 1
