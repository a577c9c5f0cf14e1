"""ninjs, the IPTC's news in JSON: one object, an array of objects, or one object a line (JSON Lines)."""

import json
from collections.abc import Iterator
from typing import IO, Any

import orjson

from broadsheet_server.ingest.decoding import UTF_8, UnreadableTextError, decode, is_wide
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_item import read_item
from broadsheet_server.ingest.readings import Reading, Refusal, Surroundings, UnreadableItemError, joined

WHOLE_MAX = 256 * 1024 * 1024
LINE_MAX = 32 * 1024 * 1024


def recognises(beginning: str) -> bool:
    """Whether a text that begins like this can be ninjs."""
    return beginning.lstrip()[:1] in ("{", "[")


def read(file: IO[bytes], surroundings: Surroundings) -> Iterator[Reading | Refusal]:
    """Read every item of a file. JSON Lines are read line by line, so that they may be of any size."""
    if _is_lines(file):
        yield from _read_lines(file, surroundings)
    else:
        yield from _read_whole(file, surroundings)


def _is_lines(file: IO[bytes]) -> bool:
    """Whether the first two lines are an object each. The file is left at its beginning."""
    head = file.read(4)
    file.seek(0)
    if is_wide(head.ljust(4, b" ")):
        return False
    lines = (line.strip() for line in iter(lambda: file.readline(LINE_MAX), b""))
    first = next((line.removeprefix(b"\xef\xbb\xbf") for line in lines if line), b"")
    second = next((line for line in lines if line), b"")
    file.seek(0)
    return first.startswith(b"{") and first.endswith(b"}") and second.startswith(b"{")


def _read_lines(file: IO[bytes], surroundings: Surroundings) -> Iterator[Reading | Refusal]:
    for number, line in enumerate(iter(lambda: file.readline(LINE_MAX), b""), start=1):
        position = f"line {number}"
        if not line.strip():
            continue
        if len(line) >= LINE_MAX:
            yield Refusal(position, f"The line is longer than {LINE_MAX // 1024**2} MB.")
            return
        try:
            value, notes = _parsed(line)
        except UnreadableTextError as trouble:
            yield Refusal(position, str(trouble))
        except json.JSONDecodeError as trouble:
            yield Refusal(f"{position}, column {trouble.colno}", _what_is_wrong(trouble))
        else:
            yield _item(value, position, "$", surroundings, notes)


def _read_whole(file: IO[bytes], surroundings: Surroundings) -> Iterator[Reading | Refusal]:
    data = file.read(WHOLE_MAX + 1)
    if len(data) > WHOLE_MAX:
        size = WHOLE_MAX // 1024**2
        yield Refusal("", f"The file is larger than {size} MB. Write one item a line (JSON Lines) instead.")
        return
    try:
        value, notes = _parsed(data)
    except UnreadableTextError as trouble:
        yield Refusal("", str(trouble))
    except json.JSONDecodeError as trouble:
        yield Refusal(f"line {trouble.lineno}, column {trouble.colno}", _what_is_wrong(trouble))
    else:
        if isinstance(value, list):
            for number, member in enumerate(value, start=1):
                yield _item(member, f"item {number}", f"$[{number - 1}]", surroundings, notes)
        else:
            yield _item(value, "", "$", surroundings, notes)


def _parsed(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """The JSON value, with a note where the encoding is not the one that JSON must have."""
    try:
        return orjson.loads(data), ()
    except orjson.JSONDecodeError:
        text, encoding = decode(data)
    notes = () if encoding == UTF_8 else (f"the encoding is {encoding}, not UTF-8",)
    return orjson.loads(text), notes


def _what_is_wrong(trouble: json.JSONDecodeError) -> str:
    return f"This is not JSON: {trouble.msg}."


def _item(
    value: object, position: str, path: str, surroundings: Surroundings, notes: tuple[str, ...]
) -> Reading | Refusal:
    if not isinstance(value, dict):
        return Refusal(joined(position, path), "An item must be a JSON object.")
    try:
        return read_item(JsonItem(value, path), position, surroundings, notes)
    except UnreadableItemError as trouble:
        return Refusal(joined(position, trouble.place), str(trouble), _headline_of(value))


def _headline_of(value: dict[str, Any]) -> str:
    """A headline to name a refused item by, whatever else is wrong with it."""
    headlines = value.get("headlines")
    if isinstance(headlines, list) and headlines and isinstance(headlines[0], dict):
        return str(headlines[0].get("value") or "")
    return str(value.get("headline") or value.get("uri") or "")
