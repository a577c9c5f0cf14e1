"""Searching the paper as one types; without the server, what is stored on this machine."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import (
    HighlightField,
    Search,
    SearchChoice,
    SearchHit,
    SearchMore,
    SearchOrder,
    Total,
    search,
    search_more,
)
from broadsheet_client.core.errors import UNREACHABLE_KINDS, ErrorKind, ReaderError
from broadsheet_client.core.highlights import find_terms
from broadsheet_client.core.search_query import Facet, SearchQuery
from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.operations.article_list import PagingState
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.store.reader_store import ReaderStore

PAGE_SIZE = 20
OFFLINE_RESULTS_MAX = 50
"""So many are found without the server."""


class SearchOperation(QObject):
    """Lives as long as the search field; `type` comes with every key, and asks when `pause` has passed.

    `state_changed` brings PaneState[Found]. With Empty and Failed, `found` says what was searched. While
    another answer is on its way, what was found before stays (Ready, stale). With an empty text there is no
    state.
    """

    state_changed = Signal(object)
    hits_appended = Signal(int, int)
    """First and last new row."""
    more_changed = Signal(object, object)
    """More, and the ReaderError if it FAILED."""

    def __init__(
        self, client: GraphQLClient, store: ReaderStore, *, pause: int = 150, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._first, self._next = LatestRequest(client), LatestRequest(client)
        self._cursor: str | None = None
        self._pause = QTimer(self, singleShot=True, interval=pause)
        self._pause.timeout.connect(self._ask)
        self.question = SearchQuery()
        self.found: SearchResults | None = None
        self.state: PaneState[SearchResults] = Loading()
        self.more = PagingState.END

    @property
    def is_settled(self) -> bool:
        """Whether what is shown answers what was asked."""
        return not self._pause.isActive() and not self._first.is_waiting

    def type(self, text: str) -> None:
        """The text is another now; an empty one ends the search. The filters go with the text."""
        text = " ".join(text.split())
        if text == self.question.text:
            return
        if not text:
            self.clear()
            return
        self.question = replace(self.question, text=text)
        self._begin()
        self._pause.start()

    def hurry(self) -> None:
        """Ask at once for what was typed."""
        if self._pause.isActive():
            self._ask()

    def search(self, question: SearchQuery) -> None:
        """Ask at once for something else."""
        self.question = question
        self._begin()
        self._ask()

    def narrow(self, facet: Facet, choice: SearchChoice | None) -> None:
        """Only what has this; None takes the filter away."""
        self.search(self.question.narrowed(facet, choice))

    def order(self, order: SearchOrder) -> None:
        """Another order."""
        if order is not self.question.order:
            self.search(replace(self.question, order=order))

    def widen(self) -> None:
        """Without any filter."""
        self.search(replace(self.question, filters=()))

    def retry(self) -> None:
        """Ask again for what failed: the search, or its next page."""
        if not self.question.text:
            return
        if isinstance(self.state, Failed | Offline):
            self._begin()
            self._ask()
        elif self.more is PagingState.FAILED:
            self.load_more()

    def load_more(self) -> None:
        """Ask for the next page, unless one is under way or there is none."""
        if self.more in (PagingState.LOADING, PagingState.END) or self._cursor is None or not self.is_settled:
            return
        self._set_more(PagingState.LOADING)
        question = self.question
        call = search_more(
            query=question.text,
            first=PAGE_SIZE,
            after=self._cursor,
            where=question.where(),
            order_by=question.order,
        )
        self._next.ask(call, self._next_arrived, self._next_failed)

    def remember(self) -> None:
        """It led somewhere: offer it again another time."""
        if self.question.text:
            self._store.searches.remember(self.question.text)

    def clear(self) -> None:
        """Search nothing any more."""
        self.cancel()
        self.question, self.found, self.state = SearchQuery(), None, Loading()
        self._set_more(PagingState.END)

    def cancel(self) -> None:
        """Want no answer any more."""
        self._pause.stop()
        self._first.drop()
        self._next.drop()

    def _begin(self) -> None:
        self.cancel()
        has_hits = self.found is not None and len(self.found) > 0
        if self.more is PagingState.LOADING:
            self._set_more(PagingState.IDLE)
        self._set_state(Ready(self.found, stale=True) if has_hits and self.found else Loading())

    def _ask(self) -> None:
        self._pause.stop()
        question = self.question
        call = search(query=question.text, first=PAGE_SIZE, where=question.where(), order_by=question.order)
        self._first.ask(call, self._arrived, self._failed)

    def _arrived(self, answer: Search) -> None:
        page = answer.search
        found = SearchResults(self.question, page.total_count, page.facets, page.did_you_mean)
        self._show(found, page.edges)
        self._store.articles.keep_cards([hit.node for hit in page.edges], now=datetime.now(UTC))
        self._cursor = page.page_info.end_cursor
        self._set_state(Ready(found) if len(found) else Empty())
        self._set_more(PagingState.IDLE if page.page_info.has_next_page and self._cursor else PagingState.END)

    def _failed(self, error: ReaderError) -> None:
        self._cursor = None
        if error.kind in UNREACHABLE_KINDS:
            found = self._search_stored()
            self._set_state(Offline(found if len(found) else None))
        else:
            self.found = SearchResults(self.question, Total(0, False))
            self._set_state(Failed(error))
        self._set_more(PagingState.END)

    def _search_stored(self) -> SearchResults:
        """Plainly: every word somewhere in headline and summary. Filters need the server."""
        words = self.question.words()
        cards = (
            self._store.articles.saying(words.wanted, words.unwanted, OFFLINE_RESULTS_MAX)
            if words.wanted
            else []
        )
        found = SearchResults(
            replace(self.question, filters=(), order=SearchOrder.NEWEST),
            Total(len(cards), len(cards) == OFFLINE_RESULTS_MAX),
            offline=True,
        )
        hits = [
            SearchHit(
                card,
                (
                    find_terms(HighlightField.HEADLINE, card.headline, words.wanted),
                    find_terms(HighlightField.SUMMARY, card.summary or "", words.wanted),
                ),
            )
            for card in cards
        ]
        self._show(found, hits)
        return found

    def _show(self, found: SearchResults, hits: list[SearchHit] | tuple[SearchHit, ...]) -> None:
        found.append(hits)
        self.found = found

    def _next_arrived(self, answer: SearchMore) -> None:
        page = answer.search
        if self.found is not None:
            first = len(self.found)
            self._store.articles.keep_cards([hit.node for hit in page.edges], now=datetime.now(UTC))
            if added := self.found.append(page.edges):
                self.hits_appended.emit(first, first + added - 1)
        self._cursor = page.page_info.end_cursor
        self._set_more(PagingState.IDLE if page.page_info.has_next_page and self._cursor else PagingState.END)

    def _next_failed(self, error: ReaderError) -> None:
        if error.kind is ErrorKind.REJECTED:
            # The place in the list is not known any more; begin again from the top.
            self._ask()
        self._set_more(PagingState.FAILED, error)

    def _set_state(self, state: PaneState[SearchResults]) -> None:
        self.state = state
        self.state_changed.emit(state)

    def _set_more(self, more: PagingState, error: ReaderError | None = None) -> None:
        self.more = more
        self.more_changed.emit(more, error)
