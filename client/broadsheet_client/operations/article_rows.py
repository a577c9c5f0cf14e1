"""A long list of articles of which only a part is held in memory."""

from collections.abc import Callable, Sequence

from broadsheet_client.api.generated import ArticleCard


class ArticleRows:
    """The rows of one list: every id, and the cards of the rows looked at lately.

    `find` brings cards that are no longer held (from the store).
    """

    def __init__(
        self, find: Callable[[Sequence[str]], Sequence[ArticleCard]], *, window: int = 2_000
    ) -> None:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def id(self, row: int) -> str:
        """The article's id."""
        raise NotImplementedError

    def card(self, row: int) -> ArticleCard | None:
        """What to paint; None if even the store lost it."""
        raise NotImplementedError

    def row_of(self, article_id: str) -> int | None:
        """Where an article stands."""
        raise NotImplementedError
