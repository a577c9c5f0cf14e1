"""How much may be shared, and when to come back."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import insert

from broadsheet_server.models.shares import Delivery
from broadsheet_server.settings import ShareLimits
from broadsheet_server.sharing import limits
from broadsheet_server.sharing.share_article import AcceptedShare
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode
from tests.server.sharing.share_fixtures import SharingFixture


def test_a_reader_shares_so_often_an_hour_and_is_told_when_to_come_back(sharing: SharingFixture) -> None:
    for number in range(20):
        sharing.share(f"friend{number}@example.net")
        sharing.later(minutes=1)
    (error,) = sharing.errors()
    assert error.code is ShareArticleErrorCode.RATE_LIMITED
    assert error.retry_after == 40 * 60
    assert error.message.endswith("Please try again in 40 minutes.")
    assert error.path == ()
    sharing.later(seconds=40 * 60 - 1)
    assert sharing.error_codes() == [ShareArticleErrorCode.RATE_LIMITED]
    sharing.later(seconds=1)
    sharing.share()


def test_a_reader_shares_so_often_a_day(sharing: SharingFixture) -> None:
    sharing.settings = sharing.settings.model_copy(
        update={"share_limits": ShareLimits(per_hour=2, per_day=3)}
    )
    for hour in range(3):
        sharing.share(f"friend{hour}@example.net")
        sharing.empty_outbox()
        sharing.later(hours=1)
    (error,) = sharing.errors()
    assert error.retry_after == 21 * 3_600
    assert error.message.endswith("Please try again in 21 hours.")
    sharing.share(key_id=sharing.new_key())


def test_twenty_askers_at_the_edge_of_the_limit_get_exactly_what_is_left(sharing: SharingFixture) -> None:
    sharing.settings = sharing.settings.model_copy(update={"share_limits": ShareLimits(per_hour=7)})
    requests = [sharing.request(f"friend{number}@example.net") for number in range(20)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(sharing.try_share, requests))
    assert sum(isinstance(answer, AcceptedShare) for answer in answers) == 7
    assert len(sharing.deliveries()) == 7


def test_a_long_queue_asks_to_come_later(sharing: SharingFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUEUED_MAX", 2)
    sharing.share("friend@example.net", "pal@example.net")
    (error,) = sharing.errors()
    assert error.code is ShareArticleErrorCode.MAIL_BUSY
    assert error.retry_after == 5 * 60
    assert error.message.endswith("Please try again in 5 minutes.")


def test_ten_thousand_waiting_mails_are_a_long_queue(sharing: SharingFixture) -> None:
    sharing.share()
    delivery = sharing.delivery().model_dump()
    copies = [
        delivery
        | {"id": uuid4(), "message_id": f"<{number}@x>", "position": number, "message": b""}
        | {"recipient_hash": f"{number:032x}"}
        for number in range(1, 10_000)
    ]
    with sharing.database.write() as session:
        session.execute(insert(Delivery), copies[:-1])
    sharing.share("pal@example.net")
    assert sharing.error_codes() == [ShareArticleErrorCode.MAIL_BUSY]


def test_mail_that_waits_for_an_hour_asks_to_come_later(sharing: SharingFixture) -> None:
    sharing.share()
    sharing.later(minutes=61)
    assert sharing.error_codes() == [ShareArticleErrorCode.MAIL_BUSY]


@pytest.mark.parametrize(
    ("seconds", "spoken"),
    [
        (30, "a minute"),
        (60, "a minute"),
        (61, "2 minutes"),
        (89 * 60, "89 minutes"),
        (90 * 60, "2 hours"),
        (120 * 60 + 1, "3 hours"),
    ],
)
def test_how_long_to_wait_is_said_in_minutes_or_hours(
    sharing: SharingFixture, seconds: int, spoken: str
) -> None:
    sharing.settings = sharing.settings.model_copy(update={"share_limits": ShareLimits(per_day=1)})
    sharing.share()
    sharing.empty_outbox()
    sharing.later(hours=24, seconds=-seconds)
    (error,) = sharing.errors()
    assert error.retry_after == seconds
    assert error.message.endswith(f"Please try again in {spoken}.")


def test_a_reader_who_may_share_never_is_told_so_politely(sharing: SharingFixture) -> None:
    sharing.settings = sharing.settings.model_copy(update={"share_limits": ShareLimits(per_hour=0)})
    (error,) = sharing.errors()
    assert error.code is ShareArticleErrorCode.RATE_LIMITED
    assert error.retry_after == 60 * 60
