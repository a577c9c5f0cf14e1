"""Makes slugs, the readable part of a URL, of headlines and names. Their form: `shared.section_paths`."""

import hashlib
import re
import unicodedata
from functools import lru_cache

from broadsheet_shared.normalization import normalize
from broadsheet_shared.section_paths import SLUG_MAX

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_WITHIN_WORDS = re.compile("['’ʼ\u00ad\u200c\u200d\u2060\ufeff]")
"""Apostrophes, soft hyphens and other signs that end no word."""
# Latin letters that Unicode does not decompose.
_TRANSLITERATIONS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d"}
    | {"ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l", "ı": "i"}
)


def slugify(text: str) -> str:
    """Make a slug; "" for a text mostly in another script, because only Latin letters are transliterated."""
    letters = normalize("NFKD", _WITHIN_WORDS.sub("", text).translate(_TRANSLITERATIONS))
    if not letters.isascii():
        foreign = sum(letter.isalpha() for letter in letters if not letter.isascii())
        if foreign > sum(letter.isalpha() for letter in letters if letter.isascii()):
            return ""
        letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _shortened(_SEPARATORS.sub("-", letters.lower()).strip("-"))


@lru_cache(maxsize=4_096)
def name_slug(name: str, prefix: str) -> str:
    """The slug of a name in any script: deterministic, of its hash where `slugify` finds nothing."""
    if slug := slugify(name):
        return slug
    digest = hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()
    return f"{prefix}-{digest[:10]}"


def with_suffix(slug: str, suffix: str) -> str:
    """`slug-suffix`, shortened to `SLUG_MAX`."""
    return f"{slug[: SLUG_MAX - len(suffix) - 1].rstrip('-')}-{suffix}"


def _shortened(slug: str) -> str:
    """Cut at `SLUG_MAX`, between words where that is possible."""
    if len(slug) <= SLUG_MAX:
        return slug
    whole_words = slug[: SLUG_MAX + 1].rpartition("-")[0]
    return whole_words or slug[:SLUG_MAX]
