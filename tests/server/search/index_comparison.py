"""Whether an index holds what its store holds."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.engine import EngineQuery, IndexedArticle, Searcher, SearchOrder, TermClause
from broadsheet_server.search.indexed_articles import indexed_articles_after
from broadsheet_server.search.opening import open_index
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database

EVERYTHING = 100_000


def assert_index_holds_the_store(database: Database, settings: Settings) -> None:
    """Every published article is in the index as it reads now, and nothing else is.

    Word by word: what is found by it are the articles that have it, be the word in the store or the index.
    """
    with database.read() as session:
        stored = indexed_articles_after(session, None, EVERYTHING)
    searcher = open_index(settings.index).searcher()
    assert searcher.ids() == {article.id for article in stored}
    now = datetime.now(UTC)
    having = _by_term(article for article in stored if _is_open(article, now))
    for term in having.keys() | _terms_of(searcher):
        assert _found_by(searcher, term, now) == having.get(term, set()), term


def _is_open(article: IndexedArticle, now: datetime) -> bool:
    return article.public_from <= now and (article.public_until is None or article.public_until > now)


def _by_term(articles: Iterable[IndexedArticle]) -> dict[str, set[UUID]]:
    having: defaultdict[str, set[UUID]] = defaultdict(set)
    for article in articles:
        analyse = analyser(article.language)
        for text in (article.headline, article.summary, article.body):
            for term in analyse.terms(analyse.tokens(text)):
                having[term].add(article.id)
    return having


def _terms_of(searcher: Searcher) -> set[str]:
    """What the index was ever told, those of articles that have been replaced included."""
    words = [word for word, _ in searcher.completions("", EVERYTHING)]
    return {term for language, _ in searcher.languages() for term in analyser(language).terms(words)}


def _found_by(searcher: Searcher, term: str, now: datetime) -> set[UUID]:
    question = EngineQuery((TermClause(frozenset({term})),), now)
    return {hit.id for hit in searcher.search(question, SearchOrder.NEWEST, EVERYTHING)}
