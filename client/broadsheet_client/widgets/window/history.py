"""Where the reader has been: the places that back and forward lead to."""

from dataclasses import dataclass, replace

from broadsheet_client.widgets.article.article_scroll_area import TOP_POSITION, ReadingPosition
from broadsheet_client.widgets.article_list.article_list_pane import ListPosition

ENTRIES_MAX = 200


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An article as it was left, in the section that was list_position beside it."""

    section: str = ""
    article_id: str | None = None
    reading_position: ReadingPosition = TOP_POSITION
    slug: str | None = None
    """Instead of the id, where a link named it."""
    list_position: ListPosition | None = None
    """How far the list of the section was scrolled."""


class History:
    """A line of stops and a position in it."""

    def __init__(self, first: HistoryEntry = HistoryEntry()) -> None:
        self._entries = [first]
        self._index = 0

    @property
    def current(self) -> HistoryEntry:
        """The present entry."""
        return self._entries[self._index]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a entry before this one."""
        return self._index > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a entry after this one."""
        return self._index < len(self._entries) - 1

    def set_reading_position(self, reading_position: ReadingPosition) -> None:
        """Remember how far the present article was read."""
        self._entries[self._index] = replace(self.current, reading_position=reading_position)

    def set_list_position(self, list_position: ListPosition | None) -> None:
        """Remember how far the present list was scrolled."""
        self._entries[self._index] = replace(self.current, list_position=list_position)

    def set_article_id(self, article_id: str) -> None:
        """The article of the present entry, which a link had named by its slug only."""
        self._entries[self._index] = replace(self.current, article_id=article_id)

    def push(self, entry: HistoryEntry, *, replace_current: bool = False) -> None:
        """Go to a new entry; what lay ahead is forgotten. `replace_current` replaces the present one."""
        keep = self._index if replace_current else self._index + 1
        self._entries = [*self._entries[:keep], entry][-ENTRIES_MAX:]
        self._index = len(self._entries) - 1

    def back(self) -> HistoryEntry:
        """Go to the entry before."""
        self._index = max(0, self._index - 1)
        return self.current

    def forward(self) -> HistoryEntry:
        """Go to the entry after."""
        self._index = min(len(self._entries) - 1, self._index + 1)
        return self.current
