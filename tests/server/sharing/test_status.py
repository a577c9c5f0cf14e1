"""How far a share has come, as the one who shared may see it."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, update

from broadsheet_server.models.shares import Delivery
from broadsheet_server.sharing.status import DeliveryStatus, ShareStatus, share_status, share_statuses
from broadsheet_shared.vocabulary import DeliveryState
from tests.server.sharing.share_fixtures import START, SharingFixture, with_smtp_server


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


def test_why_a_mail_was_not_delivered_is_not_told(sharing: SharingFixture) -> None:
    share_id = sharing.share()
    for end in ("failed", "suppressed", "uncertain"):
        with sharing.database.write() as session:
            session.execute(update(Delivery).values(state=end))
        found = status(sharing, share_id)
        assert found is not None
        assert found.deliveries[0].state is DeliveryState.NOT_DELIVERED


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
