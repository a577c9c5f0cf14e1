"""Strict JSON decoders. A violation of the schema raises a ReaderError that names the path of the value."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar

from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Decoder: TypeAlias = Callable[[object, str], T]
"""A decoder takes a JSON value and its path, and returns the Python value."""


def protocol_error(path: str, problem: str) -> ReaderError:
    """The error for a response that violates the schema at `path`."""
    return ReaderError(ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE, f"{path or 'answer'}: {problem}")


def mapping(value: object, path: str) -> dict[str, object]:
    """Decode a JSON object."""
    if not isinstance(value, dict):
        raise _unexpected("an object", value, path)
    return value


def field(fields: dict[str, object], name: str, path: str, read: Decoder[T]) -> T:
    """Decode one field of an object.

    A nullable field may be missing: an article that an earlier version stored lacks the fields added since.
    """
    item_path = f"{path}.{name}" if path else name
    if name in fields:
        return read(fields[name], item_path)
    try:
        return read(None, item_path)
    except ReaderError:
        raise protocol_error(item_path, "missing") from None


def nullable(read: Decoder[T]) -> Decoder[T | None]:
    """A decoder that also accepts null."""
    return lambda value, path: None if value is None else read(value, path)


def list_of(read: Decoder[T]) -> Decoder[tuple[T, ...]]:
    """A decoder of a list of these values."""

    def read_list(value: object, path: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise _unexpected("a list", value, path)
        return tuple(read(item, f"{path}[{index}]") for index, item in enumerate(value))

    return read_list


def string(value: object, path: str) -> str:
    """Decode a string."""
    if not isinstance(value, str):
        raise _unexpected("a string", value, path)
    return value


def integer(value: object, path: str) -> int:
    """Decode an integer. `true` and `false` are not integers, although Python's bool is an int."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _unexpected("a whole number", value, path)
    return value


def number(value: object, path: str) -> float:
    """Decode any number as a float."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unexpected("a number", value, path)
    return float(value)


def boolean(value: object, path: str) -> bool:
    """Decode a boolean."""
    if not isinstance(value, bool):
        raise _unexpected("true or false", value, path)
    return value


def timestamp(value: object, path: str) -> datetime:
    """Decode an ISO 8601 date and time with a zone; returns it in UTC."""
    try:
        moment = datetime.fromisoformat(string(value, path))
    except ValueError:
        raise _unexpected("a date and time", value, path) from None
    if moment.tzinfo is None:
        raise protocol_error(path, "a time without its zone")
    return moment.astimezone(UTC)


def day(value: object, path: str) -> date:
    """Decode an ISO 8601 date without a time."""
    try:
        return date.fromisoformat(string(value, path))
    except ValueError:
        raise _unexpected("a date", value, path) from None


def enum_value(vocabulary: type[E]) -> Decoder[E | str]:
    """A decoder of enum values. A value that a newer server added is returned as a plain string."""

    def read_word(value: object, path: str) -> E | str:
        text = string(value, path)
        try:
            return vocabulary(text)
        except ValueError:
            return text

    return read_word


def _unexpected(expected: str, value: object, path: str) -> ReaderError:
    return protocol_error(path, f"expected {expected}, found {repr(value)[:60]}")
