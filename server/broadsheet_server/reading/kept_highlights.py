"""Highlights of articles, kept for the next who searches for the same: to make them takes the whole text.

They are those of one text, which the content hash tells, and of one state of the index, whose words they are
found by.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from threading import Lock
from typing import Any, Final

import orjson

from broadsheet_server.search.engine import Clause
from broadsheet_server.search.highlights import Highlight, HighlightField
from broadsheet_server.search.snippets import TextRange
from broadsheet_server.storage.database import Database
from broadsheet_server.storage.exact_bytes import exact

BYTES_MAX: Final = 8 * 1024 * 1024
"""How many bytes of highlights are kept for one database, about 240 pages of a search; those used longest ago
are dropped."""

_ENTRY_BYTES: Final = 600
"""About what the highlights of an article cost besides their bytes, with the query's share."""

TextKey = tuple[str, str]
"""An article, by the driver's id, and its content hash."""


class Highlights:
    """The highlights of an article, packed into bytes, with the JSON that was written of them last."""

    __slots__ = ("_packed", "_written")

    def __init__(self, found: Iterable[Highlight] = ()) -> None:
        self._packed = exact(
            orjson.dumps([(each.field, each.text, list(chain(*each.ranges))) for each in found])
        )
        self._written: tuple[str, bytes] = "", b""

    def __iter__(self) -> Iterator[Highlight]:
        for field, text, ends in orjson.loads(self._packed):
            ranges = map(TextRange, ends[::2], ends[1::2])
            yield Highlight(HighlightField(field), text, list(ranges))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Highlights) and self._packed == other._packed

    __hash__ = None  # type: ignore[assignment]

    @property
    def size(self) -> int:
        """About its bytes once it is written: JSON of a selection is as long as what it is made of."""
        return 2 * len(self._packed) + _ENTRY_BYTES

    def written_as(self, selection: str, write: Callable[[], Any]) -> orjson.Fragment:
        """The JSON of a selection of them; `write` gives what it says, if another one was written last."""
        known, text = self._written
        if known != selection:
            text = exact(orjson.dumps(write()))
            self._written = selection, text
        return orjson.Fragment(text)


HighlightsByText = Mapping[TextKey, Highlights]


class KeptHighlights:
    """The highlights of the searches asked last."""

    def __init__(self) -> None:
        self._searches: OrderedDict[Hashable, tuple[HighlightsByText, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def close(self) -> None:
        """It has no connection of its own."""

    def of_search(self, clauses: Sequence[Clause], sequence: int) -> HighlightsByText:
        """What is kept for these clauses, found by the index as it was at a sequence of the change feed."""
        key = tuple(clauses), sequence
        with self._lock:
            if (kept := self._searches.get(key)) is None:
                return {}
            self._searches.move_to_end(key)
            return kept[0]

    def keep(self, clauses: Sequence[Clause], sequence: int, highlights: HighlightsByText) -> None:
        """Keep the highlights of one page, beside those of other pages of the same search."""
        if not highlights:
            return
        search = tuple(clauses), sequence
        with self._lock:
            before, size = self._searches.pop(search, ({}, 0))
            self._bytes -= size
            size += sum(each.size for each in highlights.values())
            size -= sum(before[key].size for key in highlights if key in before)  # marked twice at once
            self._searches[search] = {**before, **highlights}, size
            self._bytes += size
            while self._bytes > BYTES_MAX:
                self._bytes -= self._searches.popitem(last=False)[1][1]


def kept_highlights(database: Database) -> KeptHighlights:
    """The highlights kept for this database."""
    kept = database.companions.get(KeptHighlights)
    if kept is None:
        kept = database.companions[KeptHighlights] = KeptHighlights()
    assert isinstance(kept, KeptHighlights)
    return kept
