"""Why two articles are related, in words for the reader."""

from broadsheet_server.related.lists import Reason
from broadsheet_shared.language_tags import primary_language
from broadsheet_shared.reason_words import CHINESE, ENGLISH


def reason_text(reason: Reason, language: str) -> str:
    """A short phrase, in Chinese for every language tag `zh` and `zh-…`, otherwise in English."""
    catalogue = CHINESE if primary_language(language) == "zh" else ENGLISH
    with_value, without_value = catalogue[reason.kind]
    return with_value.format(reason.value) if reason.value else without_value
