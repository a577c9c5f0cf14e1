"""Making different spellings of the same text equal: Unicode forms, case, accents, Chinese variants."""

import re
import unicodedata
from dataclasses import dataclass

from broadsheet_server.search.variants import SIMPLIFIED

CJK = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""The inside of a character class: what is written without spaces, Chinese and Japanese."""

_CJK_CHARACTER = re.compile(f"[{CJK}]")
_MARKS = re.compile("[\u0300-\u036f]")
_COMBINING = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u3130-\u318f\uff65-\uffdc]")
"""Parts of Korean syllables, and narrow Japanese and Korean letters: they join without combining marks."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ı": "i", "ŧ": "t"}
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where it came from. `origin` is None where no character moved."""

    text: str
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that text[start:end] stands for, in code points."""
        origin = self.origin
        if origin is None:
            return start, end
        while start < end < len(origin) - 1 and origin[end] == origin[end - 1]:
            end += 1  # what was one in the original is not taken apart
        return origin[start], origin[end]


def fold(text: str) -> str:
    """NFKC, case folding, traditional Chinese written as simplified. Accents stay: stemmers need them."""
    if text.isascii():
        return text.lower()
    parts = [_FOLDED[character] for character in text]
    return _folded(text) if "" in parts else "".join(parts)


def fold_with_origin(text: str) -> Folded:
    """The same as `fold`, with the way back to the original for each character."""
    if text.isascii():
        return Folded(text.lower(), None)
    parts = [_FOLDED[character] for character in text]
    if "" in parts:
        return _by_clusters(text)
    folded = "".join(parts)
    if len(folded) == len(text):
        return Folded(folded, None)
    origin = [i for i, part in enumerate(parts) for _ in part]
    return Folded(folded, (*origin, len(text)))


def _folded(text: str) -> str:
    """The rule itself. It is slow, and needed where characters combine with each other."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(SIMPLIFIED) if has_cjk(folded) else folded


def _by_clusters(text: str) -> Folded:
    parts: list[str] = []
    origin: list[int] = []
    for start, end in _clusters(text):
        part = _folded(text[start:end])
        parts.append(part)
        origin += [start] * len(part)
    return Folded("".join(parts), (*origin, len(text)))


class _FoldedCharacters(dict[str, str]):
    """What each character becomes; nothing for those that may combine with their neighbours."""

    def __missing__(self, character: str) -> str:
        combines = unicodedata.combining(character) or _COMBINING.match(character)
        found = self[character] = "" if combines else _folded(character)
        return found


_FOLDED = _FoldedCharacters()


def has_cjk(text: str) -> bool:
    """Whether a text has Chinese or Japanese in it."""
    return not text.isascii() and _CJK_CHARACTER.search(text) is not None


def without_accents(word: str) -> str:
    """`zürich` as `zurich`, `šibenik` as `sibenik`: for those who type on another keyboard."""
    if word.isascii():
        return word
    return _MARKS.sub("", unicodedata.normalize("NFD", word)).translate(_LETTERS)


def _clusters(text: str) -> list[tuple[int, int]]:
    """A character and what combines with it belong together."""
    starts = [i for i, character in enumerate(text) if i == 0 or not _joins(character)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _joins(character: str) -> bool:
    """Whether a character may become one with the one before it. Narrow Japanese letters only begin."""
    if unicodedata.combining(character):
        return True
    return _COMBINING.match(character) is not None and not "\uff65" <= character <= "\uff9d"
