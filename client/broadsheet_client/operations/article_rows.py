"""A long list of articles of which only a part is held in memory."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from broadsheet_client.api.generated import ArticleCard

_BLOCK = 50


class ArticleRows:
    """The rows of one list: every id, and the cards of the rows looked at lately.

    `find` brings cards that are no longer held (from the store).
    """

    def __init__(
        self, find: Callable[[Sequence[str]], Sequence[ArticleCard]], *, window: int = 2_000
    ) -> None:
        self._find, self._window = find, window
        self._ids: list[str] = []
        self._places: dict[str, int] = {}
        self._held: OrderedDict[str, ArticleCard] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._places

    @property
    def ids(self) -> Sequence[str]:
        """Every id, in order. Not to be changed."""
        return self._ids

    def id(self, row: int) -> str:
        """The article's id."""
        return self._ids[row]

    def card(self, row: int) -> ArticleCard | None:
        """What to paint; None if even the store lost it."""
        article_id = self._ids[row]
        if article_id not in self._held:
            start = row - row % _BLOCK
            self._hold(self._find(self._ids[start : start + _BLOCK]))
        elif len(self._held) >= self._window:
            self._held.move_to_end(article_id)
        return self._held.get(article_id)

    def row_of(self, article_id: str) -> int | None:
        """Where an article stands."""
        return self._places.get(article_id)

    def append(self, cards: Iterable[ArticleCard]) -> int:
        """Put the cards that are not here yet below the others; answers how many those were."""
        before = len(self._ids)
        for card in cards:
            if card.id not in self._places:
                self._places[card.id] = len(self._ids)
                self._ids.append(card.id)
                self._hold((card,))
        return len(self._ids) - before

    def patch(self, card: ArticleCard) -> int | None:
        """Take a newer card of an article that is here; answers its row if it looks different now."""
        row = self._places.get(card.id)
        if row is None or self.card(row) == card:
            return None
        self._hold((card,))
        return row

    def remove(self, row: int) -> None:
        """Take one out."""
        del self._places[self._ids[row]]
        self._held.pop(self._ids.pop(row), None)
        for place in range(row, len(self._ids)):
            self._places[self._ids[place]] = place

    def _hold(self, cards: Iterable[ArticleCard]) -> None:
        for card in cards:
            self._held[card.id] = card
            self._held.move_to_end(card.id)
        while len(self._held) > self._window:
            self._held.popitem(last=False)
