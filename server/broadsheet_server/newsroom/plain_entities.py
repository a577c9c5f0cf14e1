"""Character references (`&amp;`, `&#8217;`) in plain text, where a source escaped what it should not have."""

import html
import re
from dataclasses import replace
from html.entities import html5
from typing import Any, Final

from broadsheet_server.newsroom.drafts import ArticleDraft

_LINES: Final = ("headline", "summary", "byline", "dateline")
_AMBIGUOUS: Final = "the {} has “&” and also what may be an HTML entity, and stays as it is"
_MARKUP: Final = "the {} has what looks like HTML ({}), and shows it as it stands"
_TAG: Final = re.compile(
    r"</?(?:a|b|br|div|em|font|h[1-6]|i|p|span|strong|su[bp]|u)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE
)
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
    """The draft with the references in its lines and names decoded, and notes of lines that are ambiguous."""
    draft = _with_decoded_names(draft)
    lines = {name: value for name in _LINES if (value := getattr(draft, name)) and "&" in value}
    if not lines:
        return draft, ()
    results = {name: decoded(value) for name, value in lines.items()}
    notes = tuple(_AMBIGUOUS.format(name) for name, (_, is_ambiguous) in results.items() if is_ambiguous)
    clean: dict[str, Any] = {name: text for name, (text, _) in results.items()}
    return replace(draft, **clean), notes


def _with_decoded_names(draft: ArticleDraft) -> ArticleDraft:
    """The draft with the references in the names of tags and authors decoded."""
    if any("&" in tag.label for tag in draft.tags):
        draft = replace(draft, tags=tuple(replace(tag, label=decoded(tag.label)[0]) for tag in draft.tags))
    if any("&" in author.name for author in draft.authors):
        authors = tuple(replace(author, name=decoded(author.name)[0]) for author in draft.authors)
        draft = replace(draft, authors=authors)
    return draft


def markup_notes(draft: ArticleDraft) -> tuple[str, ...]:
    """Notes of the lines with what looks like HTML: they are plain text, and show it as it stands."""
    lines = ((name, getattr(draft, name) or "") for name in _LINES)
    found = ((name, _TAG.search(line)) for name, line in lines if "<" in line)
    return tuple(_MARKUP.format(name, match[0][:40]) for name, match in found if match)
