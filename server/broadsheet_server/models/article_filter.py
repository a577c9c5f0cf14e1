"""Which articles a list, a count or a search is about: the same conditions mean the same everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

_NAMES = ("section", "tag", "author", "language")
_NESTED = ("every", "either", "excluded")


@dataclass(frozen=True, slots=True, repr=False)
class ArticleFilter:
    """Conditions that all have to hold; None holds for every article.

    `section` is a path like `world/asia`, `tag` and `author` are slugs. `language` is a basic language range
    (RFC 4647, section 2.1): `zh` stands for `zh-Hans` and `zh-Hant` too. It is kept in lower case, and `*`
    as None, so that filters that mean the same are equal. The dates are aware; `published_after` is
    inclusive, `published_before` exclusive. Besides, all of `every` have to hold, at least one of `either`
    if there are any, and none of `excluded`.
    """

    section: str | None = None
    descendants: bool = True
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None
    every: tuple["ArticleFilter", ...] = ()
    either: tuple["ArticleFilter", ...] = ()
    excluded: tuple["ArticleFilter", ...] = ()

    def __post_init__(self) -> None:
        if self.language is not None:
            folded = self.language.replace("_", "-").lower()
            object.__setattr__(self, "language", None if folded == "*" else folded)

    def __repr__(self) -> str:
        """The filter as it is written. Cursors are made of it, so what is not nested has stayed the same."""
        names = [each.name for each in fields(self)]
        shown = [name for name in names if name not in _NESTED or getattr(self, name)]
        return f"ArticleFilter({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    @property
    def is_nested(self) -> bool:
        """Whether it is made of others."""
        return bool(self.every or self.either or self.excluded)

    @property
    def is_section(self) -> bool:
        """Whether it is the one condition to be in a section."""
        return self.section is not None and self == ArticleFilter(self.section, self.descendants)

    @property
    def is_language(self) -> bool:
        """Whether it is the one condition to be in a language."""
        bare = ArticleFilter(language=self.language, descendants=self.descendants)
        return self.language is not None and self == bare


def simplified(condition: ArticleFilter) -> ArticleFilter:
    """The filter that means the same with as little nesting as can be, by which an index is found.

    What has to hold besides becomes a condition of the filter itself where that has none of the kind yet;
    where it has, as with two tags, it stays in `every`.
    """
    if not condition.is_nested:
        return condition
    parts = list(_conjuncts(condition))
    whole: dict[str, Any] = {"descendants": True}
    every: list[ArticleFilter] = []
    for part in parts:
        every += _merge(whole, part)
    groups = [part.either for part in parts if part.either]
    every += [ArticleFilter(either=group) for group in groups[1:]]
    excluded = tuple(simplified(each) for part in parts for each in part.excluded)
    either = groups[0] if groups else ()
    return ArticleFilter(
        **whole, every=tuple(dict.fromkeys(every)), either=either, excluded=tuple(dict.fromkeys(excluded))
    )


def _conjuncts(condition: ArticleFilter) -> Iterator[ArticleFilter]:
    """The filters, each without `every`, that all have to hold for the filter to hold."""
    either = tuple(dict.fromkeys(map(simplified, condition.either)))
    yield replace(condition, every=(), either=either if len(either) > 1 else ())
    for part in condition.every + (either if len(either) == 1 else ()):
        yield from _conjuncts(part)


def _merge(whole: dict[str, Any], part: ArticleFilter) -> Iterator[ArticleFilter]:
    """Add the part's conditions to the whole's; give those for which there is no room as filters."""
    for name in _NAMES:
        value = getattr(part, name)
        own = {name: value, "descendants": part.descendants} if name == "section" else {name: value}
        if value is None or all(whole.get(each) == wanted for each, wanted in own.items()):
            continue
        if whole.get(name) is None:
            whole |= own
        else:
            yield ArticleFilter(**own)
    for name, narrower in (("published_after", max), ("published_before", min)):
        moments = [each for each in (whole.get(name), getattr(part, name)) if each is not None]
        if moments:
            whole[name] = narrower(moments)
