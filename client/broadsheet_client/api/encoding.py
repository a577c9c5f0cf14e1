"""Encodes the generated types as JSON: inputs for the server, responses for the store."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def camel_case(name: str) -> str:
    """Convert a Python name to the schema's spelling: `published_at` becomes `publishedAt`."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def to_json(value: object) -> Json:
    """Encode a value so that `from_json` decodes an equal one. Raises TypeError for an unknown type."""
    if is_dataclass(value) and not isinstance(value, type):
        return {camel_case(field.name): to_json(getattr(value, field.name)) for field in fields(value)}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Sequence):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


def variables(**values: object) -> dict[str, Json]:
    """The variables of an operation. None is left out, at the top and inside inputs, but not of lists."""
    return {
        camel_case(name): _without_none(to_json(value)) for name, value in values.items() if value is not None
    }


def _without_none(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _without_none(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value
