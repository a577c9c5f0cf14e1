"""Of several servers one holds the lease; the others wait until it is released or has expired."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from broadsheet_server.changefeed.lease import TERM, LeaseHolder, LeaseLostError
from broadsheet_server.models.leases import Lease
from broadsheet_server.storage.database import Database

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def holder(database: Database, name: str = "related") -> LeaseHolder:
    """A process that wants the lease."""
    return LeaseHolder(database, name)


@pytest.fixture
def shared_store(postgres_store: str) -> Iterator[Database]:
    """A store that several servers share."""
    database = Database(postgres_store)
    yield database
    database.dispose()


@pytest.mark.postgres
def test_ann_holds_the_lease_and_bob_waits_until_it_expires(shared_store: Database) -> None:
    ann, bob = holder(shared_store), holder(shared_store)
    assert ann.acquire("ann", NOW)
    assert not bob.acquire("bob", NOW + SECOND)
    assert not bob.acquire("bob", NOW + TERM - SECOND)
    assert bob.acquire("bob", NOW + TERM)
    assert not ann.acquire("ann", NOW + TERM + SECOND)


@pytest.mark.postgres
def test_who_renews_the_lease_in_time_keeps_it(shared_store: Database) -> None:
    ann, bob = holder(shared_store), holder(shared_store)
    for seconds in range(0, 60, 3):
        assert ann.acquire("ann", NOW + seconds * SECOND)
        assert not bob.acquire("bob", NOW + seconds * SECOND + SECOND)
    assert (ann.epoch, bob.epoch) == (1, 0)


@pytest.mark.postgres
def test_the_lease_is_renewed_only_in_the_second_half_of_its_term(shared_store: Database) -> None:
    ann = holder(shared_store)

    def stored_until() -> datetime:
        with shared_store.read() as session:
            return session.exec(select(Lease.until)).one()

    ann.acquire("ann", NOW)
    assert ann.acquire("ann", NOW + TERM / 2 - SECOND)
    assert stored_until() == NOW + TERM
    assert ann.acquire("ann", NOW + TERM / 2)
    assert stored_until() == NOW + TERM / 2 + TERM


@pytest.mark.postgres
def test_who_waits_for_the_lease_does_not_write(shared_store: Database) -> None:
    ann, bob = holder(shared_store), holder(shared_store)
    ann.acquire("ann", NOW)
    statements: list[str] = []

    def record(*arguments: object) -> None:
        statements.append(str(arguments[2]).split()[0])

    event.listen(shared_store.engine, "before_cursor_execute", record)
    assert not bob.acquire("bob", NOW + SECOND)
    assert statements == ["SELECT"]


@pytest.mark.postgres
def test_a_lease_that_is_released_is_free_at_once(shared_store: Database) -> None:
    ann, bob = holder(shared_store), holder(shared_store)
    ann.acquire("ann", NOW)
    ann.release()
    assert bob.acquire("bob", NOW + SECOND)


@pytest.mark.postgres
def test_who_has_lost_the_lease_does_not_release_that_of_another(shared_store: Database) -> None:
    ann, bob, carol = holder(shared_store), holder(shared_store), holder(shared_store)
    ann.acquire("ann", NOW)
    bob.acquire("bob", NOW + TERM)
    ann.release()
    assert not carol.acquire("carol", NOW + TERM + SECOND)


@pytest.mark.postgres
def test_releasing_what_was_never_held_changes_nothing(shared_store: Database) -> None:
    ann, bob = holder(shared_store), holder(shared_store)
    ann.acquire("ann", NOW)
    bob.acquire("bob", NOW)
    bob.release()
    assert not bob.acquire("bob", NOW + SECOND)


@pytest.mark.postgres
def test_a_process_that_follows_another_of_the_same_owner_need_not_wait(shared_store: Database) -> None:
    assert holder(shared_store).acquire("folder", NOW)
    assert holder(shared_store).acquire("folder", NOW + SECOND)


@pytest.mark.postgres
def test_leases_of_different_names_are_independent(shared_store: Database) -> None:
    assert holder(shared_store, "related").acquire("ann", NOW)
    assert holder(shared_store, "webhooks").acquire("bob", NOW)
    assert not holder(shared_store, "webhooks").acquire("ann", NOW + SECOND)


@pytest.mark.postgres
def test_a_new_epoch_begins_when_another_may_have_held_the_lease(shared_store: Database) -> None:
    ann = holder(shared_store)
    ann.acquire("ann", NOW)
    ann.acquire("ann", NOW + TERM / 2)
    assert ann.epoch == 1
    ann.acquire("ann", NOW + TERM / 2 + TERM)
    assert ann.epoch == 2


@pytest.mark.postgres
def test_a_process_that_changes_its_owner_begins_a_new_epoch(shared_store: Database) -> None:
    ann = holder(shared_store)
    ann.acquire("old folder", NOW)
    assert not ann.acquire("new folder", NOW + SECOND)
    assert ann.acquire("new folder", NOW + TERM)
    assert ann.epoch == 2


def test_on_sqlite_the_lease_is_always_granted_and_nothing_is_written(sqlite_store: str) -> None:
    database = Database(sqlite_store)
    ann, bob = holder(database), holder(database)
    assert ann.acquire("ann", NOW)
    assert bob.acquire("bob", NOW)
    ann.release()
    with database.read() as session:
        assert session.exec(select(Lease)).all() == []
    database.dispose()


@pytest.mark.postgres
def test_who_has_the_lease_may_write_also_when_it_has_expired_and_nobody_took_it(
    shared_store: Database,
) -> None:
    ann = holder(shared_store)
    ann.acquire("ann", NOW)
    with shared_store.write() as session:
        ann.confirm(session)


@pytest.mark.postgres
@pytest.mark.parametrize("owner", ["bob", "ann"])
def test_who_was_paused_until_another_process_had_the_lease_may_not_write(
    shared_store: Database, owner: str
) -> None:
    """Also a process that takes turns with this one, and so asks for the same owner."""
    ann, other = holder(shared_store), holder(shared_store)
    ann.acquire("ann", NOW)
    assert other.acquire(owner, NOW + TERM)
    with pytest.raises(LeaseLostError), shared_store.write() as session:
        ann.confirm(session)
    with shared_store.write() as session:
        other.confirm(session)


@pytest.mark.postgres
def test_who_has_released_the_lease_may_not_write(shared_store: Database) -> None:
    ann = holder(shared_store)
    ann.acquire("ann", NOW)
    ann.release()
    with pytest.raises(LeaseLostError), shared_store.write() as session:
        ann.confirm(session)


def test_on_sqlite_the_file_lock_is_enough(sqlite_store: str) -> None:
    database = Database(sqlite_store)
    ann = holder(database)
    ann.acquire("ann", NOW)
    with database.write() as session:
        ann.confirm(session)
    database.dispose()
