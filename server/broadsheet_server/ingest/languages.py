"""Languages as sources write them: BCP 47, and the spellings that mean the same."""

from typing import NamedTuple

from broadsheet_shared.language_tags import (
    UNDETERMINED,
    InvalidLanguageTagError,
    canonical_tag,
    with_shortest_code,
)


class SourceLanguage(NamedTuple):
    """The language of an item. `is_assumed` where the item names none; `note` is for an editor."""

    tag: str
    is_assumed: bool
    note: str | None = None


def read_language(text: str | None, default: str) -> SourceLanguage:
    """The language of a text like `en_US`; the `default` where it is empty or no BCP 47 tag."""
    note: str | None
    written = (text or "").strip()
    if not written:
        return SourceLanguage(default, is_assumed=True)
    try:
        tag = canonical_tag(written)
    except InvalidLanguageTagError:
        note = f"language “{written[:40]}” left out, “{default}” taken: it is no BCP 47 tag like “en”"
        return SourceLanguage(default, is_assumed=True, note=note)
    if tag == UNDETERMINED:
        return SourceLanguage(default, is_assumed=True)
    tag = with_shortest_code(tag)
    is_other = "_" in written or tag.lower() != written.lower()
    note = f"the language “{written}” was read as {tag}" if is_other else None
    return SourceLanguage(tag, is_assumed=False, note=note)
