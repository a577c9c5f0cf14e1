"""Which articles a list holds, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadsheet_server.reading.errors import is_storable
from broadsheet_server.reading.pagination import cursor_fingerprint


class ArticleOrder(StrEnum):
    """The order of a list, by date of publication."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Conditions that add up; None holds for all. `section` is a path, `tag` and `author` are slugs."""

    section: str | None = None
    descendants: bool = True
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None
    order: ArticleOrder = ArticleOrder.NEWEST

    @property
    def language_tag(self) -> str | None:
        """The language as the store spells it."""
        return None if self.language is None else _usual_spelling(self.language)

    def is_storable(self) -> bool:
        """Whether all that is asked for could be in the store at all."""
        return all(is_storable(text) for text in (self.section, self.tag, self.author, self.language))

    def mark(self) -> bytes:
        """What the cursors of this list carry, so that no other list takes them."""
        return cursor_fingerprint(
            self.section,
            self.descendants,
            self.tag,
            self.author,
            self.language_tag,
            self.published_after,
            self.published_before,
            self.order.value,
        )


def _usual_spelling(tag: str) -> str:
    first, *rest = tag.lower().split("-")
    return "-".join([first, *(_spelled(part) for part in rest)])


def _spelled(subtag: str) -> str:
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag
