"""What the conditions of a list or a search cost: as many values as could be read in the same time."""

from collections.abc import Hashable, Mapping
from typing import Any, Final, NamedTuple

from broadsheet_server.execution.limits import LimitExceededError
from broadsheet_server.reading.conditions import MERGED_ALTERNATIVES_MAX
from broadsheet_shared.limits import WHERE_CONDITIONS_MAX, WHERE_DEPTH_MAX

NAMED: Final = frozenset({"section", "tag", "author", "language"})
"""Conditions whose articles an index holds in the order of lists."""

_JOINED: Final = frozenset({"tag", "author"})
_OTHERS: Final = frozenset({"publishedAfter", "publishedBefore", "kinds"})

_OBJECTS_MAX: Final = 1 + WHERE_CONDITIONS_MAX * WHERE_DEPTH_MAX
"""Most objects of one `where`: each condition may stand in an object that is nested as deep as can be. More
are refused before they are converted, which takes some thirty microseconds for each object."""

_INDEXED_PAGE: Final = 200
"""A page filtered by one section, tag, author or language: an index has the articles in order."""
_INDEXED_COUNT: Final = 500
"""A count of ten thousand index entries. A count by tag or author has to join the articles."""
_SCAN: Final = 5_000
"""A scan of ten thousand articles."""
_ALTERNATIVE: Final = 1_000
"""An alternative with an index range of its own: the page, and the making of a statement that is long."""
_TESTED: Final = 1_000
"""One more condition that each article of a scan is tested by."""
_COMPARED: Final = 200
"""One condition that a thousand changes are compared with."""
_SEARCHED: Final = 150
"""One more condition of a search, whose articles the index walks through beside those of the words."""


class WhereKey(NamedTuple):
    """As much of a `where` as its cost depends on: the names of its own conditions, and what is nested."""

    names: frozenset[str] = frozenset()
    every: tuple["WhereKey", ...] = ()
    either: tuple["WhereKey", ...] = ()
    excluded: tuple["WhereKey", ...] = ()

    @property
    def conditions(self) -> int:
        """How many conditions it has, those that are nested too."""
        return len(self.names) + sum(max(each.conditions, 1) for each in self._nested)

    @property
    def objects(self) -> int:
        """How many objects it is made of, itself among them."""
        return 1 + sum(each.objects for each in self._nested)

    @property
    def is_single(self) -> bool:
        """Whether it is one condition that an index holds."""
        return len(self.names) == 1 and self.names <= NAMED and self.conditions == 1

    @property
    def is_merged(self) -> bool:
        """Whether it is alternatives, and nothing else, each of which an index holds."""
        is_alone = not (self.names or self.every or self.excluded)
        is_short = 0 < len(self.either) <= MERGED_ALTERNATIVES_MAX
        return is_short and is_alone and all(each.is_single for each in self.either)

    @property
    def _nested(self) -> tuple["WhereKey", ...]:
        return (*self.every, *self.either, *self.excluded)


def where_key(members: Mapping[str, Any], depth: int = 0) -> WhereKey:
    """The key of an input object, given as JSON, whose members may be keys already. It may be of any form.

    Raises LimitExceededError where it has more objects than any `where` that is accepted.
    """
    _check_objects(depth)
    names = frozenset(name for name in NAMED | _OTHERS if members.get(name) is not None)
    every, either, excluded = (_members(members.get(name), depth + 1) for name in ("and", "or", "not"))
    key = WhereKey(names, every, either, excluded)
    _check_objects(key.objects)
    return key


def list_cost(where: WhereKey, owner: frozenset[str], counts: int) -> int:
    """What the store does for a page of a list, and for `counts` counts of it.

    `owner` is the kind of object that the list belongs to, such as a section, which is a condition too.
    """
    if where.is_merged and not owner:
        named = [each.names for each in where.either]
        count = sum(_SCAN if names & _JOINED else _INDEXED_COUNT for names in named)
        return _ALTERNATIVE * len(named) + counts * count
    filters = NAMED & (where.names | owner)
    nested = where.conditions - len(where.names)
    scans = len(filters) > 1 or nested > 0
    page = _SCAN if scans else _INDEXED_PAGE if filters else 0
    count = _SCAN if scans or filters & _JOINED else _INDEXED_COUNT
    return page + counts * count + (1 + counts) * nested * _TESTED


def search_cost(where: WhereKey) -> int:
    """What nested conditions add to a search."""
    return _SEARCHED * (where.conditions - len(where.names))


def changes_cost(where: WhereKey) -> int:
    """What conditions cost of a page of changes, of which a thousand are looked at."""
    return _COMPARED * where.conditions


def _members(value: object, depth: int) -> tuple[WhereKey, ...]:
    """The keys of nested objects. What is refused for its number of conditions is not looked at further."""
    values = value if isinstance(value, list | tuple) and not isinstance(value, WhereKey) else [value]
    objects = [each for each in values if isinstance(each, WhereKey | dict)]
    _check_objects(len(objects))
    return tuple(
        each if isinstance(each, WhereKey) else where_key(each, depth)
        for each in objects[: WHERE_CONDITIONS_MAX + 1]
    )


def _check_objects(count: int) -> None:
    if count > _OBJECTS_MAX:
        raise LimitExceededError(
            f"A `where` has more than {_OBJECTS_MAX} objects in `and`, `or` and `not`, and no more are "
            f"allowed: at most {WHERE_CONDITIONS_MAX} conditions, nested {WHERE_DEPTH_MAX} deep."
        )


def list_key(values: list[Any]) -> Hashable:
    """As much of a list as the cost depends on: what its objects are, otherwise its length."""
    return _members(values, 1) or range(len(values))
