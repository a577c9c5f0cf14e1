"""The store as related news reads and writes it: features, texts, tags, lists, editors' picks."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, insert, select
from sqlmodel import Session, col

from broadsheet_server.newsroom.tables import Article, ArticleBody
from broadsheet_server.related.copies import runs
from broadsheet_server.related.describing import Description
from broadsheet_server.related.features import Features, pack_features, pack_terms, unpack_features
from broadsheet_server.related.tables import ArticleFeatures
from broadsheet_server.search.analysis import analyser

REMEMBERED = 4_000
_AT_ONCE = 500
_KEYS = bindparam("keys", expanding=True, type_=Uuid())
_FEATURES = select(col(ArticleFeatures.article_id), col(ArticleFeatures.packed)).where(
    col(ArticleFeatures.article_id).in_(_KEYS)
)
_TEXT = (
    select(col(Article.language), col(Article.headline), col(ArticleBody.text))
    .join(ArticleBody, col(ArticleBody.article_id) == col(Article.id))
    .where(col(Article.id) == bindparam("key", type_=Uuid()))
)


class FeatureShelf:
    """Features read from the store, the latest remembered. One for the process; drop what has changed."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._known: OrderedDict[UUID, Features] = OrderedDict()
        self._remembered = remembered

    def take(self, session: Session, keys: Iterable[UUID]) -> dict[UUID, Features]:
        """The features of those of the articles that have any."""
        found: dict[UUID, Features] = {}
        missing: list[UUID] = []
        for key in keys:
            if key in self._known:
                found[key] = self._known[key]
            else:
                missing.append(key)
        for start in range(0, len(missing), _AT_ONCE):
            for key, packed in session.execute(_FEATURES, {"keys": missing[start : start + _AT_ONCE]}):
                found[key] = self._known[key] = unpack_features(packed)
        if missing:
            while len(self._known) > self._remembered:
                self._known.popitem(last=False)
        return found

    def put(self, key: UUID, features: Features) -> None:
        """Remember what an article is like, before it is in the store."""
        self._known[key] = features

    def drop(self, keys: Iterable[UUID]) -> None:
        """Forget what is known of articles that have changed."""
        for key in keys:
            self._known.pop(key, None)


class StoredArchive:
    """What is known of other articles, read from the store in one session; see `matching.Archive`."""

    def __init__(self, session: Session, shelf: FeatureShelf) -> None:
        self._session = session
        self._shelf = shelf
        self._runs: dict[UUID, set[int]] = {}

    def features(self, keys: Iterable[UUID]) -> Mapping[UUID, Features]:
        """The features of those of the articles that have any."""
        return self._shelf.take(self._session, keys)

    def runs(self, key: UUID) -> set[int]:
        """All runs of an article's text."""
        if key not in self._runs:
            row = self._session.execute(_TEXT, {"key": key}).one_or_none()
            text = f"{row.headline}\n{row.text}" if row else ""
            self._runs[key] = runs(analyser(row.language if row else "").units(text))
        return self._runs[key]


def keep_features(session: Session, descriptions: Sequence[Description], corpus: int) -> None:
    """Write the features of articles, in place of what was known of them."""
    forget_features(session, [each.article.key for each in descriptions])
    rows = [
        {
            "article_id": each.article.key,
            "packed": pack_features(each.features),
            "terms": pack_terms(each.terms),
            "corpus": corpus,
        }
        for each in descriptions
    ]
    if rows:
        session.execute(insert(ArticleFeatures), rows)


def forget_features(session: Session, keys: Sequence[UUID]) -> None:
    """Remove the features of articles."""
    session.execute(
        delete(ArticleFeatures)
        .where(col(ArticleFeatures.article_id).in_(keys))
        .execution_options(synchronize_session=False)
    )
