"""Making different spellings of the same text equal: Unicode forms, case, accents, Chinese variants.

What a text may have or lack and be the same text is left out: soft hyphens and whatever else nobody sees, and
the vowel points of Hebrew and Arabic. A space without width stays: it stands between words.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from broadsheet_server.search.variants import SIMPLIFIED

CJK = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""The inside of a character class: what is written without spaces, Chinese and Japanese."""

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200d-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_POINTS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew
    "\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"  # Arabic
)
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff"
_NON_JOINER = "\u200c"
LEFT_OUT = re.compile(f"[{_INVISIBLE}{_POINTS}]|(?<![{_ARABIC}]){_NON_JOINER}")
"""What a text may have or lack. In Persian a non-joiner stands between parts of a word that may as well have
a space between them: there it stays."""

_CJK_CHARACTER = re.compile(f"[{CJK}]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_JOINING = re.compile(f"[\u1161-\u11ff\ud7b0-\ud7ff\u3130-\u318f\uff9e-\uffdc{_NON_JOINER}]")
"""What joins the character before it and is no mark: parts of Korean syllables, narrow Japanese signs."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ı": "i", "ŧ": "t"}
)
_SHORT_CLUSTER = 8
_CLUSTERS_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where it came from. `origin` is None where no character moved."""

    text: str
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that text[start:end] stands for, in code points.

        What was left out after a character goes with it.
        """
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
    return _folded(text) if None in parts else "".join(parts)  # type: ignore[arg-type]


def fold_with_origin(text: str) -> Folded:
    """The same as `fold`, with the way back to the original for each character."""
    if text.isascii():
        return Folded(text.lower(), None)
    parts = [_FOLDED[character] for character in text]
    if None not in parts:
        return _joined(parts, range(len(text)), len(text))  # type: ignore[arg-type]
    starts = [i for i, part in enumerate(parts) if part or i == 0]
    clusters = [text[start:end] for start, end in pairwise((*starts, len(text)))]
    return _joined([_folded_cluster(cluster) for cluster in clusters], starts, len(text))


def has_cjk(text: str) -> bool:
    """Whether a text has Chinese or Japanese in it."""
    return not text.isascii() and _CJK_CHARACTER.search(text) is not None


def without_accents(word: str) -> str:
    """`zürich` as `zurich`, `šibenik` as `sibenik`: for those who type on another keyboard."""
    if word.isascii():
        return word
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


def _joined(parts: Sequence[str], starts: Sequence[int], end: int) -> Folded:
    folded = "".join(parts)
    if len(folded) == len(parts) == end and "" not in parts:
        return Folded(folded, None)
    origin = [start for start, part in zip(starts, parts, strict=True) for _ in part]
    return Folded(folded, (*origin, end))


def _folded(text: str) -> str:
    """The rule itself. It is slow, and needed where characters combine with each other."""
    written = LEFT_OUT.sub("", unicodedata.normalize("NFKC", text))
    folded = unicodedata.normalize("NFKC", written.casefold().replace("i\u0307", "i"))  # İstanbul
    return folded.translate(SIMPLIFIED) if has_cjk(folded) else folded


_remembered = lru_cache(_CLUSTERS_REMEMBERED)(_folded)


def _folded_cluster(cluster: str) -> str:
    """The same clusters come again and again, but for those that somebody makes up to fill the memory."""
    return _remembered(cluster) if len(cluster) <= _SHORT_CLUSTER else _folded(cluster)


class _FoldedCharacters(dict[str, str | None]):
    """What each character becomes; None for those that may combine with the one before them."""

    def __missing__(self, character: str) -> str | None:
        found = self[character] = None if _combines(character) else _folded(character)
        return found


def _combines(character: str) -> bool:
    if _JOINING.match(character):
        return True
    return unicodedata.category(character)[0] == "M" and not LEFT_OUT.match(character)


_FOLDED = _FoldedCharacters()
