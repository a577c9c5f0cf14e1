"""Strict reading of JSON: each mistake of the server is named by its place in the answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar

from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Decoder: TypeAlias = Callable[[object, str], T]
"""Takes a JSON value and its path."""


def protocol_error(path: str, problem: str) -> ReaderError:
    """The server broke the contract at `path`."""
    return ReaderError(ErrorKind.PROTOCOL, ErrorCode.INVALID_RESPONSE, f"{path or 'answer'}: {problem}")


def mapping(value: object, path: str) -> dict[str, object]:
    """An object."""
    if not isinstance(value, dict):
        raise _unexpected("an object", value, path)
    return value


def field(fields: dict[str, object], name: str, path: str, read: Decoder[T]) -> T:
    """One field of an object, which has to be there."""
    place = f"{path}.{name}" if path else name
    if name not in fields:
        raise protocol_error(place, "missing")
    return read(fields[name], place)


def nullable(read: Decoder[T]) -> Decoder[T | None]:
    """The same, or null."""
    return lambda value, path: None if value is None else read(value, path)


def list_of(read: Decoder[T]) -> Decoder[tuple[T, ...]]:
    """A list of the same."""

    def read_list(value: object, path: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise _unexpected("a list", value, path)
        return tuple(read(item, f"{path}[{place}]") for place, item in enumerate(value))

    return read_list


def string(value: object, path: str) -> str:
    """A string."""
    if not isinstance(value, str):
        raise _unexpected("a string", value, path)
    return value


def integer(value: object, path: str) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _unexpected("a whole number", value, path)
    return value


def number(value: object, path: str) -> float:
    """Any number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unexpected("a number", value, path)
    return float(value)


def boolean(value: object, path: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise _unexpected("true or false", value, path)
    return value


def timestamp(value: object, path: str) -> datetime:
    """A moment, in UTC."""
    try:
        moment = datetime.fromisoformat(string(value, path))
    except ValueError:
        raise _unexpected("a date and time", value, path) from None
    if moment.tzinfo is None:
        raise protocol_error(path, "a time without its zone")
    return moment.astimezone(UTC)


def enum_value(vocabulary: type[E]) -> Decoder[E | str]:
    """A word of an enum; one that a newer server added stays the plain string it is."""

    def read_word(value: object, path: str) -> E | str:
        text = string(value, path)
        try:
            return vocabulary(text)
        except ValueError:
            return text

    return read_word


def _unexpected(wanted: str, value: object, path: str) -> ReaderError:
    return protocol_error(path, f"expected {wanted}, found {repr(value)[:60]}")
