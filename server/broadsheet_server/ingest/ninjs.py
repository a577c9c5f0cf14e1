"""ninjs, the IPTC's news in JSON: one object, an array of objects, or one object a line (JSON Lines)."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any

import orjson

from broadsheet_server.ingest.json_envelopes import find_items
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_item import parse_item
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    SkippedItemError,
    UnreadableItemError,
    join_positions,
)
from broadsheet_server.ingest.text_encoding import UTF_8, UnreadableTextError, decode, is_wide

FILE_BYTES_MAX = 256 * 1024 * 1024
LINE_BYTES_MAX = 32 * 1024 * 1024

_ESCAPES = re.compile(
    r"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(\\u[dD][89a-fA-F][\da-fA-F]{2})|\\."
)
"""A pair of surrogates, a lone one, or any other escape."""

Results = Iterator[ParsedItem | RejectedItem]


def recognises(head: str) -> bool:
    """Whether a file that begins like this can be ninjs: JSON, or JSON Lines with a broken first line."""
    return head.lstrip()[:1] in ("{", "[") or '\n{"' in head


def parse(file: IO[bytes], defaults: ImportDefaults) -> Results:
    """Parse every item of a file. JSON Lines are read line by line, so such a file may have any size."""
    if _is_json_lines(file):
        yield from _parse_lines(file, defaults)
    else:
        yield from _parse_value(file, defaults)


def _is_json_lines(file: IO[bytes]) -> bool:
    """Whether the first line is a whole JSON value and another one follows. Leaves the file at its start."""
    head = file.read(4)
    file.seek(0)
    if is_wide(head.ljust(4, b" ")):
        return False
    lines = (line for line in _lines(file) if line.strip())
    first, second = next(lines, b""), next(lines, b"")
    file.seek(0)
    return bool(second) and _is_json(first.removeprefix(b"\xef\xbb\xbf"))


def _has_json_line(file: IO[bytes]) -> bool:
    """Whether some line is a whole object that begins at its margin, as none does in indented JSON."""
    file.seek(0)
    has_line = any(line.startswith(b"{") and _is_json(line) for line in _lines(file))
    file.seek(0)
    return has_line


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.readline(LINE_BYTES_MAX), b"")


def _is_json(line: bytes) -> bool:
    try:
        _load(line)
    except (UnreadableTextError, json.JSONDecodeError):
        return False
    return True


def _parse_lines(file: IO[bytes], defaults: ImportDefaults) -> Results:
    for number, line in enumerate(_lines(file), start=1):
        position = f"line {number}"
        if not line.strip():
            continue
        if len(line) >= LINE_BYTES_MAX:
            yield RejectedItem(position, f"The line is longer than {LINE_BYTES_MAX // 1024**2} MB.")
            return
        try:
            value, notes = _load(line)
        except UnreadableTextError as error:
            yield RejectedItem(position, str(error))
        except json.JSONDecodeError as error:
            yield RejectedItem(f"{position}, column {error.colno}", _json_error(error))
        else:
            yield from _parse_object(value, position, "$", defaults, notes)


def _parse_value(file: IO[bytes], defaults: ImportDefaults) -> Results:
    """Parse a file that is one JSON value; where it is none after all, parse what can be parsed."""
    data = file.read(FILE_BYTES_MAX + 1)
    try:
        value, notes = _load_file(data)
    except (UnreadableTextError, json.JSONDecodeError) as error:
        if _has_json_line(file):
            yield from _parse_lines(file, defaults)
        elif members := _lenient_members(data):
            yield from _parse_members(members, defaults)
        else:
            yield _rejected_file(error)
    else:
        if isinstance(value, list):
            for index, member in enumerate(value):
                yield from _parse_object(member, *_member_position(index), defaults, notes)
        else:
            yield from _parse_object(value, "", "$", defaults, notes)


def _load_file(data: bytes) -> tuple[Any, tuple[str, ...]]:
    if len(data) > FILE_BYTES_MAX:
        size = FILE_BYTES_MAX // 1024**2
        raise UnreadableTextError(
            f"The file is larger than {size} MB. Write one item a line (JSON Lines) instead."
        )
    return _load(data)


def _load(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """The JSON value, with a note where its encoding is not UTF-8 (RFC 8259, section 8.1)."""
    try:
        return orjson.loads(data), ()
    except orjson.JSONDecodeError:
        text, encoding = decode(data)
    notes = () if encoding == UTF_8 else (f"the encoding is {encoding}, not UTF-8",)
    try:
        return orjson.loads(text), notes
    except orjson.JSONDecodeError:
        whole, count = _without_half_characters(text)
        if not count:
            raise
        return orjson.loads(whole), (
            *notes,
            "half characters, such as a cut emoji, were replaced by “\ufffd”",
        )


def _without_half_characters(text: str) -> tuple[str, int]:
    """JSON whose lone surrogates (RFC 8259, section 8.2) are U+FFFD, and how many there were."""
    count = 0

    def replacement(match: re.Match[str]) -> str:
        nonlocal count
        count += bool(match[1])
        return "\\ufffd" if match[1] else match[0]

    return _ESCAPES.sub(replacement, text), count


def _lenient_members(data: bytes) -> list[str] | None:
    """The members, as JSON each, of an array that only Python's own parser takes: `NaN`, lone surrogates."""
    if len(data) > FILE_BYTES_MAX:
        return None
    try:
        value = json.loads(decode(data)[0])
        return [json.dumps(member) for member in value] if isinstance(value, list) else None
    except (ValueError, RecursionError):
        return None


def _parse_members(members: list[str], defaults: ImportDefaults) -> Results:
    for index, member in enumerate(members):
        position, path = _member_position(index)
        try:
            yield from _parse_object(orjson.loads(member), position, path, defaults, ())
        except orjson.JSONDecodeError as error:
            yield RejectedItem(join_positions(position, path), _json_error(error))


def _member_position(index: int) -> tuple[str, str]:
    """Where a member of an array stands, for people and as a JSONPath."""
    return f"item {index + 1}", f"$[{index}]"


def _rejected_file(error: UnreadableTextError | json.JSONDecodeError) -> RejectedItem:
    if isinstance(error, json.JSONDecodeError):
        return RejectedItem(f"line {error.lineno}, column {error.colno}", _json_error(error))
    return RejectedItem("", str(error))


def _json_error(error: json.JSONDecodeError) -> str:
    return f"This is not JSON: {error.msg}."


def _parse_object(
    value: object, position: str, path: str, defaults: ImportDefaults, notes: tuple[str, ...]
) -> Results:
    """Parse an item, or the items that a service has wrapped something around."""
    if not isinstance(value, dict | list):
        yield RejectedItem(join_positions(position, path), "An item must be a JSON object.")
        return
    found = False
    for item, item_path in find_items(value, path):
        found = True
        yield _parse_item(item, position, item_path, defaults, notes)
    if not found and isinstance(value, dict):
        yield _parse_item(value, position, path, defaults, notes)
    elif not found:
        yield RejectedItem(
            join_positions(position, path), "An item must be a JSON object, and this is a list."
        )


def _parse_item(
    value: dict[str, Any], position: str, path: str, defaults: ImportDefaults, notes: tuple[str, ...]
) -> ParsedItem | RejectedItem:
    try:
        return parse_item(JsonItem(value, path), position, defaults, notes)
    except UnreadableItemError as error:
        is_skipped = isinstance(error, SkippedItemError)
        location = join_positions(position, error.location)
        return RejectedItem(location, str(error), _headline(value), is_skipped=is_skipped)


def _headline(value: dict[str, Any]) -> str:
    """A headline by which a report can name an item, whatever is wrong with it."""
    headlines = value.get("headlines")
    if isinstance(headlines, list) and headlines and isinstance(headlines[0], dict):
        return str(headlines[0].get("value") or "")
    return str(value.get("headline") or value.get("uri") or "")
