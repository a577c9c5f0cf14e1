"""Later tries for images that an item of a full-text source lacks because they failed for the moment.

Its page is read again for them, in a poll after the wait of the try, as long as the feed has the item.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from broadsheet_server.ingest.full_text import Result
from broadsheet_server.ingest.imported_items import ImportedItem, with_notes
from broadsheet_server.ingest.poll_queue import ImageRetry
from broadsheet_server.ingest.polled_full_texts import item_key

RETRIES_MAX: Final = 5
FIRST_WAIT: Final = timedelta(minutes=15)
"""Before the first further try; before each later one it is twice as long."""
_AGAIN: Final = "images that failed for the moment are tried again in later polls"
_GIVEN_UP: Final = (
    f"Images were not fetched in {RETRIES_MAX} further tries. They are tried again when the feed has another "
    "version of the item."
)


class ImageRetries:
    """The tries of one poll. `earlier` are those that were to come, by the keys of the items."""

    def __init__(self, earlier: Mapping[str, ImageRetry], now: datetime) -> None:
        self._earlier = earlier
        self._now = now
        self._next: dict[str, ImageRetry] = {}
        self._read: set[str] = set()

    def not_due(self, digests: Mapping[str, str]) -> dict[str, str]:
        """The digests without those of items that are due: they are read as if they were new."""
        return {key: digest for key, digest in digests.items() if not self._is_due(key)}

    def _is_due(self, key: str) -> bool:
        return key in self._earlier and self._earlier[key].due_at <= self._now

    def noted(self, items: Sequence[Result], imported: Iterable[ImportedItem]) -> Iterator[ImportedItem]:
        """Pass on what became of the items, and what is said of further tries for their images."""
        for item, each in zip(items, imported, strict=True):
            self._read.add(key := item_key(item))
            yield self._noted(key, each) if each.lacks_images else each

    def _noted(self, key: str, item: ImportedItem) -> ImportedItem:
        made = self._earlier[key].made + 1 if self._is_due(key) else 0
        if made == RETRIES_MAX:
            return replace(item, warnings=(*item.warnings, _GIVEN_UP))
        self._next[key] = ImageRetry(made, self._now + FIRST_WAIT * (1 << made))
        return with_notes(item, _AGAIN)

    def to_come(self) -> dict[str, ImageRetry]:
        """The next tries, of items that were read in this poll and of those that were not."""
        unread = {key: retry for key, retry in self._earlier.items() if key not in self._read}
        return unread | self._next
