"""The direction of a text: by its letters, and by the language of the article it belongs to."""

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final, Literal

from broadsheet_shared.language_tags import primary_language

Direction = Literal["ltr", "rtl"]

_LETTERS_MAX: Final = 1_000
"""Code points of a text that are looked at."""
_RTL_LANGUAGES: Final = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]
)
"""Written from right to left unless the tag names a script (CLDR, likely subtags)."""
_RTL_SCRIPTS: Final = frozenset(["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])
_SCRIPT_LENGTH: Final = 4


def base_direction(text: str, language: str = "") -> Direction:
    """The direction of a text in an article in this language (a BCP 47 tag).

    The first strong character, as in UAX #9, rules P2 and P3, says little about headlines: many begin with
    a Latin name in Arabic, or quote a Hebrew word in English. Therefore a text with letters of both
    directions has that of its language where that runs from the right, else that of most letters; a text
    without letters has that of its language. UAX #9, HL1, leaves this to programs.
    """
    kinds = Counter(map(unicodedata.bidirectional, text[:_LETTERS_MAX]))
    from_right, from_left = kinds["R"] + kinds["AL"], kinds["L"]
    is_rtl_language = runs_from_right(language)
    if not from_right or not from_left:
        return "rtl" if from_right or (is_rtl_language and not from_left) else "ltr"
    return "rtl" if is_rtl_language or from_right > from_left else "ltr"


@lru_cache(maxsize=256)
def runs_from_right(language: str) -> bool:
    """Whether a language is written from right to left."""
    script = next((part for part in language.lower().split("-")[1:] if len(part) == _SCRIPT_LENGTH), "")
    if script.isalpha():
        return script in _RTL_SCRIPTS
    return primary_language(language) in _RTL_LANGUAGES
