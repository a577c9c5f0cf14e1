"""The values of front matter, whichever notation they stand in: text, lists and mappings, without types.

A date, a number and `true` stay the text that was written: what they mean is up to the key.
"""

from dataclasses import dataclass, field

HeaderValue = str | None | list["HeaderValue"] | dict[str, "HeaderValue"]


DEPTH_MAX = 8
"""Most lists and mappings inside each other."""
TOO_DEEP = f"Lists and mappings are nested more than {DEPTH_MAX} deep."


@dataclass(frozen=True, slots=True)
class HeaderEntry:
    """A value, and the line of its key in the file."""

    value: HeaderValue
    line: int


@dataclass(frozen=True, slots=True)
class Header:
    """The entries by their keys in lower case, and notes for an editor."""

    entries: dict[str, HeaderEntry]
    notes: list[str] = field(default_factory=list)
