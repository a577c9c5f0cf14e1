"""Removing invisible characters from untrusted text."""

import re
import unicodedata

from broadsheet_shared.links import JOINERS
from broadsheet_shared.normalization import normalize

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_WHITE_SPACE = re.compile(r"[^\S\n]")
_TRAILING_BLANKS = re.compile("(?<! ) ++$", re.MULTILINE)
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")


def clean_text(text: str) -> str:
    """Return `text` in NFC without controls, bidirectional overrides, zero-width characters and surrogates.

    Line breaks become `\\n`, other white space a blank.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _visible(_WHITE_SPACE.sub(" ", _LINE_BREAKS.sub("\n", text)))
    return normalize("NFC", _TRAILING_BLANKS.sub("", text)).strip()


def clean_line(text: str) -> str:
    """Return `text` cleaned, on one line."""
    return " ".join(clean_text(text).split())


def _visible(text: str) -> str:
    """The text without what is hidden. That there is nothing, which is usual, is told without a look at each
    character: those of the categories Cc, Cf and Cs are not printable.
    """
    if text.replace("\n", "").isprintable() and _INVISIBLE.isdisjoint(text):
        return text
    return "".join(
        character
        for index, character in enumerate(text)
        if not _is_hidden(character) or _is_joining(text, index)
    )


def _is_hidden(character: str) -> bool:
    if character == "\n":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} or character in _INVISIBLE


def _is_joining(text: str, index: int) -> bool:
    """Whether a joiner stands between two characters that it can join. Between Latin letters it is hidden."""
    if text[index] not in JOINERS or not 0 < index < len(text) - 1:
        return False
    neighbours = (text[index - 1], text[index + 1])
    return all(ord(character) > 0x2FF and not _is_hidden(character) for character in neighbours)
