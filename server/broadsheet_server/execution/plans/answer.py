"""One answer while it is written: what was read for it, and what the writer found missing."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final
from uuid import UUID

import orjson

from broadsheet_server.changefeed.changed_topics import FeedPosition
from broadsheet_server.execution.plans.cards import EXPIRES_AT, Card, filled
from broadsheet_server.execution.plans.errors import DeclinedError
from broadsheet_server.execution.plans.kept_data import ArticleName, Signature, kept_data
from broadsheet_server.reading.rows.articles import row_values, rows_by_id
from broadsheet_server.reading.rows.context import RowContext
from broadsheet_server.reading.rows.related import ListValues, StoredList, stored_list
from broadsheet_server.reading.rows.section_tree import RowTree
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.limits import Limits, limits_of
from broadsheet_server.schema.publication import Publication, publication_of

BYTES_MAX: Final = 8 * 1024 * 1024
"""Longest answer that a plan writes, in bytes; a longer one is left to the executor and its limits."""


_CONTENT_HASH: Final = ("content_hash",)
"""The signature by which content hashes are kept, beside cards."""


class Answer:
    """What the writer of a plan refers to as `S`.

    The writer asks for what it needs by the number of a read and a key. What was not read yet is noted as
    wanted; the plan then reads it, and the writer begins again, until nothing is wanted.
    """

    __slots__ = (
        "_cards",
        "_kept",
        "_position",
        "_settings",
        "arguments",
        "article_folder",
        "context",
        "copyright_notice",
        "found",
        "home_label",
        "home_url",
        "images",
        "lists",
        "reads",
        "rows",
        "section_folder",
        "tree",
        "wanted",
        "written",
    )

    def __init__(self, context: Context, arguments: Sequence[Mapping[str, Any]], reads: int) -> None:
        reading = context.reading
        self.context = context
        self.rows = RowContext(context.database, reading)
        self.arguments = arguments
        self.found: list[dict[Any, Any]] = [{} for _ in range(reads)]
        self.wanted: dict[int, dict[Any, Any]] = {}
        self.written = 0
        self.tree: RowTree | None = None
        self._cards: dict[int, dict[str, bytes]] = {}
        self._kept = kept_data(context.database, context.settings.answer_cache.delay_ms / 1_000)
        self._position: FeedPosition | None = None
        self.copyright_notice, self.home_label = reading.copyright_notice, reading.home_label
        self.home_url = f"{reading.base_url}/"
        self.article_folder = f"{reading.base_url}/articles/"
        self.section_folder = f"{reading.base_url}/sections/"
        self.images = reading.images
        shows_remote = context.settings.remote_images
        self._settings = self.home_url, self.copyright_notice, self.home_label, shows_remote
        self.reads = self._kept.reads
        """What of pages and related lists is kept. Keep what was read only where `is_current`."""
        self.lists: dict[str, StoredList] = {}

    @property
    def publication(self) -> Publication:
        """The publication."""
        return publication_of(self.context.settings)

    @property
    def limits(self) -> Limits:
        """The limits."""
        return limits_of(self.context.settings)

    def get(self, read: int, key: Any) -> Any:
        """What a read found under a key; None where it found nothing, or has not read it yet."""
        found = self.found[read]
        if key in found:
            return found[key]
        self.wanted.setdefault(read, {})[key] = None
        return None

    def get_of(self, read: int, row: Any) -> Any:
        """The same for a read that needs the row, by the id of the row."""
        found = self.found[read]
        if row[0] in found:
            return found[row[0]]
        self.wanted.setdefault(read, {})[row[0]] = row
        return None

    def fragments(
        self, write: Callable[[Any, Any, Any], Any], entries: Sequence[Any], page: Any
    ) -> list[Any]:
        """The entries of a list, each as its bytes. Raises DeclinedError where the answer gets too long."""
        if self.wanted:  # this time it is written only to see what is missing
            for entry in entries:
                write(entry, self, page)
            return []
        texts = []
        for entry in entries:
            text = orjson.dumps(write(entry, self, page))
            self._charge(len(text))
            texts.append(orjson.Fragment(text))
        return texts

    async def begin(self) -> None:
        """Have dropped what is kept and not of now. Await it before anything is read."""
        self._position = await self._kept.current_position()
        self.rows.known_tree = self._kept.tree

    @property
    def is_current(self) -> bool:
        """Whether nothing has changed since this answer was begun, as far as it is known."""
        return self._position is not None and self._kept.is_at(self._position)

    async def is_of_one_moment(self) -> bool:
        """Whether nothing has changed while it was read: otherwise what is kept may be older than the rest.

        On PostgreSQL what others commit is known after the delay of the version only.
        """
        if self._position is None or not self.rows.has_read:
            return True
        return await self._kept.current_position() == self._position

    def keep_tree(self) -> None:
        """Keep the tree of sections, if it was read."""
        if self.rows.known_tree is not None and self._position is not None:
            self._kept.keep_tree(self._position, self.rows.known_tree)

    def known_rows(self, ids: Iterable[str]) -> dict[str, Any]:
        """The rows, of an id alone, of those of these articles that are known to be public."""
        return {key: (key, 0) for key in ids if self._kept.is_public(key, self.rows.now)}

    @property
    def sequence(self) -> int:
        """How far in the change feed everything that is kept is known."""
        assert self._position is not None
        return self._position.sequence

    async def waited_for(self, read: Hashable) -> bool:
        """Wait for another answer that reads the same just now; False, at once, where there is none."""
        if not await self.reads.under_way.ended(read):
            return False
        self.rows.has_read = True  # what is found now may be newer than what was found before
        return True

    def reading(self, read: Hashable) -> AbstractContextManager[None]:
        """Others who want the same wait until the block ends."""
        return self.reads.under_way.begun(read)

    async def withdrawn_since(self, sequence: int) -> frozenset[UUID] | None:
        """The articles changed after a sequence that are not public now, where that is known."""
        known = self.reads.withdrawn(sequence, self.rows.now)
        if known is None and await self.waited_for(sequence):
            return self.reads.withdrawn(sequence, self.rows.now)
        return known

    async def keep_withdrawn(self, sequence: int, ids: frozenset[UUID]) -> None:
        """Keep which articles changed after a sequence are not public. Raises what `fetch_rows` raises."""
        if await self.reads.holds(self.rows) and self.is_current:
            self.reads.keep_withdrawn(sequence, ids)

    async def kept_translations(self, article_id: str) -> str | None:
        """What an article has as `translations`, if it is kept. Raises what `fetch_rows` raises."""
        return self.reads.translations(article_id) if await self.reads.holds(self.rows) else None

    async def keep_translations(self, article_id: str, value: str) -> None:
        """Keep what an article has as `translations`. Raises what `fetch_rows` raises."""
        if await self.reads.holds(self.rows) and self.is_current:
            self.reads.keep_translations(article_id, value)

    def content_hashes(self, ids: Iterable[str]) -> dict[str, str]:
        """The content hashes of those of the articles that are known to be public and what they were."""
        kept, is_public, now = self._kept.cards(_CONTENT_HASH), self._kept.is_public, self.rows.now
        return {key: text.decode() for key in ids if (text := kept.get(key)) and is_public(key, now)}

    def keep(self, content_hashes: Mapping[str, str], expiries: Mapping[str, Any]) -> None:
        """Keep the content hashes of articles that were read as public now, and until when they are."""
        assert self._position is not None
        encoded = {key: text.encode() for key, text in content_hashes.items()}
        self._kept.keep_cards(self._position, _CONTENT_HASH, encoded)
        self._kept.keep_expiries(self._position, expiries, self.rows.now)

    async def load_cards(self, cards: Sequence[Card], ids: Sequence[str]) -> None:
        """Have these cards of these articles ready: kept ones, the others are read and kept.

        Raises DeclinedError where an article is not public any more.
        """
        for card in cards:
            missing = self._take_cards(card, ids)
            read = self._signature(card), tuple(missing)
            if missing and await self.waited_for(read):
                missing = self._take_cards(card, missing)
            if missing:
                with self.reading(read):
                    self.keep_cards(card, await rows_by_id(self.rows, missing, card.names))
                if not self._cards[id(card)].keys() >= set(missing):
                    raise DeclinedError("an article has ceased to be public")

    def _take_cards(self, card: Card, ids: Sequence[str]) -> list[str]:
        """Have those of the cards ready that are kept; the articles of the others."""
        kept = self._kept.cards(self._signature(card))
        texts = list(map(kept.get, ids))
        ready = self._cards.setdefault(id(card), {})
        if None not in texts:
            ready.update(zip(ids, texts, strict=True))  # type: ignore[arg-type]
            return []
        ready |= {key: text for key, text in zip(ids, texts, strict=True) if text is not None}
        return [key for key in ids if key not in ready]

    def keep_cards(self, card: Card, rows: Mapping[str, Any]) -> None:
        """Have the cards of these rows ready, and keep them."""
        assert self._position is not None
        self._kept.keep_cards(self._position, self._signature(card), self._write_cards(card, rows))
        expiry = row_values(card.names).index(EXPIRES_AT)
        expiries = {key: row[expiry] for key, row in rows.items()}
        self._kept.keep_expiries(self._position, expiries, self.rows.now)

    def _write_cards(self, card: Card, rows: Mapping[str, Any]) -> dict[str, bytes]:
        """Have the cards of these rows ready."""
        written = {key: card.text(row, self) for key, row in rows.items()}
        self._cards.setdefault(id(card), {}).update(written)
        return written

    def _signature(self, card: Card) -> Signature:
        return card.signature, self._settings

    def known_article(self, card: Card, name: ArticleName) -> str | None:
        """The public article with this name, if it is known and its card kept: then the card is ready."""
        key = self._kept.named(name)
        if key is None or not self._kept.is_public(key, self.rows.now):
            return None
        text = self._kept.cards(self._signature(card)).get(key)
        if text is None:
            return None
        self._cards.setdefault(id(card), {})[key] = text
        return key

    def keep_article(self, card: Card, name: ArticleName | None, row: Any) -> None:
        """Have the card of an article ready, of its row; keep it, and the name that it was found by.

        Where the whole answer is kept, the card is not: nobody asks for it, and most have the article's body.
        """
        assert self._position is not None
        if self.context.is_answer_kept:
            self._write_cards(card, {row[0]: row})
            return
        self.keep_cards(card, {row[0]: row})
        if name is not None:
            self._kept.keep_name(self._position, name, row[0])

    async def read_list(self, article_id: str) -> None:
        """Have the related list ready that an article has in the store."""
        stored = self.reads.related(article_id)
        if stored is None:
            self.rows.has_read = True
            stored = await stored_list(self.rows, article_id)
            self._keep_list(article_id, stored)
        self.lists[article_id] = stored

    def list_of(self, article_id: str, values: ListValues) -> StoredList:
        """The related list of an article: the one that is ready or kept, or made of its row's values."""
        stored = self.lists.get(article_id) or self.reads.related(article_id)
        if stored is None:
            stored = StoredList(values, self.rows.values)
            self._keep_list(article_id, stored)
        self.lists[article_id] = stored
        return stored

    def _keep_list(self, article_id: str, stored: StoredList) -> None:
        if self.is_current:
            self.reads.keep_related(article_id, stored)

    def card(self, card: Card, key: str) -> Any:
        """The card of an article."""
        text = self._cards[id(card)][key]
        self._charge(len(text))
        return orjson.Fragment(text)

    def cards(self, card: Card, rows: Iterable[Any]) -> Any:
        """The cards of the articles in these rows."""
        ready = self._cards.get(id(card), {})
        text = b",".join([ready[row[0]] for row in rows])
        self._charge(len(text))
        return orjson.Fragment(b"[" + text + b"]")

    def lone(self, card: Card, key: str, others: Sequence[Any]) -> Any:
        """The card of an article with its other fields in the gaps."""
        if self.wanted:
            return None
        text = self._cards[id(card)][key]
        self._charge(len(text))
        return orjson.Fragment(filled(text, list(map(orjson.dumps, others))) if others else text)

    def _charge(self, length: int) -> None:
        self.written += length
        if self.written > BYTES_MAX:
            raise DeclinedError("the answer is too long")
