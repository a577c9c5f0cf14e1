"""What the name of a sharer may hold: a name in any script, and no advertisement."""

import re
import unicodedata
from enum import StrEnum

from broadsheet_shared.links import LinkFinder
from broadsheet_shared.normalization import normalize

DIGITS_MAX = 4
"""Most digits: a year may stand in a name, a telephone number may not."""

SYMBOLS_MAX = 2
"""Most emoji, symbols and unusual punctuation marks."""

FORBIDDEN = frozenset('<>"@:;,\\/')
"""They make addresses and lists of them."""

_USUAL_PUNCTUATION = frozenset(".-‐‑–'’‘ʼ`´·・()（）")
_SEQUENCE = re.compile("\u200d.|[\ufe0f\U0001f3fb-\U0001f3ff]")
"""What continues an emoji: it counts as one."""
_WORD = re.compile(r"[^\W\d_]+")
_LOOKALIKE_SCRIPTS = frozenset({"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LATIN"})
"""Scripts whose letters pass for each other's (UTS #39 allows no word that mixes them)."""


class NameFault(StrEnum):
    """Why a text cannot stand as a sharer's name."""

    FORBIDDEN_CHARACTER = "forbidden character"
    LINK = "link"
    NUMBER = "number"
    SYMBOLS = "symbols"
    MIXED_SCRIPTS = "mixed scripts"


def name_fault(name: str, links: LinkFinder) -> NameFault | None:
    """What is wrong with a name that is neither empty nor too long; None if nothing is."""
    plain = normalize("NFKC", name)
    if FORBIDDEN.intersection(name):
        return NameFault.FORBIDDEN_CHARACTER
    if links.find(name) is not None:
        return NameFault.LINK
    if sum(character.isdigit() for character in plain) > DIGITS_MAX:
        return NameFault.NUMBER
    if sum(map(_is_symbol, _SEQUENCE.sub("", plain))) > SYMBOLS_MAX:
        return NameFault.SYMBOLS
    if any(map(_mixes_scripts, _WORD.findall(plain))):
        return NameFault.MIXED_SCRIPTS
    return None


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character)[0] in "SP" and character not in _USUAL_PUNCTUATION


def _mixes_scripts(word: str) -> bool:
    scripts = {unicodedata.name(character, "").partition(" ")[0] for character in word}
    return len(scripts & _LOOKALIKE_SCRIPTS) > 1
