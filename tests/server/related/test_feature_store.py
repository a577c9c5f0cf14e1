"""Features are stored once, cached in the process, and read again when they have changed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, select

from broadsheet_server.models.related import ArticleFeatures
from broadsheet_server.related.feature_extraction import AnalysedArticle, extract_features
from broadsheet_server.related.feature_store import (
    FeatureCache,
    FeatureReader,
    delete_features,
    load_analysed_articles,
    load_terms,
    save_features,
)
from broadsheet_server.search.indexed_articles import indexed_articles_by_id
from broadsheet_server.storage.database import Database
from tests.server.related.corpus import Corpus, idfs
from tests.server.related.stories import CRACK, REPAIR, report


class Statements(list[str]):
    """The statements that a store runs."""

    def record(self, *arguments: object) -> None:
        """Take the text of a statement from the event's arguments."""
        self.append(str(arguments[2]))


@pytest.fixture
def articles(database: Database) -> list[AnalysedArticle]:
    """Two articles whose features are stored."""
    ids = [report(database, "Swing bridge closed", CRACK), report(database, "To be repaired", REPAIR)]
    with database.write() as session:
        by_id = {article.id: article for article in indexed_articles_by_id(session, ids)}
        analysed = [extract_features(by_id[id_], idfs(Corpus(default=20))) for id_ in ids]
        save_features(session, analysed, 100)
    return analysed


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that reads."""
    with database.read() as session:
        yield session


@pytest.fixture
def statements(database: Database) -> Statements:
    """What the readers of the store run from now on."""
    statements = Statements()
    for engine in {database.engine, *([] if not database.is_sqlite else database.read_engines)}:
        event.listen(engine, "before_cursor_execute", statements.record)
    return statements


def test_stored_features_are_read_once_and_then_from_the_cache(
    articles: list[AnalysedArticle], session: Session, statements: Statements
) -> None:
    cache, ids = FeatureCache(), [article.id_int for article in articles]
    loaded = [cache.load(session, ids), cache.load(session, [*ids, 1]), cache.load(session, ids)]
    assert len(statements) == 2, "once for both articles, once for the unknown one"
    for features in loaded:
        assert set(features) == set(ids)
        assert features[ids[0]].lead.weight_by_hash == articles[0].features.lead.weight_by_hash
    assert cache.load(session, []) == {}


def test_features_that_were_put_are_not_read_until_they_are_invalidated(
    articles: list[AnalysedArticle], session: Session, statements: Statements
) -> None:
    cache, crack = FeatureCache(), articles[0]
    cache.put(crack.id_int, crack.features)
    assert cache.load(session, [crack.id_int])[crack.id_int] is crack.features
    assert statements == []
    cache.invalidate([crack.id_int, 1])
    assert cache.load(session, [crack.id_int])[crack.id_int] is not crack.features


def test_a_full_cache_evicts_the_oldest(
    articles: list[AnalysedArticle], session: Session, statements: Statements
) -> None:
    crack, repair = (article.id_int for article in articles)
    cache = FeatureCache(capacity=1)
    assert set(cache.load(session, [crack])) | set(cache.load(session, [repair])) == {crack, repair}
    cache.load(session, [repair])
    assert len(statements) == 2
    cache.load(session, [crack])
    assert len(statements) == 3


def test_features_of_an_earlier_version_count_as_missing(
    database: Database, articles: list[AnalysedArticle]
) -> None:
    with database.write() as session:
        session.execute(update(ArticleFeatures).values(packed=b"\x01 of another version"))
    ids = [article.id for article in articles]
    with database.read() as session:
        assert FeatureCache().load(session, [article_id.int for article_id in ids]) == {}
        assert load_terms(session, ids) == {}
        assert load_analysed_articles(session, [article.article for article in articles]) == []


def test_articles_come_back_with_their_terms_and_features(
    articles: list[AnalysedArticle], session: Session
) -> None:
    stored = load_analysed_articles(session, [article.article for article in articles])
    assert {article.id for article in stored} == {article.id for article in articles}
    terms = load_terms(session, [article.id for article in articles])
    for article in articles:
        assert [term for term, _ in terms[article.id]] == [term for term, _ in article.terms]


def test_saving_again_replaces_and_deleting_removes(
    database: Database, articles: list[AnalysedArticle]
) -> None:
    crack, repair = articles
    with database.write() as session:
        save_features(session, [crack], 200)
        delete_features(session, [repair.id])
        save_features(session, [], 300)
    with database.read() as session:
        rows = session.exec(select(ArticleFeatures)).all()
        assert [(row.article_id, row.corpus) for row in rows] == [(crack.id, 200)]


def test_the_shingles_of_a_stored_text_are_those_of_the_article(
    articles: list[AnalysedArticle], session: Session, statements: Statements
) -> None:
    crack, repair = articles
    reader = FeatureReader(session, FeatureCache(), [repair])
    assert reader.shingles(crack.id_int) == reader.shingles(crack.id_int) == crack.shingles
    assert reader.shingles(repair.id_int) is repair.shingles
    assert reader.shingles(1) == set()
    assert len(statements) == 2, "one text is at hand, the other is read once"


def test_a_reader_reads_features_once(
    articles: list[AnalysedArticle], session: Session, statements: Statements
) -> None:
    reader, ids = FeatureReader(session, FeatureCache(capacity=0)), [article.id_int for article in articles]
    assert set(reader.features(ids)) == set(reader.features(ids)) == set(ids)
    assert set(reader.features(ids[:1])) == set(ids[:1])
    assert len(statements) == 1
