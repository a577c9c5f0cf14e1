"""The change feed, and its followers."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlmodel import select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.changes import Change
from broadsheet_server.models.taxonomy import Tag
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ChangeKind, TagKind
from tests.builders import NOW, publish

WRITERS = 12


def test_a_follower_remembers_how_far_it_came(database: Database) -> None:
    with database.write() as session:
        assert feed.follower_position(session, "related") == 0
        feed.advance_follower(session, "related", 7)
    with database.write() as session:
        feed.advance_follower(session, "related", 9)
        feed.advance_follower(session, "search", 1)
    with database.read() as session:
        assert (feed.follower_position(session, "related"), feed.follower_position(session, "search")) == (
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
        assert pieces[1][0].tags == ["a", "b"]


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


def test_many_editors_publish_at_once_without_conflict(database: Database, tmp_path: Path) -> None:
    def publish_one(number: int) -> int | None:
        return publish(
            database,
            tmp_path,
            external_reference=f"tag:{number}",
            headline="Storm closes the harbour",
            section_path="city/harbour",
            authors=(DraftAuthor("Mei Tan"),),
            tags=(DraftTag("Storms", TagKind.TOPIC), DraftTag("Vallmere", TagKind.PLACE)),
        ).sequence

    with ThreadPoolExecutor(4) as pool:
        sequences = list(pool.map(publish_one, range(WRITERS)))
    with database.read() as session:
        assert sorted(sequence or 0 for sequence in sequences) == list(range(1, WRITERS + 1))
        assert len(session.exec(select(Change)).all()) == WRITERS
        assert len({article.slug for article in session.exec(select(Article))}) == WRITERS
        assert len(session.exec(select(Tag)).all()) == 2
