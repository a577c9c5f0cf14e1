"""Folding: different spellings of the same text become equal, by Unicode form, case and Chinese variant.

Text is normalised to NFKC (UAX #15) and case-folded. Ignorable characters are removed: soft hyphens and other
invisible ones (after Default_Ignorable_Code_Point, UAX #44), the vowel points of Hebrew and Arabic, and the
skin tones of emoji. The zero-width space stays, because it separates words.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from broadsheet_server.search.emoji import SKIN_TONES
from broadsheet_server.search.late_patterns import LatePattern
from broadsheet_server.search.variants import simplified
from broadsheet_shared.normalization import normalize

CJK = (
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""The inside of a character class: Chinese and Japanese, which are written without spaces."""

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
IGNORABLE = re.compile(f"[{_INVISIBLE}{SKIN_TONES}{_POINTS}]|(?<![{_ARABIC}]){_NON_JOINER}")
"""Characters that are removed. In Persian the zero-width non-joiner stays: it separates parts of a word that
may be separated by a space as well."""

_CJK_CHARACTER = LatePattern(f"[{CJK}]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_COMPOSING = re.compile(f"[\u1161-\u11ff\ud7b0-\ud7ff\u3130-\u318f\uff9e-\uffdc{_NON_JOINER}]")
"""What composes with the character before it and is no mark: Hangul jamo, halfwidth voiced sound marks."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ı": "i", "ŧ": "t"}
)
"""Letters without a decomposition that are typed without their stroke or ligature."""

_SHORT_CLUSTER = 8
_ASCII = bytes(range(128))
_PLAIN_SHARE = 4
"""A text is folded plainly if at most one in so many of its bytes in UTF-8 is not ASCII."""

_CACHED_CLUSTERS = 20_000


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with the offset in the original of each character, and of the end.

    `origin` is None where no offset changed.
    """

    text: str
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that text[start:end] was folded from, in code points.

        Characters that were removed belong to the one before them.
        """
        origin = self.origin
        if origin is None:
            return start, end
        while start < end < len(origin) - 1 and origin[end] == origin[end - 1]:
            end += 1  # one character of the original is not split
        return origin[start], origin[end]


def fold(text: str) -> str:
    """Return the text in NFKC, case-folded, in simplified Chinese. Accents stay: stemmers need them."""
    if text.isascii():
        return text.lower()
    if (plain := _plainly_folded(text)) is not None:
        return plain
    parts = [_FOLDED[character] for character in text]
    return _folded(text) if None in parts else "".join(parts)  # type: ignore[arg-type]


def fold_with_origin(text: str) -> Folded:
    """Return the same as `fold`, with the offset in the original of each character."""
    if text.isascii():
        return Folded(text.lower(), None)
    if (plain := _plainly_folded(text)) is not None:
        return Folded(plain, None)
    parts = [_FOLDED[character] for character in text]
    if None not in parts:
        return _joined(parts, range(len(text)), len(text))  # type: ignore[arg-type]
    starts = [i for i, part in enumerate(parts) if part or i == 0]
    clusters = [text[start:end] for start, end in pairwise((*starts, len(text)))]
    return _joined([_folded_cluster(cluster) for cluster in clusters], starts, len(text))


def has_cjk(text: str) -> bool:
    """Whether a text contains Chinese or Japanese characters."""
    return not text.isascii() and _CJK_CHARACTER.compiled.search(text) is not None


def without_accents(word: str) -> str:
    """`zürich` as `zurich`, `šibenik` as `sibenik`: many people cannot type accents or leave them out."""
    if word.isascii():
        return word
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


def _plainly_folded(text: str) -> str | None:
    """The folded text where each character becomes one and hardly any is not ASCII; otherwise None.

    Most European news is so: quotation marks, dashes, accents. This is eight times as fast as one character
    after the other.
    """
    encoded = text.encode(errors="surrogatepass")
    others = encoded.translate(None, _ASCII)
    if len(others) * _PLAIN_SHARE > len(encoded):
        return None
    replaced = []
    for character in set(others.decode(errors="surrogatepass")):
        folded = _FOLDED[character]
        if folded is None or len(folded) != 1:
            return None
        if folded != character:
            replaced.append((character, folded))
    plain = encoded.lower().decode(errors="surrogatepass")
    for character, folded in replaced:
        plain = plain.replace(character, folded)
    return plain


def _joined(parts: Sequence[str], starts: Sequence[int], end: int) -> Folded:
    folded = "".join(parts)
    if len(folded) == len(parts) == end and "" not in parts:
        return Folded(folded, None)
    origin = [start for start, part in zip(starts, parts, strict=True) for _ in part]
    return Folded(folded, (*origin, end))


def _folded(text: str) -> str:
    """The rule itself. It is slow, and needed where characters compose with each other."""
    visible = IGNORABLE.sub("", normalize("NFKC", text))
    folded = normalize("NFKC", visible.casefold().replace("i\u0307", "i"))  # İstanbul
    return folded.translate(simplified()) if has_cjk(folded) else folded


_cached_folded = lru_cache(_CACHED_CLUSTERS)(_folded)


def _folded_cluster(cluster: str) -> str:
    """Fold a character with its combining ones. Long clusters, found only in hostile text, are not cached."""
    return _cached_folded(cluster) if len(cluster) <= _SHORT_CLUSTER else _folded(cluster)


class _FoldedCharacters(dict[str, str | None]):
    """What each character becomes; None for those that may compose with the one before them."""

    def __missing__(self, character: str) -> str | None:
        folded = self[character] = None if _composes(character) else _folded(character)
        return folded


def _composes(character: str) -> bool:
    if _COMPOSING.match(character):
        return True
    return unicodedata.category(character)[0] == "M" and not IGNORABLE.match(character)


_FOLDED = _FoldedCharacters()
