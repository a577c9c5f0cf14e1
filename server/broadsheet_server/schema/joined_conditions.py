"""`and`, `or` and `not` of an input object of conditions: what is bounded, and what is refused."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_shared.limits import WHERE_CONDITIONS_MAX, WHERE_DEPTH_MAX

JOINED = (
    "`and`, `or` and `not` join further conditions with these. An empty list is an error, and so is a member "
    f"without a condition. At most {WHERE_CONDITIONS_MAX} conditions, nested {WHERE_DEPTH_MAX} deep."
)
"""What the description of such an input object says of them."""


class Joined(Protocol):
    """An input object whose conditions can be joined."""

    @property
    def and_(self) -> Sequence[Any] | None:
        """All of which have to hold."""
        ...

    @property
    def or_(self) -> Sequence[Any] | None:
        """Of which one has to hold."""
        ...

    @property
    def not_(self) -> Any | None:
        """What must not hold."""
        ...


def joins(where: Joined) -> bool:
    """Whether conditions are joined at all."""
    return where.and_ is not None or where.or_ is not None or where.not_ is not None


def check_joined(where: Joined, own: Sequence[str]) -> None:
    """Raises InvalidQueryError where there are too many conditions, or a member says nothing.

    `own` are the conditions of an object, by their names in Python.
    """
    conditions = sum(_conditions(where, own, "where", 0))
    if conditions > WHERE_CONDITIONS_MAX:
        raise InvalidQueryError(
            f"`where` has {conditions} conditions; at most {WHERE_CONDITIONS_MAX} are allowed."
        )


def check_list(values: Sequence[object] | None, path: str) -> None:
    """Raises InvalidQueryError for a list without a member, which nothing could be one of."""
    if values is not None and not values:
        raise InvalidQueryError(
            f"`{path}` is an empty list, so nothing would be found. Leave it out, or give it a member."
        )


def _conditions(where: Joined, own: Sequence[str], path: str, depth: int) -> Iterator[int]:
    """How many conditions each object has."""
    if depth > WHERE_DEPTH_MAX:
        raise InvalidQueryError(
            f"`where` nests `and`, `or` and `not` too deep; at most {WHERE_DEPTH_MAX} levels are allowed."
        )
    count = sum(getattr(where, name) is not None for name in own)
    if depth and not count and not joins(where):
        raise InvalidQueryError(f"`{path}` has no condition. Leave it out, or say what has to hold.")
    yield count
    for member, member_path in _members(where, path):
        yield from _conditions(member, own, member_path, depth + 1)


def _members(where: Joined, path: str) -> Iterator[tuple[Any, str]]:
    for name, members in (("and", where.and_), ("or", where.or_)):
        check_list(members, f"{path}.{name}")
        for number, member in enumerate(members or ()):
            yield member, f"{path}.{name}.{number}"
    if where.not_ is not None:
        yield where.not_, f"{path}.not"
