"""A follower remembers how far it has processed the change feed."""

from broadsheet_server.changefeed.followers import advance_follower, follower_position, reset_follower
from broadsheet_server.storage.database import Database


def position(database: Database, name: str = "related") -> int:
    """Where a follower is."""
    with database.read() as session:
        return follower_position(session, name)


def advance(database: Database, sequence: int, *, since: int, name: str = "related") -> bool:
    """Advance a follower in a transaction of its own."""
    with database.write() as session:
        return advance_follower(session, name, sequence, since=since)


def test_a_follower_that_never_advanced_is_at_the_beginning(database: Database) -> None:
    assert position(database) == 0


def test_each_follower_has_a_position_of_its_own(database: Database) -> None:
    assert advance(database, 7, since=0)
    assert advance(database, 9, since=7)
    assert advance(database, 1, since=0, name="search")
    assert [position(database, name) for name in ("related", "search")] == [9, 1]


def test_a_position_never_goes_back(database: Database) -> None:
    advance(database, 7, since=0)
    assert not advance(database, 5, since=7)
    assert not advance(database, 5, since=3)
    assert not advance(database, 5, since=0)
    assert position(database) == 7


def test_a_follower_that_was_reset_meanwhile_processes_everything_again(database: Database) -> None:
    advance(database, 7, since=0)
    with database.write() as session:
        reset_follower(session, "related")
    assert not advance(database, 9, since=7)
    assert position(database) == 0
    assert advance(database, 9, since=0)
    assert position(database) == 9
