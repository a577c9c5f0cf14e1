"""Which articles a list, a count or a search is about: the same conditions mean the same everywhere."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Conditions that all have to hold; None holds for every article.

    `section` is a path like `world/asia`, `tag` and `author` are slugs. `language` is a basic language range
    (RFC 4647, section 2.1): `zh` stands for `zh-Hans` and `zh-Hant` too. It is kept in lower case, and `*`
    as None, so that filters that mean the same are equal. The dates are aware; `published_after` is
    inclusive, `published_before` exclusive.
    """

    section: str | None = None
    descendants: bool = True
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None

    def __post_init__(self) -> None:
        if self.language is not None:
            folded = self.language.replace("_", "-").lower()
            object.__setattr__(self, "language", None if folded == "*" else folded)
