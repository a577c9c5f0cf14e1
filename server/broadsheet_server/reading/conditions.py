"""Conditions on articles as SQL, however they are nested: what a statement's text depends on, and its parts.

The names of parameters tell where in the nesting a condition is: `either1_tag` is the tag of the second
alternative.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Uuid,
    and_,
    bindparam,
    false,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlmodel import col

from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleTag
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.storage.column_types import UtcDateTime

MERGED_RANGES_MAX = 24
"""Up to so many sections or languages are read by an index range each and merged; more are filtered."""

MERGED_ALTERNATIVES_MAX = 8
"""Up to so many alternatives have index ranges of their own: making the statement takes 4 ms for each."""


class ConditionShape(NamedTuple):
    """Everything that the text of a nested condition depends on; see `models.article_filter`."""

    sections: int | None = None
    """How many sections; None where any section will do, 0 where no article can meet the condition."""
    languages: int | None = None
    """How many language tags; None where any language will do."""
    tag: bool = False
    author: bool = False
    since: bool = False
    until: bool = False
    every: tuple["ConditionShape", ...] = ()
    either: tuple["ConditionShape", ...] = ()
    excluded: tuple["ConditionShape", ...] = ()

    @property
    def is_never(self) -> bool:
        """Whether no article can meet it, as far as can be told without asking the store."""
        return (
            0 in {self.sections, self.languages}
            or any(part.is_never for part in self.every)
            or (bool(self.either) and all(part.is_never for part in self.either))
        )

    @property
    def ranges(self) -> int | None:
        """How many index ranges hold all that meets it; None where none do."""
        if self.tag or self.author:
            return 1
        ranges = self.languages if self.sections is None else self.sections
        return None if ranges is None or ranges > MERGED_RANGES_MAX else ranges

    @property
    def is_single(self) -> bool:
        """Whether it is one condition that index ranges hold as it is."""
        names = (self.sections is not None) + (self.languages is not None) + self.tag + self.author
        nested = self.every or self.either or self.excluded
        return names == 1 and self.ranges is not None and not (self.since or self.until or nested)


class Bind(Protocol):
    """Makes the parameter of a name."""

    def __call__(self, name: str, column_type: Any = None) -> BindParameter[Any]:
        """The parameter, of this type."""
        ...


class Nesting(Protocol):
    """A shape that others are nested in."""

    @property
    def every(self) -> tuple[ConditionShape, ...]:
        """All of which have to hold."""
        ...

    @property
    def either(self) -> tuple[ConditionShape, ...]:
        """Of which one has to hold."""
        ...

    @property
    def excluded(self) -> tuple[ConditionShape, ...]:
        """None of which may hold."""
        ...


def member_name(prefix: str, kind: str, number: int) -> str:
    """The beginning of the names of the parameters of a nested condition."""
    return f"{prefix}{kind}{number}_"


def nested_conditions(
    shape: Nesting, prefix: str, bind: Bind, number: int, *, with_either: bool = True
) -> list[ColumnElement[bool]]:
    """What is nested in a shape, as conditions on `Article` in the list of this number."""

    def members(kind: str) -> list[ColumnElement[bool]]:
        parts: tuple[ConditionShape, ...] = getattr(shape, kind)
        names = (member_name(prefix, kind, place) for place in range(len(parts)))
        return [_holds(part, name, bind, number) for part, name in zip(parts, names, strict=True)]

    conditions = [*members("every"), *map(not_, members("excluded"))]
    return [*conditions, or_(*members("either"))] if shape.either and with_either else conditions


def dates(shape: ConditionShape, prefix: str, bind: Bind) -> list[ColumnElement[bool]]:
    """The conditions on the date of publication."""
    published_at, conditions = col(Article.published_at), []
    if shape.since:
        conditions.append(published_at >= bind(f"{prefix}since", UtcDateTime()))
    if shape.until:
        conditions.append(published_at < bind(f"{prefix}until", UtcDateTime()))
    return conditions


def sets(sections: int | None, languages: int | None, prefix: str, number: int) -> list[ColumnElement[bool]]:
    """The conditions on sections and languages as `IN (…)`."""
    conditions: list[ColumnElement[bool]] = []
    if sections is not None:
        ids = bindparam(f"{prefix}sections_{number}", expanding=True, type_=Uuid())
        conditions.append(col(Article.section_id).in_(ids))
    if languages is not None:
        tags: BindParameter[Any] = bindparam(f"{prefix}languages_{number}", expanding=True)
        conditions.append(col(Article.language).in_(tags))
    return conditions


def set_lengths(shape: Any, prefix: str, number: int) -> Iterator[tuple[str, int]]:
    """How many members the sets have, in all nested conditions, by the names of their parameters."""
    for name, length in (("sections", shape.sections), ("languages", shape.languages)):
        if length:
            yield f"{prefix}{name}_{number}", length
    for kind in ("every", "either", "excluded"):
        for place, part in enumerate(getattr(shape, kind)):
            yield from set_lengths(part, member_name(prefix, kind, place), number)


def _holds(shape: ConditionShape, prefix: str, bind: Bind, number: int) -> ColumnElement[bool]:
    """Whether an article meets a nested condition: never unknown, so that it can be negated."""
    if shape.is_never:
        return false()
    linked = [_has(name, bind(f"{prefix}{name}")) for name in _LINKS if getattr(shape, name)]
    own = [*sets(shape.sections, shape.languages, prefix, number), *linked, *dates(shape, prefix, bind)]
    return and_(true(), *own, *nested_conditions(shape, prefix, bind, number))


_LINKS: Mapping[str, tuple[Any, Any, Any, Any]] = {
    "tag": (col(ArticleTag.article_id), col(ArticleTag.tag_id), col(Tag.id), col(Tag.slug)),
    "author": (
        col(ArticleAuthor.article_id),
        col(ArticleAuthor.author_id),
        col(Author.id),
        col(Author.slug),
    ),
}


def _has(name: str, slug: BindParameter[Any]) -> ColumnElement[bool]:
    """Whether the article has the tag, or the author, with this slug: one probe of the link's key."""
    article_id, target_id, named_id, named_slug = _LINKS[name]
    target = select(named_id).where(named_slug == slug).scalar_subquery()
    links: Select[Any] = select(literal_column("1")).where(article_id == col(Article.id), target_id == target)
    return links.correlate(Article).exists()
