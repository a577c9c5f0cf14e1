"""The query syntax: words, "phrases", and exclusions marked by a minus.

Every text is valid. A quotation mark that is never closed begins a phrase that is still being typed; a minus
within a word, or with nothing behind it, is punctuation.
"""

import re
from dataclasses import dataclass

_QUOTES = '"“”„‟«»「」『』〝〞＂'
_PART = re.compile(
    f"(?P<minus>(?<!\\S)[-－−](?=[^\\s\\-－−]))?"
    f"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<close>[{_QUOTES}]?)|(?P<word>[^\\s{_QUOTES}]+))"
)


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A word or a phrase as it was typed, and its offset in the text.

    One that `is_prefix` ends the text: its last word may be the prefix of a longer one.
    """

    text: str
    start: int
    is_phrase: bool
    is_excluded: bool
    is_prefix: bool


def parse_query(text: str) -> list[QueryPart]:
    """The parts of a query, in their order."""
    return [_part(match, text) for match in _PART.finditer(text)]


def _part(match: re.Match[str], text: str) -> QueryPart:
    is_phrase = match["word"] is None
    group = "phrase" if is_phrase else "word"
    return QueryPart(
        text=match[group],
        start=match.start(group),
        is_phrase=is_phrase,
        is_excluded=match["minus"] is not None,
        is_prefix=match.end() == len(text) and not match["close"],
    )
