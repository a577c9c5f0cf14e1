"""Why two articles are related, in words for the reader."""

from broadsheet_server.related.lists import Reason
from broadsheet_shared.reason_words import reasons_in


def reason_text(reason: Reason, language: str) -> str:
    """A fragment of a sentence for the reader; `language` is a BCP 47 tag."""
    with_value, without = reasons_in(language)[reason.kind]
    return with_value.format(reason.value) if reason.value else without
