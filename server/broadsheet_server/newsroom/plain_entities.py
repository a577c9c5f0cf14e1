"""Character references (`&amp;`, `&#8217;`) in plain text, where a source escaped what it should not have."""

import html
from dataclasses import replace
from html.entities import html5
from typing import Any, Final

from broadsheet_server.newsroom.drafts import ArticleDraft

_LINES: Final = ("headline", "summary", "byline", "dateline")
_AMBIGUOUS: Final = "the {} has “&” and also what may be an HTML entity, and stays as it is"
_LENGTH_MAX: Final = 32
"""The longest name of HTML is `CounterClockwiseContourIntegral`."""


def decoded(text: str) -> tuple[str, bool]:
    """The text with its references decoded once, if every `&` in it begins one; and whether it is ambiguous.

    A text with a reference and a bare `&` is ambiguous: it can be about the reference itself, and stays.
    """
    pieces = text.split("&")[1:]
    references = sum(map(_begins_reference, pieces))
    if references == len(pieces):
        return (html.unescape(text), False) if pieces else (text, False)
    return text, references > 0


def _begins_reference(piece: str) -> bool:
    name, semicolon, _ = piece[: _LENGTH_MAX + 1].partition(";")
    if not semicolon:
        return False
    if name[:2] in ("#x", "#X"):
        digits = name[2:]
        return 0 < len(digits) <= 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
    if name[:1] == "#":
        return name.isascii() and name[1:].isdecimal() and len(name) <= 8
    return f"{name};" in html5


def with_decoded_entities(draft: ArticleDraft) -> tuple[ArticleDraft, tuple[str, ...]]:
    """The draft with the references in its lines of text decoded, and notes of those that are ambiguous."""
    lines = {name: value for name in _LINES if (value := getattr(draft, name)) and "&" in value}
    if not lines:
        return draft, ()
    results = {name: decoded(value) for name, value in lines.items()}
    notes = tuple(_AMBIGUOUS.format(name) for name, (_, is_ambiguous) in results.items() if is_ambiguous)
    clean: dict[str, Any] = {name: text for name, (text, _) in results.items()}
    return replace(draft, **clean), notes
