"""The history of articles and sections, for back and forward."""

from dataclasses import dataclass, replace

from broadsheet_client.widgets.article.article_scroll_area import TOP_POSITION, ReadingPosition
from broadsheet_client.widgets.article_list.article_list_pane import ListPosition

ENTRIES_MAX = 200


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An article and its scroll position, and the section listed beside it."""

    section: str = ""
    article_id: str | None = None
    reading_position: ReadingPosition = TOP_POSITION
    slug: str | None = None
    """Instead of the id, for a link that contains the slug."""
    list_position: ListPosition | None = None
    """The scroll position of the section's list."""


class History:
    """A list of entries and the current index."""

    def __init__(self, first: HistoryEntry = HistoryEntry()) -> None:
        self._entries = [first]
        self._index = 0

    @property
    def current(self) -> HistoryEntry:
        """The current entry."""
        return self._entries[self._index]

    @property
    def can_go_back(self) -> bool:
        """Whether there is an entry before the current one."""
        return self._index > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is an entry after the current one."""
        return self._index < len(self._entries) - 1

    def set_reading_position(self, reading_position: ReadingPosition) -> None:
        """Store the scroll position of the current article."""
        self._entries[self._index] = replace(self.current, reading_position=reading_position)

    def set_list_position(self, list_position: ListPosition | None) -> None:
        """Store the scroll position of the current list."""
        self._entries[self._index] = replace(self.current, list_position=list_position)

    def set_article_id(self, article_id: str) -> None:
        """Set the article's id, once it is known from its slug."""
        self._entries[self._index] = replace(self.current, article_id=article_id)

    def push(self, entry: HistoryEntry, *, replace_current: bool = False) -> None:
        """Add an entry after the current one and drop those that followed; or replace the current one."""
        keep = self._index if replace_current else self._index + 1
        self._entries = [*self._entries[:keep], entry][-ENTRIES_MAX:]
        self._index = len(self._entries) - 1

    def back(self) -> HistoryEntry:
        """Go to the previous entry."""
        self._index = max(0, self._index - 1)
        return self.current

    def forward(self) -> HistoryEntry:
        """Go to the next entry."""
        self._index = min(len(self._entries) - 1, self._index + 1)
        return self.current
