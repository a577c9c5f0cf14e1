"""Which articles stand in which order in a list, as far as it was loaded."""

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from broadsheet_client.api.generated import ArticleCard, ArticleCardPage


@dataclass(frozen=True, slots=True)
class StoredList:
    """The beginning of a list. `end_cursor` continues after `ids`; None if there is no more."""

    ids: tuple[str, ...]
    cards: tuple[ArticleCard, ...]
    end_cursor: str | None
    fetched_at: datetime


class Lists:
    """Lists by section path; the newest of all sections is the list ""."""

    def first(self, section: str, count: int) -> StoredList | None:
        """The top of a list, or None if it was never loaded."""
        raise NotImplementedError

    def after(self, section: str, article_id: str, count: int) -> list[ArticleCard]:
        """The next cards below one."""
        raise NotImplementedError

    def keep_first(self, section: str, page: ArticleCardPage, *, now: datetime) -> "Future[None]":
        """The server's first page. What follows it here stays only if it still fits on."""
        raise NotImplementedError

    def keep_next(self, section: str, page: ArticleCardPage, *, now: datetime) -> "Future[None]":
        """A further page, below what is here."""
        raise NotImplementedError
