"""Front matter in YAML 1.1, as sites write it between two lines `---`. Nothing in it is executed or repeated.

The events of PyYAML become plain values: there are no types to surprise (`no` is not false, `12:30` is not
750), and no aliases, by which a kilobyte can stand for gigabytes.
"""

import re
from collections.abc import Iterator

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from broadsheet_server.ingest.header_values import DEPTH_MAX, TOO_DEEP, Header, HeaderEntry, HeaderValue
from broadsheet_server.ingest.parse_results import UnreadableItemError

_KEY = re.compile(r"([A-Za-z][\w-]*)\s*[:\uff1a](?=\s|$|(?<=\uff1a))[ \t]*")
"""A key at the beginning of a line; its colon may be the full-width one of Chinese."""
_NEEDS_QUOTES = re.compile(r"""[^\s"'\[\]{}|>&*!?#-].*?:(?:\s|$)|[%@`]|-[^\s-].*?:(?:\s|$)""", re.DOTALL)
"""Text that YAML takes for a mapping or refuses, and that can only be meant as text."""
_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")
_NULLS = ("", "~", "null")
_COMMENT = re.compile(r"[ \t]+#[ \t]?(\S.*)")


def read_yaml(lines: list[str], first_number: int) -> Header:
    """The header in these lines; the first has this number in the file. Raises UnreadableItemError."""
    lines = [_readable(line) for line in lines]
    try:
        return _HeaderReader(lines, first_number).read()
    except UnreadableItemError:
        quoted = _with_quotes(lines)
        if quoted == lines:
            raise
    return _HeaderReader(quoted, first_number).read()


class _HeaderReader:
    """Reads the events of one header."""

    def __init__(self, lines: list[str], first_number: int) -> None:
        self._lines = lines
        self._first_number = first_number
        self._header = Header({})
        self._events: Iterator[Event] = yaml.parse("\n".join(lines), Loader=yaml.SafeLoader)

    def read(self) -> Header:
        """The whole header."""
        try:
            for event in self._events:
                if isinstance(event, MappingStartEvent):
                    self._read_entries()
                elif isinstance(event, ScalarEvent | SequenceStartEvent | AliasEvent):
                    raise self._error("This is not “key: value”.", _line(event))
        except yaml.MarkedYAMLError as error:
            raise self._yaml_error(error) from None
        return self._header

    def _read_entries(self) -> None:
        while not isinstance(event := next(self._events), MappingEndEvent):
            key, line = self._key(event).lower(), _line(event)
            if key in self._header.entries:
                raise self._error(f"“{key[:40]}” is said twice.", line)
            value = self._value(next(self._events), 1)
            self._header.entries[key] = HeaderEntry(value, self._first_number + line)

    def _value(self, event: Event, depth: int) -> HeaderValue:
        line = _line(event)
        if depth > DEPTH_MAX:
            raise self._error(TOO_DEEP, line)
        if isinstance(event, SequenceStartEvent):
            return list(self._members(depth))
        if isinstance(event, MappingStartEvent):
            return dict(self._pairs(depth))
        if isinstance(event, ScalarEvent):
            return self._text(event)
        raise self._error("An alias (“*name”) is not taken; put such text in quotation marks.", line)

    def _members(self, depth: int) -> Iterator[HeaderValue]:
        while not isinstance(event := next(self._events), SequenceEndEvent):
            yield self._value(event, depth + 1)

    def _pairs(self, depth: int) -> Iterator[tuple[str, HeaderValue]]:
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._key(event)
            yield key.lower(), self._value(next(self._events), depth + 1)

    def _key(self, event: Event) -> str:
        if isinstance(event, ScalarEvent):
            return str(event.value)
        raise self._error("A key must be text.", _line(event))

    def _text(self, event: ScalarEvent) -> str | None:
        is_plain = event.style is None
        end = event.end_mark
        assert end is not None  # the parser of PyYAML gives every event its marks
        if is_plain and (comment := _COMMENT.fullmatch(self._lines[end.line][end.column :])):
            self._header.notes.append(
                f"“#{comment[1][:40]}” was left out as YAML's comment; quotation marks keep it"
            )
        return None if is_plain and event.value in _NULLS else str(event.value)

    def _yaml_error(self, error: yaml.MarkedYAMLError) -> UnreadableItemError:
        mark = error.problem_mark or error.context_mark
        reason = f"This is no YAML: {error.problem or error.context}."
        advice = "Text with such signs goes in quotation marks."
        return self._error(f"{reason} {advice}", mark.line if mark else 0)

    def _error(self, reason: str, line: int) -> UnreadableItemError:
        return UnreadableItemError(reason, f"line {self._first_number + min(line, len(self._lines) - 1)}")


def _readable(line: str) -> str:
    """The line without characters that YAML refuses or takes for line ends, with an ASCII colon."""
    line = yaml.reader.Reader.NON_PRINTABLE.sub("", line).translate(_LINE_ENDS)
    return _KEY.sub(r"\1: ", line, count=1) if "\uff1a" in line else line


def _line(event: Event) -> int:
    assert event.start_mark is not None  # the parser of PyYAML gives every event its marks
    return event.start_mark.line


def _with_quotes(lines: list[str]) -> list[str]:
    """The lines with quotation marks where text needs them and its writer did not know, as in `a: b: c`."""
    result = [_without_tabs(line) for line in lines]
    for index, line in enumerate(result):
        key = _KEY.match(line)
        if key is None or not _NEEDS_QUOTES.match(line[key.end() :]):
            continue
        last = index
        while last + 1 < len(result) and result[last + 1].startswith(" "):
            last += 1
        text = "\n".join([line[key.end() :], *result[index + 1 : last + 1]]).rstrip().replace("'", "''")
        result[index : last + 1] = (line[: key.end()] + f"'{text}'").split("\n")
    return result


def _without_tabs(line: str) -> str:
    """YAML takes no tab at the beginning of a line."""
    text = line.lstrip(" \t")
    return line if line.startswith(text) or "\t" not in line[: -len(text) or None] else f"    {text}"
