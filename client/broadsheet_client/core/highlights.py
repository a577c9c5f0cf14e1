"""Passages with marked parts. The contract counts code points, as Python does; Qt counts units of UTF-16."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadsheet_client.api.generated import HighlightField, Marked, Passage, SearchHit

CONTEXT_MAX = 28
"""So many characters stand before the first mark at most, so that it is in the first two lines."""


_BLANKS = {ord(one): " " for one in "\n\r\t\u2028\u2029"}
"""Paragraphs run on within a passage; the marks keep their places."""


@dataclass(frozen=True, slots=True)
class HighlightedText:
    """A text and what is marked in it, as (start, end) in code points."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def highlighted_headline(hit: SearchHit) -> HighlightedText:
    """The headline of what was found."""
    found = _passage(hit, HighlightField.HEADLINE)
    return _marked(found) if found else HighlightedText(hit.node.headline)


def snippet(hit: SearchHit) -> HighlightedText:
    """Where it says what was asked: in the summary, else in the text; else the summary as it is."""
    for field in (HighlightField.SUMMARY, HighlightField.BODY):
        found = _passage(hit, field)
        if found and found.ranges:
            return cut_before_first_highlight(_marked(found))
    return HighlightedText(hit.node.summary or "")


def cut_before_first_highlight(passage: HighlightedText) -> HighlightedText:
    """The same, cut at the front if its first mark would stand too far down to be seen."""
    first = passage.marks[0][0] if passage.marks else 0
    if first <= 2 * CONTEXT_MAX:
        return passage
    cut = first - CONTEXT_MAX
    blank = passage.text.find(" ", cut, first)
    cut = blank + 1 if blank >= 0 else cut
    return HighlightedText(
        f"…{passage.text[cut:]}", tuple((start - cut + 1, end - cut + 1) for start, end in passage.marks)
    )


def find_terms(field: HighlightField, text: str, words: Iterable[str]) -> Passage:
    """Where the words stand in a text, whatever their case."""
    spans: list[tuple[int, int]] = []
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    if pattern:
        spans = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    return Passage(field, text, tuple(Marked(*span) for span in spans))


def utf16_ranges(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The marks as (start, length) in units of UTF-16."""
    return [(_length(text[:start]), _length(text[start:end])) for start, end in marks]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _passage(hit: SearchHit, field: HighlightField) -> Passage | None:
    return next((passage for passage in hit.highlights if passage.field == field), None)


def _marked(passage: Passage) -> HighlightedText:
    """Ranges that lie outside of the text mark nothing."""
    size = len(passage.text)
    text = passage.text.translate(_BLANKS)
    spans = ((max(0, one.start), min(size, one.end)) for one in passage.ranges)
    return HighlightedText(text, tuple(span for span in spans if span[0] < span[1]))
