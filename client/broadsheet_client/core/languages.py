"""The languages of the user interface."""

from collections.abc import Iterable
from enum import StrEnum


class Language(StrEnum):
    """BCP 47 tags."""

    ENGLISH = "en"
    CHINESE = "zh-Hans"


def best_match(tags: Iterable[str]) -> Language:
    """The first preferred language that is available; every kind of Chinese is Chinese. Default: English."""
    for tag in tags:
        if is_chinese(tag):
            return Language.CHINESE
        if tag.lower().replace("_", "-").split("-")[0] == Language.ENGLISH:
            return Language.ENGLISH
    return Language.ENGLISH


def is_chinese(language: str) -> bool:
    """Whether the primary subtag of a BCP 47 tag is `zh`."""
    return language.lower().replace("_", "-").split("-")[0] == "zh"
