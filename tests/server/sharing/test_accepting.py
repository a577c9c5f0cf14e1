"""What a reader may ask for, and what is said when it cannot be done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from broadsheet_server.models import metadata
from broadsheet_server.models.shares import delivery_table, share_table
from broadsheet_server.settings import MailSettings, ShareLimits
from broadsheet_server.sharing import limits
from broadsheet_server.sharing.requests import Accepted, ShareProblemCode
from tests.server.sharing.newsdesk import Newsdesk


def codes(desk: Newsdesk, *to: str, **changes: object) -> list[ShareProblemCode]:
    return [problem.code for problem in desk.problems(*to, **changes)]


def counted(desk: Newsdesk) -> tuple[int, int]:
    with desk.database.read() as session:
        shares = session.execute(select(func.count()).select_from(share_table)).scalar_one()
        deliveries = session.execute(select(func.count()).select_from(delivery_table)).scalar_one()
    return shares, deliveries


def test_a_share_is_kept_with_a_mail_for_each_friend(desk: Newsdesk) -> None:
    desk.share("friend@example.net", "pal@example.org")
    first, second = desk.deliveries()
    assert (first.recipient, second.recipient) == ("friend@example.net", "pal@example.org")
    assert (first.recipient_masked, second.recipient_masked) == ("f…d@example.net", "p…l@example.org")
    assert first.message_id != second.message_id
    assert b"friend@example.net" in first.message
    assert b"pal@example.org" not in first.message


def test_all_that_is_wrong_is_said_at_once(desk: Newsdesk) -> None:
    problems = desk.problems(
        "nobody", sender_name="", note="www.spam.example", article_id=None, idempotency_key=""
    )
    assert {problem.path for problem in problems} == {
        ("article",),
        ("to", "0"),
        ("senderName",),
        ("note",),
        ("idempotencyKey",),
    }
    assert all(problem.message.endswith(".") for problem in problems)


def test_an_article_that_is_not_public_cannot_be_shared(desk: Newsdesk) -> None:
    assert codes(desk, article_id=uuid4()) == [ShareProblemCode.ARTICLE_NOT_FOUND]
    article = metadata.tables["article"]
    with desk.database.write() as session:
        session.execute(update(article).values(embargoed_until=desk.now + timedelta(hours=1)))
    assert codes(desk) == [ShareProblemCode.ARTICLE_NOT_FOUND]
    desk.later(hours=1)
    desk.share()


def test_asking_again_with_the_same_key_is_the_same_share_whatever_happened_since(desk: Newsdesk) -> None:
    request = desk.request()
    first = desk.ask(request)
    desk.settings = desk.settings.model_copy(update={"mail": MailSettings()})
    with desk.database.write() as session:
        session.execute(update(metadata.tables["article"]).values(status="withdrawn"))
    again = desk.ask(request)
    assert isinstance(first, Accepted)
    assert again == Accepted(first.share_id, is_repeat=True)
    assert counted(desk) == (1, 1)


def test_the_same_key_for_something_else_is_a_conflict(desk: Newsdesk) -> None:
    desk.share(idempotency_key="once")
    (problem,) = desk.problems("other@example.net", idempotency_key="once")
    assert problem.code is ShareProblemCode.IDEMPOTENCY_CONFLICT
    assert counted(desk) == (1, 1)


def test_two_readers_may_use_the_same_key(desk: Newsdesk) -> None:
    desk.share(idempotency_key="once")
    desk.share(idempotency_key="once", key_id=desk.new_key())
    assert counted(desk) == (2, 2)


def test_ten_askers_at_once_with_one_key_make_one_share(desk: Newsdesk) -> None:
    request = desk.request()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: desk.ask(request), range(10)))
    assert len({answer.share_id for answer in answers if isinstance(answer, Accepted)}) == 1
    assert sum(isinstance(answer, Accepted) and not answer.is_repeat for answer in answers) == 1
    assert counted(desk) == (1, 1)


def test_a_reader_shares_so_often_an_hour_and_is_told_when_to_come_back(desk: Newsdesk) -> None:
    for number in range(20):
        desk.share(f"friend{number}@example.net")
        desk.later(minutes=1)
    (problem,) = desk.problems()
    assert problem.code is ShareProblemCode.RATE_LIMITED
    assert problem.retry_after == 40 * 60
    desk.later(seconds=40 * 60 - 1)
    assert codes(desk) == [ShareProblemCode.RATE_LIMITED]
    desk.later(seconds=1)
    desk.share()


def test_a_reader_shares_so_often_a_day(desk: Newsdesk) -> None:
    desk.settings = desk.settings.model_copy(update={"share_limits": ShareLimits(per_hour=2, per_day=3)})
    for hour in range(3):
        desk.share(f"friend{hour}@example.net")
        desk.empty_outbox()
        desk.later(hours=1)
    (problem,) = desk.problems()
    assert problem.retry_after == 21 * 3_600
    desk.share(key_id=desk.new_key())


def test_twenty_askers_at_the_edge_of_the_limit_get_exactly_what_is_left(desk: Newsdesk) -> None:
    desk.settings = desk.settings.model_copy(update={"share_limits": ShareLimits(per_hour=7)})
    requests = [desk.request(f"friend{number}@example.net") for number in range(20)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(desk.ask, requests))
    assert sum(isinstance(answer, Accepted) for answer in answers) == 7
    assert counted(desk) == (7, 7)


def test_without_a_mail_server_sharing_is_off_and_says_so(desk: Newsdesk) -> None:
    desk.settings = desk.settings.model_copy(update={"mail": MailSettings()})
    assert codes(desk) == [ShareProblemCode.MAIL_OFF]


def test_a_long_queue_asks_to_come_later(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUEUED_MAX", 2)
    desk.share("friend@example.net", "pal@example.net")
    (problem,) = desk.problems()
    assert problem.code is ShareProblemCode.MAIL_BUSY
    assert problem.retry_after


def test_ten_thousand_waiting_mails_are_a_long_queue(desk: Newsdesk) -> None:
    desk.share()
    (row,) = desk.deliveries()
    copies = [
        {**row._asdict(), "id": uuid4(), "message_id": f"<{number}@x>", "position": number, "message": b""}
        | {"recipient_hash": f"{number:032x}"}
        for number in range(1, 10_000)
    ]
    with desk.database.write() as session:
        session.execute(insert(delivery_table), copies[:-1])
    desk.share("pal@example.net")
    assert codes(desk) == [ShareProblemCode.MAIL_BUSY]


def test_mail_that_waits_for_an_hour_asks_to_come_later(desk: Newsdesk) -> None:
    desk.share()
    desk.later(minutes=61)
    assert codes(desk) == [ShareProblemCode.MAIL_BUSY]
