"""The order of the articles in each list, as far as it was loaded."""

import sqlite3
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime

from broadsheet_client.api.generated import ArticleCard, ArticleCardPage
from broadsheet_client.store.articles import decoded, write_cards
from broadsheet_client.store.database import ReaderDatabase, Row


@dataclass(frozen=True, slots=True)
class StoredList:
    """The first rows of a list, and when they were fetched (UTC)."""

    cards: tuple[ArticleCard, ...]
    fetched_at: datetime


class ListStore:
    """Lists by section path; "" is all news.

    Positions are integers and may be negative: a new first page is inserted before the kept rows.
    """

    def __init__(self, database: ReaderDatabase) -> None:
        self._database = database

    def first_page(self, section: str, count: int) -> StoredList | None:
        """The first `count` cards of a list, or None if it was never loaded."""
        end_rows = self._database.rows("SELECT fetched_at FROM listing_end WHERE section = ?", (section,))
        if not end_rows:
            return None
        rows = self._database.rows(
            "SELECT card FROM listing JOIN article ON id = article_id WHERE section = ? "
            "ORDER BY position LIMIT ?",
            (section, count),
        )
        return StoredList(tuple(_cards(rows)), datetime.fromtimestamp(end_rows[0][0], UTC))

    def page_after(self, section: str, article_id: str, count: int) -> list[ArticleCard]:
        """The next `count` cards below an article."""
        rows = self._database.rows(
            "SELECT card FROM listing JOIN article ON id = article_id WHERE section = ? AND position > "
            "(SELECT position FROM listing WHERE section = ? AND article_id = ?) ORDER BY position LIMIT ?",
            (section, section, article_id, count),
        )
        return list(_cards(rows))

    def end_cursor(self, section: str) -> str | None:
        """The cursor after the last stored row; None if the list ends there."""
        rows = self._database.rows("SELECT end_cursor FROM listing_end WHERE section = ?", (section,))
        return str(rows[0][0]) if rows and rows[0][0] is not None else None

    def save_first_page(self, section: str, page: ArticleCardPage, *, now: datetime) -> "Future[None]":
        """Store the server's first page. The rows below it are kept only if the page overlaps them."""
        return self._database.write(lambda connection: _write_first(connection, section, page, now))

    def save_next_page(self, section: str, page: ArticleCardPage, *, now: datetime) -> "Future[None]":
        """Append a further page."""
        return self._database.write(lambda connection: _write_next(connection, section, page, now))


def _write_first(connection: sqlite3.Connection, section: str, page: ArticleCardPage, now: datetime) -> None:
    ids = [card.id for card in page.nodes]
    overlap = connection.execute(
        "SELECT position FROM listing WHERE section = ? AND article_id = ?", (section, ids[-1] if ids else "")
    ).fetchone()
    if overlap and page.page_info.has_next_page:
        # The page's last row was stored before, so the rows below it still follow.
        connection.execute("DELETE FROM listing WHERE section = ? AND position <= ?", (section, overlap[0]))
        start = overlap[0] - len(ids) + 1
    else:
        connection.execute("DELETE FROM listing WHERE section = ?", (section,))
        _write_end(connection, section, page, now)
        start = 0
    connection.execute("UPDATE listing_end SET fetched_at = ? WHERE section = ?", (now.timestamp(), section))
    connection.executemany(
        "DELETE FROM listing WHERE section = ? AND article_id = ?",
        [(section, article_id) for article_id in ids],
    )
    _write_rows(connection, section, page, start, now)


def _write_next(connection: sqlite3.Connection, section: str, page: ArticleCardPage, now: datetime) -> None:
    (last,) = connection.execute(
        "SELECT coalesce(max(position), -1) FROM listing WHERE section = ?", (section,)
    ).fetchone()
    _write_end(connection, section, page, now)
    _write_rows(connection, section, page, last + 1, now)


def _write_rows(
    connection: sqlite3.Connection, section: str, page: ArticleCardPage, start: int, now: datetime
) -> None:
    write_cards(connection, page.nodes, now)
    connection.executemany(
        "INSERT OR IGNORE INTO listing (section, position, article_id) VALUES (?, ?, ?)",
        [(section, start + offset, card.id) for offset, card in enumerate(page.nodes)],
    )


def _write_end(connection: sqlite3.Connection, section: str, page: ArticleCardPage, now: datetime) -> None:
    cursor = page.page_info.end_cursor if page.page_info.has_next_page else None
    connection.execute(
        "INSERT OR REPLACE INTO listing_end (section, end_cursor, fetched_at) VALUES (?, ?, ?)",
        (section, cursor, now.timestamp()),
    )


def _cards(rows: Iterable[Row]) -> Iterable[ArticleCard]:
    return (card for row in rows if (card := decoded(row[0], ArticleCard.from_json)))
