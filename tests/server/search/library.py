"""A small index, and somebody who searches it without the API."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search.engine import Batch, IndexedArticle, Progress, SearchOrder
from broadsheet_server.search.query_interpreter import QueryClauses, QueryInterpreter
from broadsheet_server.search.query_parser import parse_query
from broadsheet_server.search.ranked_search import SearchExtras, SearchRequest, SearchResult, search
from broadsheet_server.search.tantivy.index import TantivySearcher
from broadsheet_server.search.tantivy.writer import IndexWriter

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Library:
    """Articles that are found by the words of their headlines."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._writer = IndexWriter(folder, create=True)
        self._headlines: list[str] = []

    @property
    def searcher(self) -> TantivySearcher:
        """The newest state of the index."""
        return self._writer.searcher()

    def holds(self, *headlines: str, language: str = "en", opens_at: datetime = NOW - DAY) -> None:
        """Take in articles with these headlines."""
        taken = [
            _article(number, headline, language, opens_at)
            for number, headline in enumerate(headlines, len(self._headlines))
        ]
        self._headlines += headlines
        self._writer.apply(Batch(taken, (), Progress(complete=True)), NOW)

    def finds(self, text: str, language: str | None = None) -> set[str]:
        """The headlines of what is found."""
        return set(self.ranks(text, language))

    def ranks(self, text: str, language: str | None = None) -> list[str]:
        """The headlines of what is found, the best first."""
        return [self._headlines[spot.key.int] for spot in self._asked(text, language, SearchExtras()).spots]

    def suggests(self, text: str) -> str | None:
        """What was probably meant."""
        return self._asked(text, None, SearchExtras(suggestion=True)).suggestion

    def clauses(self, text: str) -> QueryClauses:
        """What a text asks of the index."""
        return QueryInterpreter(self.searcher, None).clauses(parse_query(text))

    def _asked(self, text: str, language: str | None, extras: SearchExtras) -> SearchResult:
        wish = SearchRequest(text, ArticleFilter(language=language), SearchOrder.RELEVANCE, NOW)
        return search(self.searcher, wish, None, 100, extras)


def _article(number: int, headline: str, language: str, opens_at: datetime) -> IndexedArticle:
    return IndexedArticle(
        key=UUID(int=number),
        language=language,
        headline=headline,
        summary="",
        body="",
        section="city",
        tags=(),
        authors=(),
        published_at=NOW - DAY,
        is_dated=True,
        opens_at=opens_at,
        closes_at=None,
    )
