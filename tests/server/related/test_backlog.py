"""What the store lacks is worked off, the newest articles first, and weighted anew as the archive grows."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from broadsheet_server.models.related import ArticleFeatures, Related
from broadsheet_server.related.backlog import STABLE_CORPUS_SIZE, Backlog
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.stories import TODAY, relate, report

NOW = TODAY + timedelta(hours=1)
A, B, C = (UUID(int=number) for number in range(1, 4))


def load(database: Database, corpus_size: int = 3) -> Backlog:
    """The backlog of a store."""
    with database.read() as session:
        return Backlog.load(session, corpus_size, NOW)


def three_articles(database: Database) -> list[UUID]:
    """Articles, the newest first."""
    return [report(database, f"Report {days}", f"Text {days}.", days_ago=days) for days in (1, 2, 3)]


def test_a_store_without_features_and_lists_lacks_them_for_all_articles(database: Database) -> None:
    articles = three_articles(database)
    backlog = load(database)
    assert backlog.remaining == (3, 3)
    assert [backlog.pop_features(2), backlog.pop_features(2), backlog.pop_features(2)] == [
        articles[:2],
        articles[2:],
        [],
    ]
    assert backlog.remaining == (0, 3)
    assert backlog.pop_lists(9) == articles


def test_a_store_with_all_lists_lacks_nothing(database: Database, settings: Settings) -> None:
    three_articles(database)
    relate(database, settings)
    assert load(database).remaining == (0, 0)


def test_an_article_under_embargo_has_features_but_no_list_yet(database: Database) -> None:
    report(database, "Embargoed", "Not yet.", embargoed_until=NOW + timedelta(hours=1))
    backlog = load(database)
    embargoed = backlog.pop_features(9)
    assert len(embargoed) == 1
    assert backlog.pop_lists(9) == embargoed


def test_lists_of_an_earlier_method_are_built_again_with_their_features(
    database: Database, settings: Settings
) -> None:
    newest, *_ = three_articles(database)
    relate(database, settings)
    with database.write() as session:
        session.execute(update(Related).where(col(Related.article_id) == newest).values(version=1))
    backlog = load(database)
    assert (backlog.pop_features(9), backlog.pop_lists(9)) == ([newest], [newest])


def test_features_are_extracted_again_once_the_archive_has_doubled(
    database: Database, settings: Settings
) -> None:
    three_articles(database)
    relate(database, settings)
    with database.write() as session:
        session.execute(update(ArticleFeatures).values(corpus=100))
    assert load(database, 199).remaining == (0, 0)
    assert load(database, 200).remaining == (3, 3)


def test_in_a_large_archive_features_are_extracted_once(database: Database, settings: Settings) -> None:
    three_articles(database)
    relate(database, settings)
    for corpus, remaining in ((STABLE_CORPUS_SIZE - 1, (3, 3)), (STABLE_CORPUS_SIZE, (0, 0))):
        with database.write() as session:
            session.execute(update(ArticleFeatures).values(corpus=corpus))
        assert load(database, 10 * STABLE_CORPUS_SIZE).remaining == remaining


def test_what_is_to_be_extracted_is_to_be_listed_too_and_once() -> None:
    backlog = Backlog([A, B], [B, C], 3)
    assert backlog.remaining == (2, 3)
    assert backlog.pop_lists(9) == [A, B, C]


def test_the_backlog_is_loaded_again_when_it_is_empty_and_the_archive_has_doubled() -> None:
    assert Backlog([], [], 100).is_outgrown(200)
    assert not Backlog([], [], 100).is_outgrown(199)
    assert not Backlog([], [A], 100).is_outgrown(200)
    assert not Backlog([A], [], 100).is_outgrown(200)
    assert not Backlog([], [], STABLE_CORPUS_SIZE).is_outgrown(10 * STABLE_CORPUS_SIZE)
    assert Backlog([], [], STABLE_CORPUS_SIZE - 1).is_outgrown(10 * STABLE_CORPUS_SIZE)
