"""A follower remembers how far it has processed the change feed."""

from broadsheet_server.changefeed.followers import advance_follower, follower_position
from broadsheet_server.storage.database import Database


def test_a_follower_that_never_advanced_is_at_the_beginning(database: Database) -> None:
    with database.read() as session:
        assert follower_position(session, "related") == 0


def test_each_follower_has_a_position_of_its_own(database: Database) -> None:
    with database.write() as session:
        advance_follower(session, "related", 7)
        assert follower_position(session, "related") == 7
    with database.write() as session:
        advance_follower(session, "related", 9)
        advance_follower(session, "search", 1)
    with database.read() as session:
        assert [follower_position(session, name) for name in ("related", "search")] == [9, 1]


def test_a_follower_is_set_back_to_process_everything_again(database: Database) -> None:
    with database.write() as session:
        advance_follower(session, "related", 7)
    with database.write() as session:
        advance_follower(session, "related", 0)
    with database.read() as session:
        assert follower_position(session, "related") == 0
