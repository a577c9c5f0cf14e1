"""Mail that was put off or cut short is tried again, later and later, and doubled once at most."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from broadsheet_server.settings import ShareLimits
from broadsheet_server.sharing.outbox.smtp import SmtpTimeouts
from tests.server.sharing.newsdesk import Newsdesk, in_office
from tests.server.sharing.post_office import PostOffice

IMPATIENT = SmtpTimeouts(connect=2, command=2, final_dot=0.2)
LOOK_EVERY = 5
"""Seconds between two looks of a worker, where the clock is ours."""


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


def test_a_mail_that_is_tried_again_is_not_counted_twice_for_its_friend(desk: Newsdesk) -> None:
    desk.settings = desk.settings.model_copy(update={"share_limits": ShareLimits(recipient_per_hour=1)})
    desk.share()
    office = PostOffice()
    office.says["RCPT"].append("450 4.2.0 greylisted")
    in_office(desk.work, office)
    desk.later(minutes=2)
    in_office(desk.work, office)
    assert len(office.mails) == 1
