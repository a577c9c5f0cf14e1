"""The store as related news reads and writes it: features, texts, tags, lists, editors' picks."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, insert, select
from sqlmodel import Session, col

from broadsheet_server.models.articles import Article, ArticleBody
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.related import ArticleFeatures
from broadsheet_server.related.feature_extraction import ArticleTerms, WeighedTerms
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

REMEMBERED = 10_000
_AT_ONCE = 500
_KEYS = bindparam("keys", expanding=True, type_=Uuid())
_FEATURES = select(col(ArticleFeatures.article_id), col(ArticleFeatures.packed)).where(
    col(ArticleFeatures.article_id).in_(_KEYS)
)
_DESCRIPTIONS = select(
    col(ArticleFeatures.article_id), col(ArticleFeatures.packed), col(ArticleFeatures.terms)
).where(col(ArticleFeatures.article_id).in_(_KEYS))
_TEXT = (
    select(col(Article.language), col(Article.headline), col(ArticleBody.text))
    .join(ArticleBody, col(ArticleBody.article_id) == col(Article.id))
    .where(col(Article.id) == bindparam("key", type_=Uuid()))
)


class FeatureCache:
    """Features read from the store, the latest remembered. One for the process; drop what has changed.

    Articles go by the numbers of their keys.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._known: dict[int, Features] = {}
        self._remembered = remembered

    def take(self, session: Session, numbers: Iterable[int]) -> dict[int, Features]:
        """The features of those of the articles that have any."""
        wanted = list(numbers)
        if not wanted:
            return {}
        found = {number: self._known[number] for number in wanted if number in self._known}
        missing = [UUID(int=number) for number in wanted if number not in found]
        for start in range(0, len(missing), _AT_ONCE):
            for key, packed in session.execute(_FEATURES, {"keys": missing[start : start + _AT_ONCE]}):
                if is_current(packed):
                    found[key.int] = self._known[key.int] = unpack_features(packed)
        self._forget_the_oldest()
        return found

    def put(self, number: int, features: Features) -> None:
        """Remember what an article is like, before it is in the store."""
        self._known[number] = features

    def drop(self, numbers: Iterable[int]) -> None:
        """Forget what is known of articles that have changed."""
        for number in numbers:
            self._known.pop(number, None)

    def _forget_the_oldest(self) -> None:
        for number in list(islice(self._known, max(0, len(self._known) - self._remembered))):
            del self._known[number]


class FeatureReader:
    """What is known of other articles, read from the store in one session; see `matching.Archive`."""

    def __init__(self, session: Session, shelf: FeatureCache, described: Iterable[ArticleTerms] = ()) -> None:
        self._session = session
        self._shelf = shelf
        self._features: dict[int, Features] = {}
        self._runs: dict[int, set[int]] = {}
        self._described = {each.number: each for each in described}

    def features(self, numbers: Iterable[int]) -> Mapping[int, Features]:
        """The features of those of the articles that have any."""
        wanted = list(numbers)
        missing = [number for number in wanted if number not in self._features]
        self._features.update(self._shelf.take(self._session, missing))
        return {number: self._features[number] for number in wanted if number in self._features}

    def runs(self, number: int) -> set[int]:
        """All runs of an article's text."""
        if number not in self._runs:
            self._runs[number] = self._read(number)
        return self._runs[number]

    def _read(self, number: int) -> set[int]:
        if number in self._described:
            return self._described[number].runs
        row = self._session.execute(_TEXT, {"key": UUID(int=number)}).one_or_none()
        text = f"{row.headline}\n{row.text}" if row else ""
        return shingles(analyser(row.language if row else "").tokens(text))


def load_article_terms(session: Session, articles: Sequence[IndexedArticle]) -> list[ArticleTerms]:
    """Those of the articles whose features are in the store, as they were described before."""
    by_key = {article.id: article for article in articles}
    found = []
    for start in range(0, len(articles), _AT_ONCE):
        keys = [article.id for article in articles[start : start + _AT_ONCE]]
        for row in session.execute(_DESCRIPTIONS, {"keys": keys}):
            if is_current(row.packed):
                features, terms = unpack_features(row.packed), unpack_terms(row.terms)
                found.append(ArticleTerms(by_key[row.article_id], terms, features))
    return found


def load_terms(session: Session, keys: Iterable[UUID]) -> dict[UUID, WeighedTerms]:
    """The best terms of articles as they were last described, whatever has become of them since."""
    wanted = list(keys)
    found: dict[UUID, WeighedTerms] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        for row in session.execute(_DESCRIPTIONS, {"keys": wanted[start : start + _AT_ONCE]}):
            if is_current(row.packed):
                found[row.article_id] = unpack_terms(row.terms)
    return found


def save_features(session: Session, descriptions: Sequence[ArticleTerms], corpus: int) -> None:
    """Write the features of articles, in place of what was known of them."""
    delete_features(session, [each.article.id for each in descriptions])
    rows = [
        {
            "article_id": each.article.id,
            "packed": pack_features(each.features),
            "terms": pack_terms(each.terms),
            "corpus": corpus,
        }
        for each in descriptions
    ]
    if rows:
        session.execute(insert(TableModel.metadata.tables["article_features"]), rows)


def delete_features(session: Session, keys: Sequence[UUID]) -> None:
    """Remove the features of articles."""
    session.execute(
        delete(ArticleFeatures)
        .where(col(ArticleFeatures.article_id).in_(keys))
        .execution_options(synchronize_session=False)
    )
