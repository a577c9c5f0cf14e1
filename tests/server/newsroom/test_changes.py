"""The change feed, and those who follow it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlmodel import select

from broadsheet_server.changefeed import feed, followers
from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ChangeKind, TagKind
from tests.builders import NOW, publish

EDITIONS = 12


def test_a_follower_remembers_how_far_it_came(database: Database) -> None:
    with database.write() as session:
        assert followers.follower_position(session, "related") == 0
        followers.advance_follower(session, "related", 7)
    with database.write() as session:
        followers.advance_follower(session, "related", 9)
        followers.advance_follower(session, "search", 1)
    with database.read() as session:
        assert (
            followers.follower_position(session, "related"),
            followers.follower_position(session, "search"),
        ) == (
            9,
            1,
        )


def test_the_feed_is_read_piece_by_piece(database: Database) -> None:
    published = publish(database)
    with database.write() as session:
        for _ in range(4):
            feed.record_change(session, ChangeKind.REVISED, published.article_id, ["b", "a", "a"], now=NOW)
    with database.read() as session:
        assert feed.head(session) == 5
        pieces = [feed.changes_after(session, after, 2) for after in (0, 2, 4, 5)]
        assert [[change.sequence for change in piece] for piece in pieces] == [[1, 2], [3, 4], [5], []]
        assert pieces[1][0].topics == ["a", "b"]


def test_a_change_of_a_transaction_that_fails_leaves_no_hole(database: Database) -> None:
    published = publish(database)

    class PowerCutError(Exception):
        pass

    try:
        with database.write() as session:
            feed.record_change(session, ChangeKind.REVISED, published.article_id, [], now=NOW)
            raise PowerCutError
    except PowerCutError:
        pass
    assert publish(database, headline="Next").sequence == 2


def test_many_desks_publish_at_once_without_treading_on_each_other(
    database: Database, tmp_path: Path
) -> None:
    def desk(number: int) -> int | None:
        return publish(
            database,
            tmp_path,
            external_reference=f"tag:{number}",
            headline="Storm closes the harbour",
            section_path="city/harbour",
            authors=(DraftAuthor("Mei Tan"),),
            tags=(DraftTag("Storms", TagKind.TOPIC), DraftTag("Vallmere", TagKind.PLACE)),
        ).sequence

    with ThreadPoolExecutor(4) as desks:
        sequences = list(desks.map(desk, range(EDITIONS)))
    with database.read() as session:
        assert sorted(sequence or 0 for sequence in sequences) == list(range(1, EDITIONS + 1))
        assert len(session.exec(select(Change)).all()) == EDITIONS
        assert len({article.slug for article in session.exec(select(Article))}) == EDITIONS
        assert len(session.exec(select(Tag)).all()) == 2
