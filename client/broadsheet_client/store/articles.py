"""Articles that were seen: their cards for lists and their pages for offline reading."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from broadsheet_client.api.generated import ArticleCard, ArticlePage


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it was answered at `fetched_at`."""

    page: ArticlePage
    fetched_at: datetime


class Articles:
    """The table of articles."""

    def card(self, article_id: str) -> ArticleCard | None:
        """One card."""
        raise NotImplementedError

    def cards(self, article_ids: Sequence[str]) -> list[ArticleCard]:
        """Those of the cards that are here, in the order of the ids."""
        raise NotImplementedError

    def page(self, article_id: str) -> StoredPage | None:
        """One whole article, if it can be read offline."""
        raise NotImplementedError

    def page_at(self, slug: str) -> StoredPage | None:
        """The same by slug."""
        raise NotImplementedError

    def readable_offline(self, article_ids: Sequence[str]) -> set[str]:
        """Which of these have their page here."""
        raise NotImplementedError

    def keep_cards(self, cards: Sequence[ArticleCard], *, now: datetime) -> "Future[None]":
        """Insert or update cards."""
        raise NotImplementedError

    def keep_page(self, page: ArticlePage, *, now: datetime) -> "Future[None]":
        """Insert or update a page, and the cards of its related stories."""
        raise NotImplementedError

    def mark_opened(self, article_id: str, *, now: datetime) -> "Future[None]":
        """Remember that it was read; it is kept longer."""
        raise NotImplementedError

    def opened(self, article_ids: Sequence[str]) -> set[str]:
        """Which of these were read."""
        raise NotImplementedError

    def forget(self, article_id: str) -> "Future[None]":
        """It was withdrawn: no card, no page, in no list."""
        raise NotImplementedError
