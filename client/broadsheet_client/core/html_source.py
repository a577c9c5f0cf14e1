"""Prepares the HTML of a body, so that parsing and drawing it takes linear time, whatever it contains."""

import re
from html import escape
from typing import Final

SOURCE_MAX: Final = 1_000_000
"""Code points of a body that are read."""
_WORD_MAX: Final = 500
"""A longer run without blanks gets break chances: Qt needs quadratic time to break it."""
_LONG_RUN: Final = rf"[^\s\u2e80-\ud7ff]{{{_WORD_MAX}}}(?=\S)"
"""Chinese, Japanese and Korean text, which has no blanks, breaks between any two characters. The range takes
a millisecond to compile, so this is done for the first text that is long enough."""
_DECLARATION: Final = re.compile(r"<(?:[!?]|/(?![A-Za-z]))")
_WIDE_OR_NARROW_SPACES: Final = re.compile(r"[\u2000-\u200a\u202f\u205f\u3000]+")
_KEPT_SPACES: Final = r'<span style="white-space: pre-wrap">\g<0></span>'
_ZERO_WIDTH_SPACE: Final = "\u200b"


def elements_only(source: str) -> str:
    """Remove comments, declarations and processing instructions, and escape a `<` that no `>` follows.

    As in the HTML standard, a comment without an end reaches to the end. HTMLParser needs quadratic time for
    many of them, and raises AssertionError on declarations such as `<![x`.
    """
    parts, position, last = [], 0, source.rfind(">") + 1
    while (start := _next_declaration(source, position, last)) >= 0:
        parts.append(source[position:start])
        is_comment = source.startswith("<!--", start)
        mark = "-->" if is_comment else ">"
        end = source.find(mark, start + (2 if is_comment else 1))
        if end < 0:
            return "".join(parts)
        position = end + len(mark)
    tail = max(position, last)
    return "".join([*parts, source[position:tail], source[tail:].replace("<", "&lt;")])


def _next_declaration(source: str, start: int, end: int) -> int:
    match = _DECLARATION.search(source, start, end)
    return match.start() if match else -1


def text_html(text: str) -> str:
    """Text escaped for QTextDocument, which takes every space for a blank unless it is told to keep it."""
    html = escape(text)
    return html if text.isascii() else _WIDE_OR_NARROW_SPACES.sub(_KEPT_SPACES, html)


def breakable(text: str) -> str:
    if len(text) <= _WORD_MAX:
        return text
    return re.sub(_LONG_RUN, lambda run: run.group() + _ZERO_WIDTH_SPACE, text)
