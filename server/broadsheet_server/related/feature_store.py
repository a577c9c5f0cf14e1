"""Features of articles in the store, and a cache of them in this process."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, insert, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.related import ArticleFeatures
from broadsheet_server.related.feature_extraction import AnalysedArticle, WeightedTerms
from broadsheet_server.related.features import (
    Features,
    is_current,
    pack_features,
    pack_terms,
    unpack_features,
    unpack_terms,
)
from broadsheet_server.related.near_duplicates import shingles
from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.storage.chunks import chunks

CACHE_CAPACITY = 10_000
_IDS = bindparam("ids", expanding=True, type_=Uuid())
_FEATURES = select(col(ArticleFeatures.article_id), col(ArticleFeatures.packed)).where(
    col(ArticleFeatures.article_id).in_(_IDS)
)
_FEATURES_AND_TERMS = select(
    col(ArticleFeatures.article_id), col(ArticleFeatures.packed), col(ArticleFeatures.terms)
).where(col(ArticleFeatures.article_id).in_(_IDS))
_TEXT = (
    select(col(Article.language), col(Article.headline), col(ArticleBody.text))
    .join(ArticleBody, col(ArticleBody.article_id) == col(Article.id))
    .where(col(Article.id) == bindparam("id", type_=Uuid()))
)


class FeatureCache:
    """Features by article id as an integer, for all sessions of a process; the oldest are evicted first.

    Whoever changes an article's features invalidates or puts them here.
    """

    def __init__(self, capacity: int = CACHE_CAPACITY) -> None:
        self._features: dict[int, Features] = {}
        self._capacity = capacity

    def load(self, session: Session, ids: Iterable[int]) -> dict[int, Features]:
        """The features of those of the articles that have any, from the cache or else from the store."""
        ids = list(ids)
        if not ids:
            return {}
        loaded = {id_int: self._features[id_int] for id_int in ids if id_int in self._features}
        for chunk in chunks(UUID(int=id_int) for id_int in ids if id_int not in loaded):
            for article_id, packed in session.execute(_FEATURES, {"ids": chunk}):
                if is_current(packed):
                    features = unpack_features(packed)
                    loaded[article_id.int] = self._features[article_id.int] = features
        self._evict_oldest()
        return loaded

    def put(self, id_int: int, features: Features) -> None:
        """Cache features that are about to be stored."""
        self._features[id_int] = features

    def invalidate(self, ids: Iterable[int]) -> None:
        """Remove the features of articles that have changed."""
        for id_int in ids:
            self._features.pop(id_int, None)

    def _evict_oldest(self) -> None:
        for id_int in list(islice(self._features, max(0, len(self._features) - self._capacity))):
            del self._features[id_int]


class FeatureReader:
    """Features and shingles of articles read in one session; a `candidates.FeatureSource`.

    `analysed` are articles at hand, whose text need not be read again.
    """

    def __init__(
        self, session: Session, cache: FeatureCache, analysed: Iterable[AnalysedArticle] = ()
    ) -> None:
        self._session = session
        self._cache = cache
        self._features: dict[int, Features] = {}
        self._shingles: dict[int, set[int]] = {}
        self._analysed = {article.id_int: article for article in analysed}

    def features(self, ids: Iterable[int]) -> Mapping[int, Features]:
        """The features of those of the articles that have any."""
        ids = list(ids)
        missing = [id_int for id_int in ids if id_int not in self._features]
        self._features.update(self._cache.load(self._session, missing))
        return {id_int: self._features[id_int] for id_int in ids if id_int in self._features}

    def shingles(self, id_int: int) -> set[int]:
        """The shingles of an article's text; none if the article does not exist."""
        if id_int not in self._shingles:
            self._shingles[id_int] = self._load_shingles(id_int)
        return self._shingles[id_int]

    def _load_shingles(self, id_int: int) -> set[int]:
        if id_int in self._analysed:
            return self._analysed[id_int].shingles
        row = self._session.execute(_TEXT, {"id": UUID(int=id_int)}).one_or_none()
        return shingles(analyser(row.language).tokens(f"{row.headline}\n{row.text}")) if row else set()


def load_analysed_articles(session: Session, articles: Sequence[IndexedArticle]) -> list[AnalysedArticle]:
    """Those of the articles whose features are stored, as they were last analysed."""
    articles_by_id = {article.id: article for article in articles}
    return [
        AnalysedArticle(articles_by_id[article_id], unpack_terms(terms), unpack_features(packed))
        for article_id, packed, terms in _current_rows(session, articles_by_id)
    ]


def load_terms(session: Session, ids: Iterable[UUID]) -> dict[UUID, WeightedTerms]:
    """The best terms of articles as they were last analysed, whatever has become of the articles since."""
    return {article_id: unpack_terms(terms) for article_id, _, terms in _current_rows(session, ids)}


def _current_rows(session: Session, ids: Iterable[UUID]) -> Iterator[tuple[UUID, bytes, bytes]]:
    """Id, packed features and packed terms, where the features are of this version."""
    for chunk in chunks(ids):
        for article_id, packed, terms in session.execute(_FEATURES_AND_TERMS, {"ids": chunk}):
            if is_current(packed):
                yield article_id, packed, terms


def save_features(session: Session, articles: Sequence[AnalysedArticle], corpus_size: int) -> None:
    """Replace the stored features of articles. `corpus_size` is how many articles the idf was computed of."""
    delete_features(session, [article.id for article in articles])
    rows = [
        {
            "article_id": article.id,
            "packed": pack_features(article.features),
            "terms": pack_terms(article.terms),
            "corpus": corpus_size,
        }
        for article in articles
    ]
    if rows:
        session.connection().execute(insert(ArticleFeatures), rows)


def delete_features(session: Session, ids: Iterable[UUID]) -> None:
    """Delete the stored features of articles."""
    for chunk in chunks(ids):
        statement = delete(ArticleFeatures).where(col(ArticleFeatures.article_id).in_(chunk))
        session.connection().execute(statement)
