"""Where the reader has been: the places that back and forward lead to."""

from dataclasses import dataclass, replace

from broadsheet_client.widgets.article.article_scroll_area import TOP_POSITION, ReadingPosition
from broadsheet_client.widgets.article_list.article_list_pane import ListPosition

ENTRIES_MAX = 200


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An article as it was left, in the section that was listed beside it."""

    section: str = ""
    article_id: str | None = None
    place: ReadingPosition = TOP_POSITION
    slug: str | None = None
    """Instead of the id, where a link named it."""
    listed: ListPosition | None = None
    """How far the list of the section was scrolled."""


class History:
    """A line of stops and a position in it."""

    def __init__(self, first: HistoryEntry = HistoryEntry()) -> None:
        self._stops = [first]
        self._here = 0

    @property
    def here(self) -> HistoryEntry:
        """The present stop."""
        return self._stops[self._here]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a stop before this one."""
        return self._here > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a stop after this one."""
        return self._here < len(self._stops) - 1

    def leave(self, place: ReadingPosition) -> None:
        """Remember how far the present article was read."""
        self._stops[self._here] = replace(self.here, place=place)

    def leave_list(self, listed: ListPosition | None) -> None:
        """Remember how far the present list was scrolled."""
        self._stops[self._here] = replace(self.here, listed=listed)

    def identify(self, article_id: str) -> None:
        """The article of the present stop, which a link had named by its slug only."""
        self._stops[self._here] = replace(self.here, article_id=article_id)

    def visit(self, stop: HistoryEntry, *, instead: bool = False) -> None:
        """Go to a new stop; what lay ahead is forgotten. `instead` replaces the present one."""
        keep = self._here if instead else self._here + 1
        self._stops = [*self._stops[:keep], stop][-ENTRIES_MAX:]
        self._here = len(self._stops) - 1

    def back(self) -> HistoryEntry:
        """Go to the stop before."""
        self._here = max(0, self._here - 1)
        return self.here

    def forward(self) -> HistoryEntry:
        """Go to the stop after."""
        self._here = min(len(self._stops) - 1, self._here + 1)
        return self.here
