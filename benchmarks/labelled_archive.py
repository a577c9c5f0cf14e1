"""Labelled news in an index of its own, without a store, for benchmarks that compare articles themselves."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from broadsheet_server.related.feature_extraction import AnalysedArticle, extract_features
from broadsheet_server.related.features import Features
from broadsheet_server.related.idf import IdfByLanguage
from broadsheet_server.search.engine import IndexedArticle
from broadsheet_server.search.index_storage import IndexBatch, IndexProgress
from broadsheet_server.search.opening import open_index_storage
from labelled_news import Item, headline_of, language_of, moment_of, paragraphs_of

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class LabelledArchive:
    """The items as analysed articles, and a searcher of them; a `candidates.FeatureSource`."""

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        articles = [_indexed(item, number) for number, item in enumerate(items, 1)]
        writer = open_index_storage(folder).create()
        writer.add(IndexBatch(articles, (), IndexProgress(complete=True)), _NOW)
        writer.commit()
        self.now = _NOW
        self.searcher = writer.searcher()
        writer.close()
        idfs = IdfByLanguage(self.searcher)
        self.articles = [extract_features(article, idfs) for article in articles]
        self._by_id: dict[int, AnalysedArticle] = {article.id_int: article for article in self.articles}

    def article(self, id_int: int) -> AnalysedArticle:
        """An article by its id as an integer, the number of its item from 1."""
        return self._by_id[id_int]

    def features(self, ids: Iterable[int]) -> Mapping[int, Features]:
        """The features of the articles."""
        return {id_int: self._by_id[id_int].features for id_int in ids}

    def shingles(self, id_int: int) -> set[int]:
        """The shingles of an article's text."""
        return self._by_id[id_int].shingles


def _indexed(item: Item, number: int) -> IndexedArticle:
    moment = moment_of(item.published)
    return IndexedArticle(
        id=UUID(int=number),
        language=language_of(item),
        headline=headline_of(item)[:900],
        summary="",
        body="\n".join(paragraphs_of(item)),
        section=item.section,
        tags=(),
        authors=(),
        published_at=moment or _NOW,
        is_dated=moment is not None,
        public_from=_LONG_AGO,
        public_until=None,
    )
