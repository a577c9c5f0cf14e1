"""From the outbox to the friend's mail server."""

import asyncio
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from broadsheet_server.settings import MailSettings, ShareLimits
from broadsheet_server.sharing import outbox
from broadsheet_server.sharing import worker as worker_module
from broadsheet_server.sharing.delivery import Patience
from broadsheet_server.sharing.fingerprints import fingerprints
from broadsheet_server.sharing.stopping import stop as stop_mail
from broadsheet_server.sharing.worker import CONVERSATIONS, MailWorker
from broadsheet_server.storage.tables import metadata
from tests.server.sharing.newsdesk import Newsdesk, in_office
from tests.server.sharing.post_office import PostOffice

IMPATIENT = Patience(connect=2, command=2, final_dot=0.2)
LOOK_EVERY = 5
"""Seconds between two looks of a worker, where the clock is ours."""


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


def test_a_mail_that_is_put_off_is_tried_again_later_and_later_for_a_day(desk: Newsdesk) -> None:
    desk.share()
    began, waits = desk.now, []
    office = PostOffice()
    for _ in range(20):
        office.says["RCPT"].append("450 4.2.0 greylisted")
    while desk.states() == ["queued"]:
        in_office(desk.work, office)
        (row,) = desk.deliveries()
        waits.append((row.due_at - desk.now) / timedelta(minutes=1))
        desk.now = max(desk.now, row.due_at)
    for wait, planned in zip(waits, (1, 5, 15, 30, 60, 120, 240, 240, 240), strict=False):
        assert planned * 0.8 <= wait <= planned * 1.2
    assert desk.states() == ["failed"]
    assert desk.now - began > timedelta(hours=18)
    assert office.mails == []


def test_a_mail_that_was_put_off_once_arrives_once(desk: Newsdesk) -> None:
    desk.share()
    office = PostOffice()
    office.says["RCPT"].append("450 4.2.0 greylisted")
    in_office(desk.work, office)
    in_office(desk.work, office)
    assert office.mails == []
    desk.later(minutes=2)
    in_office(desk.work, office)
    in_office(desk.work, office)
    assert office.recipients == ["friend@example.net"]


def test_a_mail_server_in_trouble_is_left_in_peace_and_no_mail_pays_for_it(desk: Newsdesk) -> None:
    desk.share("friend@example.net", "pal@example.net")

    async def day(office: PostOffice) -> None:
        worker = desk.worker(office)
        office.cuts.append("greeting")
        await worker.catch_up()
        assert worker.trouble
        assert [row.attempts for row in desk.deliveries()] == [0, 0]
        connections = office.connections
        await worker.catch_up()
        assert office.connections == connections
        desk.later(seconds=7)
        await worker.catch_up()
        assert worker.trouble is None

    office = in_office(day)
    assert sorted(office.recipients) == ["friend@example.net", "pal@example.net"]


def test_after_a_wrong_password_nobody_hammers_at_the_door(desk: Newsdesk) -> None:
    for number in range(8):
        desk.share(f"friend{number}@example.net", key_id=desk.new_key())
    log_ins = []

    async def day(office: PostOffice) -> None:
        wrong = office.settings.model_copy(update={"password": SecretStr("guess")})
        worker = desk.worker(office, mail=wrong)
        for _ in range(10 * 60 // LOOK_EVERY):
            await worker.catch_up()
            log_ins.append(office.log_ins)
            desk.later(seconds=LOOK_EVERY)
        assert worker.trouble
        assert office.mails == []
        await desk.work(office)

    office = in_office(day, PostOffice(password="secret"))
    a_minute = 60 // LOOK_EVERY
    assert max(late - early for early, late in zip(log_ins, log_ins[a_minute:], strict=False)) <= 2
    assert log_ins[-1] >= 2
    assert len(office.mails) == 8


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


def test_a_mail_that_waited_for_a_day_is_not_sent_any_more(desk: Newsdesk) -> None:
    desk.share()
    desk.later(hours=25)
    office = in_office(desk.work)
    assert office.mails == []
    assert desk.states() == ["failed"]


@pytest.mark.parametrize("place", ["data", "before dot"])
def test_a_cut_before_the_dot_costs_nothing(desk: Newsdesk, place: str) -> None:
    desk.share()
    office = PostOffice()
    office.cuts.append(place)
    in_office(desk.work, office)
    desk.later(minutes=2)
    in_office(desk.work, office)
    assert office.recipients == ["friend@example.net"]
    assert desk.states() == ["sent"]


def test_a_cut_after_the_dot_makes_a_second_copy_at_most_with_the_same_bytes(desk: Newsdesk) -> None:
    desk.share()
    office = PostOffice()
    office.cuts.extend(["after dot"] * 5)
    for _ in range(5):
        in_office(desk.work, office)
        desk.later(minutes=10)
    first, second = office.mails
    assert first.content == second.content
    assert desk.states() == ["uncertain"]


def test_a_second_copy_that_is_answered_ends_it(desk: Newsdesk) -> None:
    desk.share()
    office = PostOffice()
    office.before_answer_to_dot.clear()

    async def silence(opened: PostOffice) -> None:
        await desk.work(opened, IMPATIENT)

    in_office(silence, office)
    assert desk.states() == ["queued"]
    office.before_answer_to_dot.set()
    desk.later(minutes=2)
    in_office(desk.work, office)
    assert len(office.mails) == 2
    assert desk.states() == ["sent"]


def test_a_friend_who_said_stop_gets_no_more_mail(desk: Newsdesk) -> None:
    desk.share()
    with desk.database.read() as session:
        marks = fingerprints(session)
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


def test_a_mail_that_is_tried_again_is_not_counted_twice_for_its_friend(desk: Newsdesk) -> None:
    desk.settings = desk.settings.model_copy(update={"share_limits": ShareLimits(recipient_per_hour=1)})
    desk.share()
    office = PostOffice()
    office.says["RCPT"].append("450 4.2.0 greylisted")
    in_office(desk.work, office)
    desk.later(minutes=2)
    in_office(desk.work, office)
    assert len(office.mails) == 1


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
    settle, failures = outbox.settle, [1]

    def busy_once(*arguments: object) -> object:
        if failures:
            failures.pop()
            raise desk.database_is_locked()
        return settle(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "settle", busy_once)
    in_office(desk.work)
    assert desk.states() == ["sent"]


def test_a_locked_outbox_stops_no_worker(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.share()
    has_work, failures = outbox.has_work, [1]

    def busy_once(*arguments: object) -> object:
        if failures:
            failures.pop()
            raise desk.database_is_locked()
        return has_work(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "has_work", busy_once)

    async def day(office: PostOffice) -> None:
        worker = desk.worker(office)
        await worker.catch_up()
        desk.later(seconds=7)
        await worker.catch_up()

    assert len(in_office(day).mails) == 1
