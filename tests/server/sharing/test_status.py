"""How far a share has come, as the one who shared may see it."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, update

from broadsheet_server.models.articles import Article
from broadsheet_server.models.shares import Delivery
from broadsheet_server.sharing.address_hash import address_hasher
from broadsheet_server.sharing.outbox.queue import QueueState
from broadsheet_server.sharing.status import DeliveryStatus, ShareStatus, share_status, share_statuses
from broadsheet_server.sharing.suppression import suppress
from broadsheet_shared.vocabulary import DeliveryFailure, DeliveryState
from tests.server.sharing.share_fixtures import START, SharingFixture, with_smtp_server
from tests.server.sharing.smtp_server import SmtpServer


def statuses(
    sharing: SharingFixture, *share_ids: UUID, key_id: UUID | None = None
) -> dict[UUID, ShareStatus]:
    async def read() -> dict[UUID, ShareStatus]:
        try:
            return await share_statuses(sharing.database, share_ids, api_key_id=sharing.key_id)
        finally:
            await sharing.database.close()

    return asyncio.run(read())


def status(sharing: SharingFixture, share_id: UUID, key_id: UUID | None = None) -> ShareStatus | None:
    async def read() -> ShareStatus | None:
        try:
            return await share_status(sharing.database, share_id, api_key_id=key_id or sharing.key_id)
        finally:
            await sharing.database.close()

    return asyncio.run(read())


def test_a_share_is_queued_at_first_and_sent_in_the_end_with_masked_addresses(
    sharing: SharingFixture,
) -> None:
    share_id = sharing.share("friend@example.net", "b@example.org")
    queued = status(sharing, share_id)
    assert queued is not None
    assert (queued.share_id, queued.article_id) == (share_id, sharing.article.article_id)
    assert (queued.created_at, queued.state) == (sharing.now, DeliveryState.QUEUED)
    with_smtp_server(sharing.work)
    sent = status(sharing, share_id)
    assert sent is not None
    assert sent.state is DeliveryState.SENT
    assert [delivery.recipient for delivery in sent.deliveries] == ["f…d@example.net", "b…@example.org"]


def test_a_strangers_share_looks_like_none(sharing: SharingFixture) -> None:
    share_id = sharing.share()
    assert status(sharing, share_id, sharing.new_key()) is None
    assert status(sharing, uuid4()) is None


def test_many_shares_are_read_at_once_and_a_strangers_is_left_out(sharing: SharingFixture) -> None:
    mine = [sharing.share(f"friend{number}@example.net", "pal@example.net") for number in range(3)]
    strangers = sharing.share("friend9@example.net", key_id=sharing.new_key())
    statements: list[object] = []
    for engine in sharing.database.read_engines:
        event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    found = statuses(sharing, *mine, strangers, uuid4(), mine[0])
    assert set(found) == set(mine)
    assert [len(share.deliveries) for share in found.values()] == [2, 2, 2]
    assert [found[each].deliveries[0].recipient for each in mine] == [
        f"f…{number}@example.net" for number in range(3)
    ]
    assert len(statements) == 1


def reasons(sharing: SharingFixture, *share_ids: UUID) -> list[DeliveryFailure | None]:
    """Why each of these shares, all to one recipient, was not delivered."""
    found = statuses(sharing, *share_ids)
    return [found[share_id].deliveries[0].reason for share_id in share_ids]


def test_a_mail_over_the_limit_of_its_recipient_says_so(sharing: SharingFixture) -> None:
    share_ids = [sharing.share() for _ in range(4)]
    assert reasons(sharing, *share_ids) == [None] * 4
    with_smtp_server(sharing.work)
    found = statuses(sharing, *share_ids)
    ended = [(share.deliveries[0].state, share.deliveries[0].reason) for share in found.values()]
    assert sorted(ended, key=str) == sorted(
        [(DeliveryState.SENT, None)] * 3 + [(DeliveryState.NOT_DELIVERED, DeliveryFailure.RECIPIENT_LIMIT)],
        key=str,
    )


def test_a_recipient_who_unsubscribed_looks_like_one_who_does_not_exist(sharing: SharingFixture) -> None:
    with sharing.database.read() as session:
        hasher = address_hasher(session)
    token = hasher.unsubscribe_token(hasher.hash_address("gone@example.net"))
    assert suppress(sharing.database, token, now=sharing.now)
    server = SmtpServer()
    server.replies["RCPT"].append("550 5.1.1 no such user")
    unknown, unsubscribed = sharing.share("nobody@example.net"), sharing.share("gone@example.net")
    with_smtp_server(sharing.work, server)
    assert reasons(sharing, unknown, unsubscribed) == [DeliveryFailure.REFUSED] * 2


def test_a_withdrawn_article_and_a_day_without_a_mail_server_are_told(sharing: SharingFixture) -> None:
    late = sharing.share()
    sharing.later(hours=25)
    with_smtp_server(sharing.work)
    withdrawn = sharing.share()
    with sharing.database.write() as session:
        session.execute(update(Article).values(status="withdrawn"))
    with_smtp_server(sharing.work)
    assert reasons(sharing, late, withdrawn) == [DeliveryFailure.EXPIRED, DeliveryFailure.ARTICLE_WITHDRAWN]


def test_every_end_but_sent_has_a_reason_and_nothing_else_has(sharing: SharingFixture) -> None:
    share_id = sharing.share()
    for state in QueueState:
        with sharing.database.write() as session:
            session.execute(update(Delivery).values(state=state.value))
        found = status(sharing, share_id)
        assert found is not None
        (delivery,) = found.deliveries
        assert (delivery.reason is not None) == (delivery.state is DeliveryState.NOT_DELIVERED)


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ("queued queued", DeliveryState.QUEUED),
        ("sent queued", DeliveryState.SENDING),
        ("not_delivered sending", DeliveryState.SENDING),
        ("sent sent", DeliveryState.SENT),
        ("sent not_delivered", DeliveryState.NOT_DELIVERED),
    ],
)
def test_a_share_is_as_far_as_its_slowest_mail(states: str, whole: DeliveryState) -> None:
    deliveries = tuple(DeliveryStatus("f…d@example.net", DeliveryState(state)) for state in states.split())
    assert ShareStatus(uuid4(), uuid4(), START, deliveries).state is whole
