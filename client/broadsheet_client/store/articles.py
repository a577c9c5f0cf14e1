"""Stored articles: cards for the lists, pages for offline reading."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TypeVar

from broadsheet_client.api.encoding import to_json
from broadsheet_client.api.generated import ArticleCard, ArticlePage
from broadsheet_client.errors import ReaderError
from broadsheet_client.store.database import ReaderDatabase

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page, and when it was fetched (UTC)."""

    page: ArticlePage
    fetched_at: datetime


class ArticleStore:
    """The tables `article` and `page`."""

    def __init__(self, database: ReaderDatabase) -> None:
        self._database = database

    def card(self, article_id: str) -> ArticleCard | None:
        """One card, or None."""
        return next(iter(self.cards([article_id])), None)

    def cards(self, article_ids: Sequence[str]) -> list[ArticleCard]:
        """The stored cards among these ids, in their order."""
        rows = self._rows_for_ids("SELECT id, card FROM article WHERE id IN", article_ids)
        cards = {row[0]: decoded(row[1], ArticleCard.from_json) for row in rows}
        return [card for article_id in article_ids if (card := cards.get(article_id))]

    def page(self, article_id: str) -> StoredPage | None:
        """The page of an article, or None."""
        return self._page("SELECT body, fetched_at FROM page WHERE article_id = ?", article_id)

    def page_by_slug(self, slug: str) -> StoredPage | None:
        """The page with this slug, or None."""
        return self._page(
            "SELECT body, fetched_at FROM page JOIN article ON article.id = article_id WHERE slug = ?", slug
        )

    def readable_offline(self, article_ids: Sequence[str]) -> set[str]:
        """The ids among these whose page is stored."""
        return {
            row[0]
            for row in self._rows_for_ids("SELECT article_id FROM page WHERE article_id IN", article_ids)
        }

    def opened_ids(self, article_ids: Sequence[str]) -> set[str]:
        """The ids among these that were opened before."""
        statement = "SELECT id FROM article WHERE opened_at IS NOT NULL AND id IN"
        return {row[0] for row in self._rows_for_ids(statement, article_ids)}

    def containing(self, required: Sequence[str], excluded: Sequence[str], limit: int) -> list[ArticleCard]:
        """Cards whose headline and summary contain every required and no excluded term, newest first
        (case-folded linear scan).
        """
        cards: list[ArticleCard] = []
        rows = self._database.rows(
            "SELECT card, json_extract(card, '$.headline') || char(10) || "
            "coalesce(json_extract(card, '$.summary'), '') FROM article "
            "ORDER BY json_extract(card, '$.publishedAt') DESC"
        )
        for text, text_fields in rows:
            folded_text = text_fields.casefold()
            if all(term.casefold() in folded_text for term in required) and not any(
                term.casefold() in folded_text for term in excluded
            ):
                cards += [card] if (card := decoded(text, ArticleCard.from_json)) else []
            if len(cards) == limit:
                break
        return cards

    def save_cards(self, cards: Sequence[ArticleCard], *, now: datetime) -> "Future[None]":
        """Insert or update cards."""
        return self._database.write(lambda connection: write_cards(connection, cards, now))

    def save_page(self, page: ArticlePage, *, now: datetime) -> "Future[None]":
        """Insert or update a page, its card, and the cards of its related stories."""

        def write(connection: sqlite3.Connection) -> None:
            write_cards(connection, [card_of(page), *(edge.node for edge in page.related.edges)], now)
            connection.execute(
                "INSERT INTO page (article_id, body, fetched_at) VALUES (?, ?, ?) "
                "ON CONFLICT (article_id) DO UPDATE SET "
                "body = excluded.body, fetched_at = excluded.fetched_at",
                (page.id, encoded(page), now.timestamp()),
            )

        return self._database.write(write)

    def mark_opened(self, article_id: str, *, now: datetime) -> "Future[None]":
        """Record that the article was opened, which extends its retention."""
        return self._database.write(
            lambda connection: _execute(
                connection, "UPDATE article SET opened_at = ? WHERE id = ?", now.timestamp(), article_id
            )
        )

    def delete(self, article_id: str) -> "Future[None]":
        """Delete an article with its page and list entries."""
        return self._database.write(
            lambda connection: _execute(connection, "DELETE FROM article WHERE id = ?", article_id)
        )

    def _page(self, statement: str, value: str) -> StoredPage | None:
        for body, fetched_at in self._database.rows(statement, (value,)):
            if page := decoded(body, _stored_page):
                return StoredPage(page, datetime.fromtimestamp(fetched_at, UTC))
        return None

    def _rows_for_ids(self, statement: str, article_ids: Sequence[str]) -> list[tuple[str, ...]]:
        placeholders = ", ".join("?" * len(article_ids))
        return self._database.rows(f"{statement} ({placeholders})", list(article_ids))


def card_of(page: ArticlePage) -> ArticleCard:
    """The card that is part of a page."""
    return ArticleCard(**{field.name: getattr(page, field.name) for field in fields(ArticleCard)})


def write_cards(connection: sqlite3.Connection, cards: Iterable[ArticleCard], now: datetime) -> None:
    """Insert or update cards within a transaction."""
    connection.executemany(
        "INSERT INTO article (id, slug, card, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
        "SET slug = excluded.slug, card = excluded.card, seen_at = excluded.seen_at",
        [(card.id, card.slug, encoded(card), now.timestamp()) for card in cards],
    )


def encoded(value: object) -> str:
    """Serialise a generated type."""
    return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))


def decoded(text: str, read: Callable[[object], T]) -> T | None:
    """Deserialise a generated type; None if the stored shape is outdated."""
    try:
        return read(json.loads(text))
    except (ReaderError, ValueError):
        return None


def _stored_page(value: object) -> ArticlePage:
    """A page; one of an earlier version has no contributors, translations and renditions of images."""
    if isinstance(value, dict):
        for name in ("contributors", "translations"):
            value.setdefault(name, [])
    images = value.get("images") if isinstance(value, dict) else None
    for image in images if isinstance(images, list) else ():
        if isinstance(image, dict):
            image.setdefault("renditions", [])
    return ArticlePage.from_json(value)


def _execute(connection: sqlite3.Connection, statement: str, *parameters: object) -> None:
    connection.execute(statement, parameters)
