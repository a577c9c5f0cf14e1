"""The rows of an article list, with an LRU cache of their cards."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from broadsheet_client.api.generated import ArticleCard

_BLOCK_SIZE = 50


class ArticleRows:
    """All ids of a list in order, and the cards of recently used rows (LRU cache of `capacity` cards).

    `load_cards` loads evicted cards from the store.
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
        """All ids in order. Do not modify."""
        return self._ids

    def id(self, row: int) -> str:
        """The article's id in a row."""
        return self._ids[row]

    def card(self, row: int) -> ArticleCard | None:
        """The card of a row, loaded if it was evicted; None if the store does not have it either."""
        article_id = self._ids[row]
        if article_id not in self._cache:
            start = row - row % _BLOCK_SIZE
            self._cache_cards(self._load_cards(self._ids[start : start + _BLOCK_SIZE]))
        elif len(self._cache) >= self._capacity:
            self._cache.move_to_end(article_id)
        return self._cache.get(article_id)

    def row_of(self, article_id: str) -> int | None:
        """The row of an article, or None."""
        return self._row_by_id.get(article_id)

    def append(self, cards: Iterable[ArticleCard]) -> int:
        """Append the cards that are not listed yet; returns their number."""
        before = len(self._ids)
        for card in cards:
            if card.id not in self._row_by_id:
                self._row_by_id[card.id] = len(self._ids)
                self._ids.append(card.id)
                self._cache_cards((card,))
        return len(self._ids) - before

    def update(self, card: ArticleCard) -> int | None:
        """Replace the card of a listed article; returns its row if the card differs."""
        row = self._row_by_id.get(card.id)
        if row is None or self.card(row) == card:
            return None
        self._cache_cards((card,))
        return row

    def remove(self, row: int) -> None:
        """Remove a row."""
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
