"""Cards: what a list shows of an article, kept as ready bytes until the store changes.

A card is kept for an article and a selection, whatever the plan. Before anything is read, the version of the
store is compared: where anybody has committed anything since, all cards are dropped. So no answer is older
than the request. Whether an article is public is asked of the store every time: it changes with time alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from broadsheet_server.storage.database import Database
from broadsheet_server.storage.row_readers import DataVersion

CARDS_BYTES_MAX: Final = 16 * 1024 * 1024
"""Most bytes of cards kept for one database; where there are more, all are dropped."""

CARD_BYTES: Final = 200
"""About what a card costs besides its bytes."""

_SETTINGS: Final = frozenset(
    {"media_folder", "article_folder", "section_folder", "copyright_notice", "home_label", "home_url"}
)
"""What a card may take of the answer `S`: values of the settings, by which cards are kept apart."""

Signature = tuple[object, ...]


@dataclass
class Card:
    """How one selection of an article is written: its signature, the fields that are read, and the writer."""

    signature: Signature
    names: frozenset[str]
    function: str
    write: Callable[[Any, Any, Any], Any] | None = None


@dataclass
class CardStore:
    """The cards of one database, all of one version of it."""

    version: DataVersion | None = None
    bytes_kept: int = 0
    cards: dict[Signature, dict[str, bytes]] = field(default_factory=dict)

    def at(self, version: DataVersion) -> "CardStore":
        """The store itself, without what is of another version."""
        if version != self.version:
            self.clear()
            self.version = version
        return self

    def get(self, signature: Signature) -> Mapping[str, bytes]:
        """The cards of a selection, by the ids of the articles."""
        return self.cards.get(signature, {})

    def keep(self, version: DataVersion, signature: Signature, cards: Mapping[str, bytes]) -> None:
        """Keep cards that were read at a version, or later."""
        if version != self.version:
            return
        self.bytes_kept += sum(map(len, cards.values())) + CARD_BYTES * len(cards)
        if self.bytes_kept > CARDS_BYTES_MAX:
            self.clear()
            return
        self.cards.setdefault(signature, {}).update(cards)

    def clear(self) -> None:
        """Drop every card."""
        self.cards.clear()
        self.bytes_kept = 0


_stores: WeakKeyDictionary[Database, CardStore] = WeakKeyDictionary()


def card_store(database: Database, version: DataVersion) -> CardStore:
    """The cards of this database at a version."""
    store = _stores.get(database)
    if store is None:
        store = _stores[database] = CardStore()
    return store.at(version)


def is_card(expression: str) -> bool:
    """Whether an object is made of its row and of the settings alone."""
    return set(re.findall(r"\bS\.(\w+)", expression)) <= _SETTINGS and not re.search(r"\b[ep]\.", expression)


def signature_of(expression: str, columns: Iterable[str], constants: Mapping[str, object]) -> Signature:
    """The same for the same selection in any plan: constants by value, variables by their order."""
    variables: dict[str, str] = {}

    def plain(match: re.Match[str]) -> str:
        name = match[0]
        if name in constants:
            return repr(constants[name])
        return variables.setdefault(name, f"v{len(variables)}")

    return *columns, re.sub(r"\b[Kv]\d+\b", plain, expression)
