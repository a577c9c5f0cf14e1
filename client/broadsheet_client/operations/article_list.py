"""Lists the articles of a section, page by page (keyset pagination)."""

from datetime import UTC, datetime
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.api.generated import ArticleCard, ArticleCardPage, ArticleList, article_list
from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready, failed_state
from broadsheet_client.errors import UNREACHABLE_KINDS, ErrorKind, ReaderError
from broadsheet_client.operations.article_rows import ArticleRows
from broadsheet_client.operations.latest_request import LatestRequest
from broadsheet_client.store.reader_store import ReaderStore

PAGE_SIZE = 50


class PagingState(StrEnum):
    """The state of the next page, below the last row."""

    IDLE = "idle"
    LOADING = "loading"
    FAILED = "failed"
    END = "end"


class ArticleListOperation(QObject):
    """Lists one section at a time; `start(section)` changes it.

    `state_changed` carries PaneState[ArticleRows]; each `rows_reset` replaces the ArticleRows object. The row
    signals are emitted after `rows` has changed, so a Qt model keeps its own row count between begin and end.
    Rows do not move while the user reads: newer articles are counted by `newer_found` and inserted by
    `show_newer()`; `rows_changed` reports changed cards, `row_removed` withdrawn articles.
    """

    state_changed = Signal(object)
    rows_reset = Signal()
    rows_appended = Signal(int, int)
    """First and last new row."""
    rows_changed = Signal(int, int)
    row_removed = Signal(int)
    newer_found = Signal(int)
    """Number of articles newer than the first row; 0 after they were shown."""
    paging_changed = Signal(object, object)
    """PagingState, and the ReaderError if it is FAILED."""

    def __init__(self, client: GraphQLClient, store: ReaderStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._first_request, self._next_request = LatestRequest(client), LatestRequest(client)
        self._section = ""
        self._cursor: str | None = None
        self._newer: ArticleCardPage | None = None
        self._shows_stored_only = False
        self.rows = self._new_rows()
        self.state: PaneState[ArticleRows] = Loading()
        self.paging = PagingState.END

    def start(self, section: str = "") -> None:
        """List the section with this path ("" is all news): the stored rows first, then the server's."""
        self.cancel()
        self._section = section
        stored = self._store.lists.first_page(section, PAGE_SIZE)
        self._reset_rows(stored.cards if stored else (), None)
        self._shows_stored_only = True
        self._set_paging_state(PagingState.IDLE if len(self.rows) else PagingState.END)
        self._request_first_page()

    def refresh(self) -> None:
        """Request the first page again, without moving a row."""
        self._request_first_page()

    def retry(self) -> None:
        """Repeat what failed: the first page or the next one."""
        if isinstance(self.state, Failed | Offline):
            self._request_first_page()
        if self.paging == PagingState.FAILED:
            self.load_more()

    def load_more(self) -> None:
        """Request the next page, unless one is pending or there is none."""
        if self.paging in (PagingState.LOADING, PagingState.END):
            return
        if self._cursor is None and not self._append_stored():
            self._cursor = self._store.lists.end_cursor(self._section)
            if self._cursor is None:
                self._set_paging_state(PagingState.END)
        if self._cursor is not None:
            self._set_paging_state(PagingState.LOADING)
            operation = article_list(first=PAGE_SIZE, after=self._cursor, section=self._section or None)
            self._next_request.send(operation, self._next_page_loaded, self._next_page_failed)

    def show_newer(self) -> None:
        """Replace the rows by the newer first page (`rows_reset`)."""
        if self._newer:
            self._next_request.cancel()
            self._show(self._newer)

    def cancel(self) -> None:
        """Cancel the pending requests."""
        self._first_request.cancel()
        self._next_request.cancel()
        self._newer = None

    def _request_first_page(self) -> None:
        self._set_state(Ready(self.rows, stale=True) if len(self.rows) else Loading())
        self._first_request.send(
            article_list(first=PAGE_SIZE, section=self._section or None),
            self._first_page_loaded,
            self._first_page_failed,
        )

    def _first_page_loaded(self, response: ArticleList) -> None:
        page = response.articles
        self._store.lists.save_first_page(self._section, page, now=datetime.now(UTC))
        # Stored rows that share no article with the new first page are outdated: replace them.
        is_of_another_day = self._shows_stored_only and not any(card.id in self.rows for card in page.nodes)
        self._shows_stored_only = False
        if not len(self.rows) or is_of_another_day:
            self._show(page)
        else:
            self._merge(page)

    def _first_page_failed(self, error: ReaderError) -> None:
        self._set_state(failed_state(error, self.rows if len(self.rows) else None))

    def _show(self, page: ArticleCardPage) -> None:
        self._newer = None
        self._reset_rows(page.nodes, page.page_info.end_cursor)
        self._set_state(Ready(self.rows) if page.nodes else Empty())
        self._set_paging_state(PagingState.IDLE if page.page_info.has_next_page else PagingState.END)
        self.newer_found.emit(0)

    def _merge(self, page: ArticleCardPage) -> None:
        """Update the visible rows in place."""
        for card in page.nodes:
            if (row := self.rows.update(card)) is not None:
                self.rows_changed.emit(row, row)
        self._remove_withdrawn(page)
        self._append_below(page)
        newer = sum(card.id not in self.rows for card in page.nodes)
        self._newer = page if newer else None
        self._set_state(Ready(self.rows) if len(self.rows) else Empty())
        self.newer_found.emit(newer)

    def _remove_withdrawn(self, page: ArticleCardPage) -> None:
        """Remove rows within the page's range that the page no longer contains: they were withdrawn."""
        fresh = {card.id for card in page.nodes}
        common = [row for card in page.nodes if (row := self.rows.row_of(card.id)) is not None]
        end = max(common, default=-1) + 1 if page.page_info.has_next_page else len(self.rows)
        for row in reversed(range(end)):
            if self.rows.id(row) not in fresh:
                self._store.articles.delete(self.rows.id(row))
                self.rows.remove(row)
                self.row_removed.emit(row)

    def _append_below(self, page: ArticleCardPage) -> None:
        """Append the part of the page below the last row: those articles are older, not newer."""
        ids = [card.id for card in page.nodes]
        if len(self.rows) and self.rows.ids[-1] in ids:
            self._append(page.nodes[ids.index(self.rows.ids[-1]) + 1 :])
            self._cursor = page.page_info.end_cursor
            self._set_paging_state(PagingState.IDLE if page.page_info.has_next_page else PagingState.END)

    def _next_page_loaded(self, response: ArticleList) -> None:
        page = response.articles
        self._store.lists.save_next_page(self._section, page, now=datetime.now(UTC))
        self._cursor = page.page_info.end_cursor
        self._append(page.nodes)
        self._set_paging_state(
            PagingState.IDLE if page.page_info.has_next_page and self._cursor else PagingState.END
        )

    def _next_page_failed(self, error: ReaderError) -> None:
        if error.kind in UNREACHABLE_KINDS and self._append_stored():
            self._cursor = None
            self._set_paging_state(PagingState.IDLE)
            return
        if error.kind == ErrorKind.REJECTED:
            # The server rejected the cursor: start again from the first page.
            self._cursor = None
            self._request_first_page()
        self._set_paging_state(PagingState.FAILED, error)

    def _append_stored(self) -> bool:
        """Append the next stored rows; False if there are none."""
        if not len(self.rows):
            return False
        return self._append(self._store.lists.page_after(self._section, self.rows.ids[-1], PAGE_SIZE))

    def _append(self, cards: list[ArticleCard] | tuple[ArticleCard, ...]) -> bool:
        first = len(self.rows)
        added = self.rows.append(cards)
        if added:
            self.rows_appended.emit(first, first + added - 1)
        return added > 0

    def _reset_rows(self, cards: tuple[ArticleCard, ...], cursor: str | None) -> None:
        self.rows, self._cursor = self._new_rows(), cursor
        self.rows.append(cards)
        self.rows_reset.emit()

    def _new_rows(self) -> ArticleRows:
        return ArticleRows(self._store.articles.cards)

    def _set_state(self, state: PaneState[ArticleRows]) -> None:
        self.state = state
        self.state_changed.emit(state)

    def _set_paging_state(self, paging: PagingState, error: ReaderError | None = None) -> None:
        self.paging = paging
        self.paging_changed.emit(paging, error)
