"""The languages of the user interface."""

from collections.abc import Iterable
from enum import StrEnum

from broadsheet_shared.language_tags import primary_language


class Language(StrEnum):
    """BCP 47 tags."""

    ENGLISH = "en"
    CHINESE = "zh-Hans"


def best_match(tags: Iterable[str]) -> Language:
    """The first preferred language that is available; every kind of Chinese is Chinese. Default: English."""
    for tag in tags:
        match primary_language(tag):
            case "zh":
                return Language.CHINESE
            case "en":
                return Language.ENGLISH
    return Language.ENGLISH
