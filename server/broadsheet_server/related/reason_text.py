"""Why two articles are related, said to the reader in their language."""

from broadsheet_server.related.lists import Reason
from broadsheet_shared.reason_words import CHINESE, ENGLISH


def reason_text(reason: Reason, language: str) -> str:
    """A fragment of a sentence for the reader, in Chinese for every `zh`, otherwise in English."""
    catalogue = CHINESE if language.lower().partition("-")[0] == "zh" else ENGLISH
    with_value, without = catalogue[reason.kind]
    return with_value.format(reason.value) if reason.value else without
