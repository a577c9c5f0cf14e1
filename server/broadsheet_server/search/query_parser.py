"""What a person typed, taken apart: words, "phrases", and what is left out by a minus before it.

Every text can be taken apart. A quote that nobody closes is a phrase that is still being typed; a minus with
nothing behind it, or within a word, is punctuation.
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
    """A word or a phrase as it was typed, and where it begins in the text.

    One that `is_open` stands at the end and may go on as the person types on.
    """

    text: str
    start: int
    is_phrase: bool
    is_excluded: bool
    is_open: bool


def parse_query(text: str) -> list[QueryPart]:
    """The parts of a text, in their order."""
    return [_part(match, text) for match in _PART.finditer(text)]


def _part(match: re.Match[str], text: str) -> QueryPart:
    is_phrase = match["word"] is None
    kind = "phrase" if is_phrase else "word"
    return QueryPart(
        text=match[kind],
        start=match.start(kind),
        is_phrase=is_phrase,
        is_excluded=match["minus"] is not None,
        is_open=match.end() == len(text) and not match["close"],
    )
