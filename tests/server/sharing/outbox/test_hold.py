"""An operator cancels and holds mail that waits; a revoked key sends no more."""

from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.sharing.outbox.hold import cancel, cancel_of_key, hold, resume
from tests.server.sharing.share_fixtures import SharingFixture, with_smtp_server


def test_held_mail_waits_until_it_is_resumed_and_then_has_a_day_again(sharing: SharingFixture) -> None:
    sharing.share("friend@example.net", "pal@example.net")
    first, _ = sharing.deliveries()
    with sharing.database.write() as session:
        assert hold(session, [first.id]) == 1
    assert with_smtp_server(sharing.work).recipients == ["pal@example.net"]
    sharing.later(hours=30)
    with sharing.database.write() as session:
        assert resume(session, None, now=sharing.now) == 1
    assert with_smtp_server(sharing.work).recipients == ["friend@example.net"]


def test_cancelled_mail_is_erased_and_never_sent(sharing: SharingFixture) -> None:
    sharing.share("friend@example.net", "pal@example.net")
    first, second = sharing.deliveries()
    with sharing.database.write() as session:
        hold(session, [first.id])
        assert cancel(session, [first.id, second.id], now=sharing.now) == 2
        assert cancel(session, None, now=sharing.now) == 0
    assert with_smtp_server(sharing.work).mails == []
    assert sharing.states() == ["cancelled", "cancelled"]
    assert "friend@" not in sharing.dump()


def test_a_revoked_key_cancels_what_it_has_queued_and_nothing_else(sharing: SharingFixture) -> None:
    sharing.share("friend@example.net")
    sharing.share("pal@example.net", key_id=sharing.new_key())
    with sharing.database.write() as session:
        assert cancel_of_key(session, sharing.key_id, now=sharing.now) == 1
    assert with_smtp_server(sharing.work).recipients == ["pal@example.net"]


def test_mail_of_a_key_that_was_revoked_meanwhile_is_not_sent(sharing: SharingFixture) -> None:
    sharing.share("friend@example.net")
    with sharing.database.write() as session:
        key = session.get(ApiKey, sharing.key_id)
        assert key is not None
        key.revoked_at = sharing.now
        session.add(key)
    assert with_smtp_server(sharing.work).mails == []
    assert sharing.states() == ["cancelled"]
