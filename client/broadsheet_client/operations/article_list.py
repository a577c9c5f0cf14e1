"""The list of a section, page by page."""

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from broadsheet_client.api.client import GraphQLClient
from broadsheet_client.store.reader_store import ReaderStore

PAGE = 50


class More(StrEnum):
    """What is known of the rows below the last one."""

    IDLE = "idle"
    LOADING = "loading"
    FAILED = "failed"
    END = "end"


class ArticleListOperation(QObject):
    """Lives as long as the list pane; `start(section)` changes what it lists.

    `state_changed` brings PaneState[ArticleRows]; the ArticleRows object stays the same until `rows_reset`.
    The row signals come after `rows` has changed, so a Qt model keeps its own row count and wraps each in
    begin/end. Rows never move under the reader: newer articles are counted by `newer_found` and come in
    when `show_newer()` is called; changed headlines come by `rows_changed`, withdrawn ones by `row_removed`.
    """

    state_changed = Signal(object)
    rows_reset = Signal()
    rows_appended = Signal(int, int)
    """First and last new row."""
    rows_changed = Signal(int, int)
    row_removed = Signal(int)
    newer_found = Signal(int)
    """How many articles are newer than the first row; 0 when they have been shown."""
    more_changed = Signal(object, object)
    """More, and the ReaderError if it FAILED."""

    def __init__(self, client: GraphQLClient, store: ReaderStore, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def start(self, section: str = "") -> None:
        """List a section by its path ("" is the newest of all): the stored rows at once, then fresh ones."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Ask for the top of the list again, without moving a row."""
        raise NotImplementedError

    def retry(self) -> None:
        """Ask again for what failed: the top of the list, or the next page."""
        raise NotImplementedError

    def load_more(self) -> None:
        """Ask for the next page, unless one is under way or there is none."""
        raise NotImplementedError

    def show_newer(self) -> None:
        """Put the newer articles on top (`rows_reset`)."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Want no answer any more."""
        raise NotImplementedError
