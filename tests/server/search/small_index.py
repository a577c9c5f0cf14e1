"""A small index, and somebody who searches it without the API."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search.engine import IndexedArticle, Searcher, SearchOrder
from broadsheet_server.search.index_storage import IndexBatch, IndexProgress
from broadsheet_server.search.opening import open_index_storage
from broadsheet_server.search.query_interpreter import QueryClauses, QueryInterpreter
from broadsheet_server.search.query_parser import parse_query
from broadsheet_server.search.ranked_search import SearchExtras, SearchRequest, SearchResult, search

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class SmallIndex:
    """Articles that are found by the words of their headlines."""

    def __init__(self, folder: Path) -> None:
        self._writer = open_index_storage(folder).create()
        self._headlines: list[str] = []

    @property
    def searcher(self) -> Searcher:
        """The newest state of the index."""
        return self._writer.searcher()

    def holds(self, *headlines: str, language: str = "en", public_from: datetime = NOW - DAY) -> None:
        """Take in articles with these headlines."""
        taken = [
            _article(number, headline, language, public_from)
            for number, headline in enumerate(headlines, len(self._headlines))
        ]
        self._headlines += headlines
        self._writer.add(IndexBatch(taken, (), IndexProgress(complete=True)), NOW)
        self._writer.commit()

    def changes(self, number: int, headline: str, **changes: Any) -> None:
        """Take in another version of an article."""
        self._headlines[number] = headline
        revised = replace(_article(number, headline, "en", NOW - DAY), **changes)
        self._writer.add(IndexBatch([revised], (), IndexProgress(complete=True)), NOW)
        self._writer.commit()

    def loses(self, number: int) -> None:
        """Remove an article."""
        self._writer.add(IndexBatch((), [UUID(int=number)], IndexProgress(complete=True)), NOW)
        self._writer.commit()

    def finds(self, text: str, language: str | None = None) -> set[str]:
        """The headlines of what is found."""
        return set(self.ranks(text, language))

    def ranks(self, text: str, language: str | None = None) -> list[str]:
        """The headlines of what is found, the best first."""
        return [
            self._headlines[position.id.int]
            for position in self._search(text, language, SearchExtras()).positions
        ]

    def suggests(self, text: str) -> str | None:
        """What was probably meant."""
        return self._search(text, None, SearchExtras(suggestion=True)).suggestion

    def clauses(self, text: str) -> QueryClauses:
        """What a text asks of the index."""
        return QueryInterpreter(self.searcher, None).clauses(parse_query(text))

    def _search(self, text: str, language: str | None, extras: SearchExtras) -> SearchResult:
        request = SearchRequest(text, ArticleFilter(language=language), SearchOrder.RELEVANCE, NOW)
        return search(self.searcher, request, None, 100, extras)


def _article(number: int, headline: str, language: str, public_from: datetime) -> IndexedArticle:
    return IndexedArticle(
        id=UUID(int=number),
        language=language,
        headline=headline,
        summary="",
        body="",
        section="city",
        tags=(),
        authors=(),
        published_at=NOW - DAY,
        is_dated=True,
        public_from=public_from,
        public_until=None,
    )
