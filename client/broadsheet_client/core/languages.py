"""The languages that the window has."""

from collections.abc import Iterable
from enum import StrEnum


class Language(StrEnum):
    """As BCP 47 tags."""

    ENGLISH = "en"
    CHINESE = "zh-Hans"


def best_match(tags: Iterable[str]) -> Language:
    """The first of a person's languages that the window has, any Chinese for Chinese; else English."""
    for tag in tags:
        if is_chinese(tag):
            return Language.CHINESE
        if tag.lower().replace("_", "-").split("-")[0] == Language.ENGLISH:
            return Language.ENGLISH
    return Language.ENGLISH


def is_chinese(language: str) -> bool:
    """Whether a BCP 47 tag is Chinese of any kind."""
    return language.lower().replace("_", "-").split("-")[0] == "zh"
