"""A JSON object that is being read and knows where it stands, so that every complaint can point there."""

from collections.abc import Iterator
from typing import Any

from broadsheet_server.ingest.parse_results import UnreadableItemError

_EMPTY: tuple[object, ...] = ("", [], {})


class JsonItem:
    """One object at `path`, like `$.headlines[0]`. Several names for a member are tried in their order."""

    __slots__ = ("path", "value")

    def __init__(self, value: dict[str, Any], path: str = "$") -> None:
        self.value = value
        self.path = path

    def has(self, *names: str) -> str | None:
        """The first of these members that is there and says something."""
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
                raise UnreadableItemError(f"This must be text, and is {_kind(value)}.", self.place(name))
        return None

    def number(self, *names: str) -> int | None:
        """A member that is a whole number, also when it is written as text."""
        name = self.has(*names)
        if name is None:
            return None
        value = self.value[name]
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise UnreadableItemError(
                f"This must be a number, and is {_kind(value)}.", self.place(name)
            ) from None

    def objects(self, *names: str) -> Iterator["JsonItem"]:
        """The objects of a member: of a list, or of an object (as in ninjs 1.x) with the key as `name`."""
        name = self.has(*names)
        if name is None:
            return
        value, place = self.value[name], self.place(name)
        if isinstance(value, dict):
            members = [(f".{key}", _named(member, key)) for key, member in value.items()]
        elif isinstance(value, list):
            members = [(f"[{at}]", member) for at, member in enumerate(value)]
        else:
            raise UnreadableItemError(f"This must be a list, and is {_kind(value)}.", place)
        for key, member in members:
            if not isinstance(member, dict):
                raise UnreadableItemError(f"This must be an object, and is {_kind(member)}.", place + key)
            yield JsonItem(member, place + key)

    def place(self, name: str) -> str:
        """Where the member `name` stands."""
        return f"{self.path}.{name}"


def _named(member: object, name: str) -> object:
    return {"name": name, **member} if isinstance(member, dict) else member


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "text", list: "a list", dict: "an object", int: "a number", float: "a number"}
    return kinds.get(type(value), "nothing")
