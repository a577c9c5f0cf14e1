"""Front matter in TOML, as sites write it between two lines `+++`."""

import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from broadsheet_server.ingest.header_values import DEPTH_MAX, TOO_DEEP, Header, HeaderEntry, HeaderValue
from broadsheet_server.ingest.parse_results import UnreadableItemError

_KEY = re.compile(r"""\s*\[{0,2}\s*["']?([\w-]+)""")
_DOTS_MAX = 200
_POSITION = re.compile(r" \(at line (\d+), column \d+\)$")


def read_toml(lines: list[str], first_number: int) -> Header:
    """The header in these lines; the first has this number in the file. Raises UnreadableItemError."""
    if any(line.count(".") > _DOTS_MAX for line in lines):  # tomllib takes their square in time
        raise UnreadableItemError(TOO_DEEP)
    try:
        table = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        position = _POSITION.search(str(error))
        line = first_number + (int(position[1]) - 1 if position else len(lines) - 1)
        reason = f"This is no TOML: {_POSITION.sub('', str(error))}."
        raise UnreadableItemError(reason, f"line {line}") from None
    except RecursionError:
        raise UnreadableItemError(TOO_DEEP) from None
    numbers = _key_lines(lines, first_number)
    return Header(
        {
            key.lower(): HeaderEntry(_value(value), numbers.get(key.lower(), first_number))
            for key, value in table.items()
        }
    )


def _value(value: Any, depth: int = 1) -> HeaderValue:
    if depth > DEPTH_MAX:
        raise UnreadableItemError(TOO_DEEP)
    if isinstance(value, dict):
        return {key.lower(): _value(member, depth + 1) for key, member in value.items()}
    if isinstance(value, list):
        return [_value(member, depth + 1) for member in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _key_lines(lines: list[str], first_number: int) -> dict[str, int]:
    """The line of each key or table; tomllib does not tell."""
    numbers: dict[str, int] = {}
    for number, line in enumerate(lines, first_number):
        if match := _KEY.match(line):
            numbers.setdefault(match[1].lower(), number)
    return numbers
