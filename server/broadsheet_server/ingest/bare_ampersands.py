"""XML in which sources write `&` or `&nbsp;` although it knows neither."""

import re
from html import unescape
from typing import Final

AMPERSANDS_READ: Final = "“&” and names such as “&nbsp;” were read as what they stand for; XML wants “&amp;”"
"""A note."""

_OUTSIDE_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,32};)?")


def with_escaped_ampersands(text: str) -> str:
    """The text with `&amp;` for every other `&`, outside of CDATA sections."""
    pieces = _OUTSIDE_CDATA.split(text)
    pieces[::2] = (_BARE_AMPERSAND.sub(_escaped, piece) for piece in pieces[::2])
    return "".join(pieces)


def _escaped(match: re.Match[str]) -> str:
    """The character that HTML names so, or the sign itself."""
    name = match[1] or ""
    character = unescape(match[0])
    return character if name and "&" not in character else f"&amp;{name}"
