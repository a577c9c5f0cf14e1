"""A JSON object that knows its path in the file, so that every note and error can point there."""

from collections.abc import Iterator, Sequence
from typing import Any

from broadsheet_server.ingest.parse_results import UnreadableItemError

LEFT_OUT = "left out: "
"""How the notes about members of the wrong type begin."""
_EMPTY: tuple[object, ...] = ("", [], {})
_OWN_MEMBERS = frozenset(
    {"name", "uri", "literal", "value", "role", "type", "href", "code", "qcode", "rel", "id"}
)
"""Members of one object; in an object of objects (ninjs 1.x) the keys are names, and their values objects."""


_TEXT_MEMBERS = ("value", "text", "name")
"""Members that hold the text of an object which stands where a text is expected."""
_CODE_MEMBERS = ("value", "qcode", "code", "name", "$date")
"""The same for a code or a date."""


class JsonItem:
    """An object at a JSONPath like `$.headlines[0]`.

    Methods that take several names of a member take the first that is there. A member of the wrong type is
    left out, and `notes`, which an item shares with its parts, says which and why; `strict_text` raises.
    """

    __slots__ = ("notes", "path", "value")

    def __init__(self, value: dict[str, Any], path: str = "$", notes: list[str] | None = None) -> None:
        self.value = value
        self.path = path
        self.notes = [] if notes is None else notes

    def has(self, *names: str) -> str | None:
        """The first of the names whose member is not empty."""
        for name in names:
            value = self.value.get(name)
            if value or (value is not None and value not in _EMPTY):
                return name
        return None

    def text(self, *names: str) -> str | None:
        """A member that is text, or a number, which is taken as it is written; see `text_within`."""
        for name in names:
            value = text_within(self.value.get(name))
            if isinstance(value, str):
                if value:
                    return value
            elif isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
            elif value is not None and value not in _EMPTY:
                self._leave_out(self.member_path(name), "text", value)
        return None

    def strict_text(self, *names: str) -> str | None:
        """A member that is text. Raises UnreadableItemError where it is something else."""
        name = self.has(*names)
        if name is None:
            return None
        value = text_within(self.value[name], _CODE_MEMBERS)
        if isinstance(value, str):
            return value
        raise UnreadableItemError(f"This must be text, and is {_kind(value)}.", self.member_path(name))

    def names(self, *names: str, text_as: str = "name") -> str | None:
        """The names of the one or several objects, or the texts, in a member, with commas between them."""
        found = (each.text(text_as, "name", "value") for each in self.objects(*names, text_as=text_as))
        return ", ".join(name for name in found if name) or None

    def integer(self, *names: str) -> int | None:
        """A member that is a number, as a number or as text like `1200` or `1200.0`."""
        name = self.has(*names)
        if name is None:
            return None
        value = self.value[name]
        try:
            return None if isinstance(value, bool) else int(float(value))
        except (TypeError, ValueError, OverflowError):
            self._leave_out(self.member_path(name), "a number", value)
            return None

    def objects(self, *names: str, text_as: str | None = None) -> Iterator["JsonItem"]:
        """The objects in a member: in a list, in an object (ninjs 1.x, whose keys become `name`), or one.

        Text in place of an object becomes its member `text_as`, if that is given.
        """
        name = self.has(*names)
        if name is None:
            return
        for step, member in _members(self.value[name]):
            path = self.member_path(name) + step
            if isinstance(member, str) and text_as and member.strip():
                yield JsonItem({text_as: member.strip()}, path, self.notes)
            elif isinstance(member, dict):
                yield JsonItem(member, path, self.notes)
            else:
                self._leave_out(path, "an object", member)

    def member_path(self, name: str) -> str:
        """The path of a member."""
        return f"{self.path}.{name}"

    def _leave_out(self, path: str, wanted: str, value: object) -> None:
        self.notes.append(f"{LEFT_OUT}{path[:120]} must be {wanted}, and is {_kind(value)}")


def text_within(value: object, members: Sequence[str] = _TEXT_MEMBERS) -> object:
    """The text in a list of one, or in an object like `{"value": …}`; every other value as it is."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        texts = (value.get(name) for name in members)
        return next((text for text in texts if isinstance(text, str)), value)
    return value


def _members(value: object) -> Iterator[tuple[str, object]]:
    """The members of a list, of an object of objects or of lists, or the one value; each with its step."""
    if isinstance(value, list):
        yield from ((f"[{index}]", member) for index, member in enumerate(value))
    elif isinstance(value, dict) and not _is_single(value):
        for key, member in value.items():
            if isinstance(member, list):
                yield from ((f".{key}[{index}]", _with_name(each, key)) for index, each in enumerate(member))
            else:
                yield f".{key}", _with_name(member, key)
    else:
        yield "", value


def _is_single(value: dict[str, Any]) -> bool:
    """Whether it is one object, and not an object of objects."""
    return any(
        not isinstance(member, (dict, list, type(None)))
        for key, member in value.items()
        if key in _OWN_MEMBERS
    )


def _with_name(member: object, name: str) -> object:
    return {"name": name, **member} if isinstance(member, dict) else member


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {str: "text", list: "a list", dict: "an object", int: "a number", float: "a number"}
    return kinds.get(type(value), "nothing")
