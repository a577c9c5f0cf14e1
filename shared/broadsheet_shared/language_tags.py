"""Language tags (BCP 47, RFC 5646): canonical form, primary language, and matching by RFC 4647."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]

UNDETERMINED = "und"
_CACHED_TAGS = 4_096
TAG_LENGTH_MAX = 35
"""Longest tag, in characters: RFC 5646, section 4.4.1, asks implementations for no more."""

_COMMON_TAG = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE | re.ASCII
)
"""Language, script and region, as nearly all have it: langcodes, whose import takes 27 ms, has the others."""
_RTL_LANGUAGES: Final = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]
)
"""Written from right to left unless the tag names a script (CLDR, likely subtags)."""
_RTL_SCRIPTS: Final = frozenset(["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])
_SCRIPT_LENGTH: Final = 4
_THREE_LETTERS: Final = 3
_REPLACED_LANGUAGES: Final = frozenset(["iw", "in", "ji"])
"""Codes that ISO 639 has withdrawn and old systems still write."""


class InvalidLanguageTagError(ValueError):
    """The text is not a well-formed BCP 47 language tag."""


def canonical_tag(text: str) -> str:
    """A tag in canonical case: `zh-hans-cn` and `zh_Hans_CN` become `zh-Hans-CN` (RFC 5646, section 2.1.1).

    Raises InvalidLanguageTagError for text that is not well-formed.
    """
    if len(text) > TAG_LENGTH_MAX or not text.isascii():
        raise InvalidLanguageTagError(f"“{text[:TAG_LENGTH_MAX]}” is not a BCP 47 language tag")
    return _canonical_tag(text)


@lru_cache(_CACHED_TAGS)
def _canonical_tag(text: str) -> str:
    if common := _COMMON_TAG.fullmatch(text):
        language, script, region = (part or "" for part in common.groups())
        return "-".join(filter(None, (language.lower(), script.title(), region.upper())))
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    tag = text.replace("_", "-")
    try:
        return Language.get(tag, normalize=False).to_tag()
    except LanguageTagError as error:
        raise InvalidLanguageTagError(f"“{text}” is not a BCP 47 language tag") from error


def is_language_tag(text: str) -> bool:
    """Whether a text is a well-formed tag whose language is a code of ISO 639: `english` is only the first.

    RFC 5646, section 2.2.1, reserves longer codes, and none was ever registered.
    """
    if _COMMON_TAG.fullmatch(text):
        return True
    try:
        return len(canonical_tag(text).partition("-")[0]) <= _THREE_LETTERS
    except InvalidLanguageTagError:
        return False


def with_shortest_code(tag: str) -> str:
    """A canonical tag with the code of two letters where its language has one, and the code in use today:
    `eng` is `en`, `deu-AT` `de-AT`, `iw` `he` (RFC 5646, sections 2.2.1 and 4.5).
    """
    language, hyphen, rest = tag.partition("-")
    if len(language) != _THREE_LETTERS and language not in _REPLACED_LANGUAGES:
        return tag
    from langcodes import Language

    shortest = Language.get(language, normalize=True).to_tag()
    return f"{shortest}{hyphen}{rest}" if len(shortest) < _THREE_LETTERS else tag


def primary_language(tag: str) -> str:
    """The primary language subtag in lower case, `en` of `en-GB`; `und` where the tag is not well-formed."""
    if common := _COMMON_TAG.fullmatch(tag):
        return common[1].lower()
    if len(tag) < 2:  # the locale “C”, for example
        return UNDETERMINED
    try:
        return canonical_tag(tag).partition("-")[0]
    except InvalidLanguageTagError:
        return UNDETERMINED


@lru_cache(maxsize=256)
def direction(tag: str) -> Direction:
    """The direction in which a language is written, by the script of its tag or else its usual one."""
    script = next((part for part in tag.lower().split("-")[1:] if len(part) == _SCRIPT_LENGTH), "")
    if script.isalpha():
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary_language(tag) in _RTL_LANGUAGES else "ltr"


def with_likely_script(tag: str) -> str:
    """A tag of Chinese and its region with the script of that region (CLDR's likely subtags): `zh-TW` becomes
    `zh-Hant-TW`. Every other tag as it is: no other language has texts in two scripts here.
    """
    common = _COMMON_TAG.fullmatch(tag)
    if common is None or common[1].lower() != "zh" or common[2] or not common[3]:
        return tag
    from langcodes import Language

    return Language.get(f"zh-{common[3]}").maximize().to_tag()


def matches_range(tag: str, language_range: str) -> bool:
    """Basic filtering (RFC 4647, section 3.3.1): `zh` matches `zh-Hans`, `en` matches `en-GB`, not `eng`.

    Case is ignored; the range `*` matches every tag.
    """
    if len(language_range) > TAG_LENGTH_MAX:  # a cache of such ranges would have no bound in bytes
        return False
    return _matches_range(tag, language_range)


@lru_cache(_CACHED_TAGS)
def _matches_range(tag: str, language_range: str) -> bool:
    tag, language_range = tag.lower(), language_range.lower().replace("_", "-")
    return language_range == "*" or tag == language_range or tag.startswith(f"{language_range}-")


def lookup(tag: str, available: Collection[str]) -> str | None:
    """Lookup (RFC 4647, section 3.4): the most specific of the `available` tags that a tag falls back to.

    `zh-Hant-TW` finds `zh-Hant`, otherwise `zh`. Case is ignored, and what is longer than a tag may be.
    """
    by_lower_case = {candidate.lower(): candidate for candidate in available}
    subtags = tag[:TAG_LENGTH_MAX].lower().replace("_", "-").split("-")
    while subtags:
        if found := by_lower_case.get("-".join(subtags)):
            return found
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:  # `x` or another singleton introduces what was cut off
            subtags.pop()
    return None
