"""A long list of articles of which only a part is held in memory."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from broadsheet_client.api.generated import ArticleCard

_BLOCK_SIZE = 50


class ArticleRows:
    """The rows of one list: every id, and the cards of the rows looked at lately.

    `load_cards` brings cards that are no longer held (from the store).
    """

    def __init__(
        self, load_cards: Callable[[Sequence[str]], Sequence[ArticleCard]], *, capacity: int = 2_000
    ) -> None:
        self._load_cards, self._capacity = load_cards, capacity
        self._ids: list[str] = []
        self._row_by_id: dict[str, int] = {}
        self._cache: OrderedDict[str, ArticleCard] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._row_by_id

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
        if article_id not in self._cache:
            start = row - row % _BLOCK_SIZE
            self._cache_cards(self._load_cards(self._ids[start : start + _BLOCK_SIZE]))
        elif len(self._cache) >= self._capacity:
            self._cache.move_to_end(article_id)
        return self._cache.get(article_id)

    def row_of(self, article_id: str) -> int | None:
        """Where an article stands."""
        return self._row_by_id.get(article_id)

    def append(self, cards: Iterable[ArticleCard]) -> int:
        """Put the cards that are not here yet below the others; answers how many those were."""
        before = len(self._ids)
        for card in cards:
            if card.id not in self._row_by_id:
                self._row_by_id[card.id] = len(self._ids)
                self._ids.append(card.id)
                self._cache_cards((card,))
        return len(self._ids) - before

    def update(self, card: ArticleCard) -> int | None:
        """Take a newer card of an article that is here; answers its row if it looks different now."""
        row = self._row_by_id.get(card.id)
        if row is None or self.card(row) == card:
            return None
        self._cache_cards((card,))
        return row

    def remove(self, row: int) -> None:
        """Take one out."""
        del self._row_by_id[self._ids[row]]
        self._cache.pop(self._ids.pop(row), None)
        for moved_row in range(row, len(self._ids)):
            self._row_by_id[self._ids[moved_row]] = moved_row

    def _cache_cards(self, cards: Iterable[ArticleCard]) -> None:
        for card in cards:
            self._cache[card.id] = card
            self._cache.move_to_end(card.id)
        while len(self._cache) > self._capacity:
            self._cache.popitem(last=False)
