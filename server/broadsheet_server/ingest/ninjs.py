"""ninjs, the IPTC's news in JSON: one object, an array of objects, or one object a line (JSON Lines)."""

import json
from collections.abc import Iterator
from typing import IO, Any

import orjson

from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_item import read_item
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    UnreadableItemError,
    joined,
)
from broadsheet_server.ingest.text_encoding import UTF_8, UnreadableTextError, decode, is_wide

WHOLE_MAX = 256 * 1024 * 1024
LINE_MAX = 32 * 1024 * 1024


def recognises(beginning: str) -> bool:
    """Whether a text that begins like this can be ninjs: JSON, or lines of it after a bad first one."""
    return beginning.lstrip()[:1] in ("{", "[") or '\n{"' in beginning


def read(file: IO[bytes], surroundings: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Read every item of a file. JSON Lines are read line by line, so that they may be of any size."""
    if _begins_with_a_line(file):
        yield from _read_lines(file, surroundings)
    else:
        yield from _read_whole(file, surroundings)


def _begins_with_a_line(file: IO[bytes]) -> bool:
    """Whether the first line is a whole value, and not the last. The file is left at its beginning."""
    head = file.read(4)
    file.seek(0)
    if is_wide(head.ljust(4, b" ")):
        return False
    lines = (line for line in _lines_of(file) if line.strip())
    first, second = next(lines, b""), next(lines, b"")
    file.seek(0)
    return bool(second) and _is_json(first.removeprefix(b"\xef\xbb\xbf"))


def _has_a_line(file: IO[bytes]) -> bool:
    """Whether some line is a whole object that stands at the margin, as none does in one large object."""
    file.seek(0)
    found = any(line.startswith(b"{") and _is_json(line) for line in _lines_of(file))
    file.seek(0)
    return found


def _lines_of(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.readline(LINE_MAX), b"")


def _is_json(line: bytes) -> bool:
    try:
        _parsed(line)
    except (UnreadableTextError, json.JSONDecodeError):
        return False
    return True


def _read_lines(file: IO[bytes], surroundings: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    for number, line in enumerate(_lines_of(file), start=1):
        position = f"line {number}"
        if not line.strip():
            continue
        if len(line) >= LINE_MAX:
            yield RejectedItem(position, f"The line is longer than {LINE_MAX // 1024**2} MB.")
            return
        try:
            value, notes = _parsed(line)
        except UnreadableTextError as trouble:
            yield RejectedItem(position, str(trouble))
        except json.JSONDecodeError as trouble:
            yield RejectedItem(f"{position}, column {trouble.colno}", _what_is_wrong(trouble))
        else:
            yield _item(value, position, "$", surroundings, notes)


def _read_whole(file: IO[bytes], surroundings: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    """Read a file that is one value; where it is none after all, save what can be saved."""
    data = file.read(WHOLE_MAX + 1)
    try:
        value, notes = _parsed_whole(data)
    except (UnreadableTextError, json.JSONDecodeError) as trouble:
        if _has_a_line(file):
            yield from _read_lines(file, surroundings)
        elif members := _salvaged(data):
            yield from _read_salvaged(members, surroundings)
        else:
            yield _refused(trouble)
    else:
        if isinstance(value, list):
            for at, member in enumerate(value):
                yield _item(member, *_place_of(at), surroundings, notes)
        else:
            yield _item(value, "", "$", surroundings, notes)


def _parsed_whole(data: bytes) -> tuple[Any, tuple[str, ...]]:
    if len(data) > WHOLE_MAX:
        size = WHOLE_MAX // 1024**2
        raise UnreadableTextError(
            f"The file is larger than {size} MB. Write one item a line (JSON Lines) instead."
        )
    return _parsed(data)


def _parsed(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """The JSON value, with a note where the encoding is not the one that JSON must have."""
    try:
        return orjson.loads(data), ()
    except orjson.JSONDecodeError:
        text, encoding = decode(data)
    notes = () if encoding == UTF_8 else (f"the encoding is {encoding}, not UTF-8",)
    return orjson.loads(text), notes


def _salvaged(data: bytes) -> list[Any] | None:
    """The members of an array in which one has something that JSON has not: NaN, or half a character."""
    if len(data) > WHOLE_MAX:
        return None
    try:
        value = json.loads(decode(data)[0])
        return [json.dumps(member) for member in value] if isinstance(value, list) else None
    except (ValueError, RecursionError):
        return None


def _read_salvaged(members: list[str], surroundings: ImportDefaults) -> Iterator[ParsedItem | RejectedItem]:
    for at, member in enumerate(members):
        position, path = _place_of(at)
        try:
            yield _item(orjson.loads(member), position, path, surroundings, ())
        except orjson.JSONDecodeError as trouble:
            yield RejectedItem(joined(position, path), _what_is_wrong(trouble))


def _place_of(at: int) -> tuple[str, str]:
    """Where a member of an array stands, for people and as a path."""
    return f"item {at + 1}", f"$[{at}]"


def _refused(trouble: UnreadableTextError | json.JSONDecodeError) -> RejectedItem:
    if isinstance(trouble, json.JSONDecodeError):
        return RejectedItem(f"line {trouble.lineno}, column {trouble.colno}", _what_is_wrong(trouble))
    return RejectedItem("", str(trouble))


def _what_is_wrong(trouble: json.JSONDecodeError) -> str:
    return f"This is not JSON: {trouble.msg}."


def _item(
    value: object, position: str, path: str, surroundings: ImportDefaults, notes: tuple[str, ...]
) -> ParsedItem | RejectedItem:
    if not isinstance(value, dict):
        return RejectedItem(joined(position, path), "An item must be a JSON object.")
    try:
        return read_item(JsonItem(value, path), position, surroundings, notes)
    except UnreadableItemError as trouble:
        return RejectedItem(joined(position, trouble.place), str(trouble), _headline_of(value))


def _headline_of(value: dict[str, Any]) -> str:
    """A headline to name a refused item by, whatever else is wrong with it."""
    headlines = value.get("headlines")
    if isinstance(headlines, list) and headlines and isinstance(headlines[0], dict):
        return str(headlines[0].get("value") or "")
    return str(value.get("headline") or value.get("uri") or "")
