"""How far a share has come, as the one who shared may see it."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from broadsheet_server.models.shares import delivery_table
from broadsheet_server.sharing.status import DeliveryStatus, ShareStatus, share_status
from broadsheet_shared.vocabulary import DeliveryState
from tests.server.sharing.newsdesk import START, Newsdesk, in_office


def seen(desk: Newsdesk, share_id: UUID, key_id: UUID | None = None) -> ShareStatus | None:
    async def ask() -> ShareStatus | None:
        try:
            return await share_status(desk.database, share_id, api_key_id=key_id or desk.key_id)
        finally:
            await desk.database.close()

    return asyncio.run(ask())


def test_a_share_is_queued_at_first_and_sent_in_the_end_with_masked_addresses(desk: Newsdesk) -> None:
    share_id = desk.share("friend@example.net", "b@example.org")
    found = seen(desk, share_id)
    assert found is not None
    assert (found.article_id, found.created_at, found.state) == (
        desk.article_id,
        desk.now,
        DeliveryState.QUEUED,
    )
    in_office(desk.work)
    found = seen(desk, share_id)
    assert found is not None
    assert found.state is DeliveryState.SENT
    assert [friend.recipient for friend in found.deliveries] == ["f…d@example.net", "b…@example.org"]


def test_a_strangers_share_looks_like_none(desk: Newsdesk) -> None:
    share_id = desk.share()
    assert seen(desk, share_id, desk.new_key()) is None
    assert seen(desk, uuid4()) is None


def test_why_a_mail_was_not_delivered_is_not_told(desk: Newsdesk) -> None:
    share_id = desk.share()
    for end in ("failed", "suppressed", "uncertain"):
        with desk.database.write() as session:
            session.execute(update(delivery_table).values(state=end))
        found = seen(desk, share_id)
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
