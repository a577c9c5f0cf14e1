"""A JSON object that knows its path in the file, so that every error can point there."""

from collections.abc import Iterator
from typing import Any

from broadsheet_server.ingest.parse_results import UnreadableItemError

_EMPTY: tuple[object, ...] = ("", [], {})


class JsonItem:
    """An object at a JSONPath like `$.headlines[0]`.

    Methods that take several names of a member take the first that is there. Those that check a type raise
    UnreadableItemError.
    """

    __slots__ = ("path", "value")

    def __init__(self, value: dict[str, Any], path: str = "$") -> None:
        self.value = value
        self.path = path

    def has(self, *names: str) -> str | None:
        """The first of the names whose member is not empty."""
        for name in names:
            value = self.value.get(name)
            if value or (value is not None and value not in _EMPTY):
                return name
        return None

    def text(self, *names: str) -> str | None:
        """A member that is text."""
        for name in names:
            value = self.value.get(name)
            if isinstance(value, str):
                if value:
                    return value
            elif value is not None and value not in _EMPTY:
                raise UnreadableItemError(
                    f"This must be text, and is {_kind(value)}.", self.member_path(name)
                )
        return None

    def integer(self, *names: str) -> int | None:
        """A member that is a whole number, as a number or as text."""
        name = self.has(*names)
        if name is None:
            return None
        value = self.value[name]
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise UnreadableItemError(
                f"This must be a number, and is {_kind(value)}.", self.member_path(name)
            ) from None

    def objects(self, *names: str) -> Iterator["JsonItem"]:
        """The objects in a member: in a list, or in an object (as in ninjs 1.x), whose keys become `name`."""
        name = self.has(*names)
        if name is None:
            return
        value, path = self.value[name], self.member_path(name)
        if isinstance(value, dict):
            members = [(f".{key}", _with_name(member, key)) for key, member in value.items()]
        elif isinstance(value, list):
            members = [(f"[{index}]", member) for index, member in enumerate(value)]
        else:
            raise UnreadableItemError(f"This must be a list, and is {_kind(value)}.", path)
        for step, member in members:
            if not isinstance(member, dict):
                raise UnreadableItemError(f"This must be an object, and is {_kind(member)}.", path + step)
            yield JsonItem(member, path + step)

    def member_path(self, name: str) -> str:
        """The path of a member."""
        return f"{self.path}.{name}"


def _with_name(member: object, name: str) -> object:
    return {"name": name, **member} if isinstance(member, dict) else member


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "text", list: "a list", dict: "an object", int: "a number", float: "a number"}
    return kinds.get(type(value), "nothing")
