"""Searches as the user types; offline, searches the stored articles."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import (
    FacetValue,
    HighlightField,
    Search,
    SearchHit,
    SearchMore,
    SearchOrder,
    TotalCount,
    search,
    search_more,
)
from broadsheet_client.core.highlights import find_terms
from broadsheet_client.core.search_query import Facet, SearchQuery
from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.errors import UNREACHABLE_KINDS, ErrorKind, ReaderError
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.store.reader_store import ReaderStore

PAGE_SIZE = 20
OFFLINE_RESULTS_MAX = 50
"""Number of results of an offline search."""


class SearchOperation(QObject):
    """`set_text` is called for every key and searches after `debounce` milliseconds without another.

    `state_changed` carries PaneState[SearchResults]. With Empty and Failed, `results` holds the query. The
    previous results stay (Ready, stale) while a response is pending. An empty text emits no state.
    """

    state_changed = Signal(object)
    hits_appended = Signal(int, int)
    """First and last new row."""
    paging_changed = Signal(object, object)
    """PagingState, and the ReaderError if it is FAILED."""

    def __init__(
        self, client: GraphQLClient, store: ReaderStore, *, debounce: int = 150, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._first_request, self._next_request = LatestRequest(client), LatestRequest(client)
        self._cursor: str | None = None
        self._debounce = QTimer(self, singleShot=True, interval=debounce)
        self._debounce.timeout.connect(self._send)
        self.query = SearchQuery()
        self.results: SearchResults | None = None
        self.state: PaneState[SearchResults] = Loading()
        self.paging = PagingState.END

    @property
    def is_settled(self) -> bool:
        """Whether the results belong to the current query."""
        return not self._debounce.isActive() and not self._first_request.is_pending

    def set_text(self, text: str) -> None:
        """Change the text and keep the filters; an empty text ends the search and removes them."""
        text = " ".join(text.split())
        if text == self.query.text:
            return
        if not text:
            self.clear()
            return
        self.query = replace(self.query, text=text)
        self._prepare()
        self._debounce.start()

    def search_now(self) -> None:
        """Search without waiting for the debounce."""
        if self._debounce.isActive():
            self._send()

    def search(self, query: SearchQuery) -> None:
        """Search another query at once."""
        self.query = query
        self._prepare()
        self._send()

    def set_filter(self, facet: Facet, choice: FacetValue | None) -> None:
        """Filter by a facet; None removes the filter."""
        self.search(self.query.with_choice(facet, choice))

    def set_order(self, order: SearchOrder) -> None:
        """Change the order."""
        if order is not self.query.order:
            self.search(replace(self.query, order=order))

    def clear_filters(self) -> None:
        """Remove every filter."""
        self.search(replace(self.query, filters=()))

    def retry(self) -> None:
        """Repeat what failed: the search or its next page."""
        if not self.query.text:
            return
        if isinstance(self.state, Failed | Offline):
            self._prepare()
            self._send()
        elif self.paging is PagingState.FAILED:
            self.load_more()

    def load_more(self) -> None:
        """Request the next page, unless one is pending or there is none."""
        if (
            self.paging in (PagingState.LOADING, PagingState.END)
            or self._cursor is None
            or not self.is_settled
        ):
            return
        self._set_paging_state(PagingState.LOADING)
        query = self.query
        operation = search_more(
            query=query.text,
            first=PAGE_SIZE,
            after=self._cursor,
            where=query.where(),
            order_by=query.order,
        )
        self._next_request.send(operation, self._next_page_loaded, self._next_page_failed)

    def remember_query(self) -> None:
        """Add the text to the recent searches."""
        if self.query.text:
            self._store.searches.remember(self.query.text)

    def clear(self) -> None:
        """End the search."""
        self.cancel()
        self.query, self.results, self.state = SearchQuery(), None, Loading()
        self._set_paging_state(PagingState.END)

    def cancel(self) -> None:
        """Cancel the pending requests."""
        self._debounce.stop()
        self._first_request.cancel()
        self._next_request.cancel()

    def _prepare(self) -> None:
        self.cancel()
        has_hits = self.results is not None and len(self.results) > 0
        if self.paging is PagingState.LOADING:
            self._set_paging_state(PagingState.IDLE)
        self._set_state(Ready(self.results, stale=True) if has_hits and self.results else Loading())

    def _send(self) -> None:
        self._debounce.stop()
        query = self.query
        operation = search(query=query.text, first=PAGE_SIZE, where=query.where(), order_by=query.order)
        self._first_request.send(operation, self._first_page_loaded, self._first_page_failed)

    def _first_page_loaded(self, response: Search) -> None:
        page = response.search
        results = SearchResults(self.query, page.total_count, page.facets, page.did_you_mean)
        self._set_results(results, page.edges)
        self._store.articles.save_cards([hit.node for hit in page.edges], now=datetime.now(UTC))
        self._cursor = page.page_info.end_cursor
        self._set_state(Ready(results) if len(results) else Empty())
        self._set_paging_state(
            PagingState.IDLE if page.page_info.has_next_page and self._cursor else PagingState.END
        )

    def _first_page_failed(self, error: ReaderError) -> None:
        self._cursor = None
        if error.kind in UNREACHABLE_KINDS:
            results = self._search_stored()
            self._set_state(Offline(results if len(results) else None))
        else:
            self.results = SearchResults(self.query, TotalCount(0, False))
            self._set_state(Failed(error))
        self._set_paging_state(PagingState.END)

    def _search_stored(self) -> SearchResults:
        """Find cards whose headline and summary contain every term. Filters are not supported offline."""
        terms = self.query.terms()
        cards = (
            self._store.articles.containing(terms.required, terms.excluded, OFFLINE_RESULTS_MAX)
            if terms.required
            else []
        )
        results = SearchResults(
            replace(self.query, filters=(), order=SearchOrder.NEWEST),
            TotalCount(len(cards), len(cards) == OFFLINE_RESULTS_MAX),
            offline=True,
        )
        hits = [
            SearchHit(
                card,
                (
                    find_terms(HighlightField.HEADLINE, card.headline, terms.required),
                    find_terms(HighlightField.SUMMARY, card.summary or "", terms.required),
                ),
            )
            for card in cards
        ]
        self._set_results(results, hits)
        return results

    def _set_results(self, results: SearchResults, hits: list[SearchHit] | tuple[SearchHit, ...]) -> None:
        results.append(hits)
        self.results = results

    def _next_page_loaded(self, response: SearchMore) -> None:
        page = response.search
        if self.results is not None:
            first = len(self.results)
            self._store.articles.save_cards([hit.node for hit in page.edges], now=datetime.now(UTC))
            if added := self.results.append(page.edges):
                self.hits_appended.emit(first, first + added - 1)
        self._cursor = page.page_info.end_cursor
        self._set_paging_state(
            PagingState.IDLE if page.page_info.has_next_page and self._cursor else PagingState.END
        )

    def _next_page_failed(self, error: ReaderError) -> None:
        if error.kind is ErrorKind.REJECTED:
            # The server rejected the cursor: search again from the first page.
            self._send()
        self._set_paging_state(PagingState.FAILED, error)

    def _set_state(self, state: PaneState[SearchResults]) -> None:
        self.state = state
        self.state_changed.emit(state)

    def _set_paging_state(self, paging: PagingState, error: ReaderError | None = None) -> None:
        self.paging = paging
        self.paging_changed.emit(paging, error)
