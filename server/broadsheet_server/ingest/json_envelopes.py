"""Finds the ninjs items in what services wrap around them, like `{"items": [{"item": {…}}]}`."""

from collections.abc import Iterator
from typing import Any

_DEPTH_MAX = 6
"""How many objects and lists stand around an item at most."""
_TEXTS = ("headline", "headlines", "bodies", "body_html", "body_xhtml", "body_text")
_IDS = ("uri", "guid")
_ATTRIBUTES = ("type", "pubStatus", "pubstatus", "versionCreated", "versioncreated", "language")


def is_item(value: dict[str, Any]) -> bool:
    """Whether an object looks like an item: it has a text, or an id and what only items have."""
    if any(value.get(name) for name in _TEXTS) or any(
        name.startswith(("headline_", "body_")) for name in value
    ):
        return True
    return any(value.get(name) for name in _IDS) and any(value.get(name) for name in _ATTRIBUTES)


def find_items(value: object, path: str, depth: int = 0) -> Iterator[tuple[dict[str, Any], str]]:
    """The outermost items in a value, each with its path."""
    if isinstance(value, dict) and is_item(value):
        yield value, path
    elif depth < _DEPTH_MAX:
        for step, member in _members(value):
            yield from find_items(member, path + step, depth + 1)


def _members(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from ((f".{key}", member) for key, member in value.items())
    elif isinstance(value, list):
        yield from ((f"[{index}]", member) for index, member in enumerate(value))
