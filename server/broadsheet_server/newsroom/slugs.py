"""Slugs: the readable part of an address, in lower-case ASCII letters, digits and hyphens."""

import hashlib
import re
import unicodedata
from functools import lru_cache

from broadsheet_shared.section_paths import SLUG_MAX

_GAPS = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile(r"['’ʼ]")
_SPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d"}
    | {"ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l", "ı": "i"}
)


def slugify(text: str) -> str:
    """Make a slug; "" for a text that is mostly written in other letters, which are not transliterated."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).translate(_SPELLED))
    if not plain.isascii():
        foreign = sum(letter.isalpha() for letter in plain if not letter.isascii())
        if foreign > sum(letter.isalpha() for letter in plain if letter.isascii()):
            return ""
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _shortened(_GAPS.sub("-", plain.lower()).strip("-"))


@lru_cache(maxsize=4_096)
def name_slug(name: str, prefix: str) -> str:
    """The slug of a name: the same name always gives the same slug, whatever letters it is written in."""
    if slug := slugify(name):
        return slug
    digest = hashlib.sha256(name.casefold().encode("utf-8", "replace")).hexdigest()
    return f"{prefix}-{digest[:10]}"


def with_suffix(slug: str, suffix: str) -> str:
    """`slug-suffix`, not longer than a slug may be."""
    return f"{slug[: SLUG_MAX - len(suffix) - 1].rstrip('-')}-{suffix}"


def _shortened(slug: str) -> str:
    if len(slug) <= SLUG_MAX:
        return slug
    whole_words = slug[: SLUG_MAX + 1].rpartition("-")[0]
    return whole_words or slug[:SLUG_MAX]
