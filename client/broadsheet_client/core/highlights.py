"""Texts with highlighted ranges. The API counts code points, like Python; Qt counts UTF-16 code units."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from broadsheet_client.api.generated import Highlight, HighlightField, HighlightRange, SearchHit

CONTEXT_MAX = 28
"""Code points before the first highlight at most, so that it is within the first two lines."""


_SPANS_MAX = 100
"""Found terms of a text that are kept: a row shows fewer."""
_LINE_BREAKS = {ord(highlight): " " for highlight in "\n\r\t\u2028\u2029"}
"""Line breaks become spaces of the same length, so that the ranges stay valid."""


@dataclass(frozen=True, slots=True)
class HighlightedText:
    """A text and its highlighted ranges, as (start, end) in code points."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()


def highlighted_headline(hit: SearchHit) -> HighlightedText:
    """The headline of a search hit."""
    passage = _passage(hit, HighlightField.HEADLINE)
    return _from_passage(passage) if passage else HighlightedText(hit.node.headline)


def snippet(hit: SearchHit) -> HighlightedText:
    """The passage to show: a highlighted summary, else a highlighted body, else the plain summary."""
    for field in (HighlightField.SUMMARY, HighlightField.BODY):
        passage = _passage(hit, field)
        if passage and passage.ranges:
            return cut_before_first_highlight(_from_passage(passage))
    return HighlightedText(hit.node.summary or "")


def cut_before_first_highlight(passage: HighlightedText) -> HighlightedText:
    """The same text without its beginning, if the first highlight would be too far down to be visible."""
    first = passage.highlights[0][0] if passage.highlights else 0
    if first <= 2 * CONTEXT_MAX:
        return passage
    cut = first - CONTEXT_MAX
    space = passage.text.find(" ", cut, first)
    cut = space + 1 if space >= 0 else cut
    return HighlightedText(
        f"…{passage.text[cut:]}", tuple((start - cut + 1, end - cut + 1) for start, end in passage.highlights)
    )


def find_terms(field: HighlightField, text: str, terms: Iterable[str]) -> Highlight:
    """Find terms in a text, case-insensitively."""
    spans: list[tuple[int, int]] = []
    pattern = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    if pattern:
        matches = re.finditer(pattern, text, re.IGNORECASE)
        spans = [match.span() for match in islice(matches, _SPANS_MAX)]
    return Highlight(field, text, tuple(HighlightRange(*span) for span in spans))


def utf16_ranges(text: str, highlights: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The highlights as (start, length) in UTF-16 code units."""
    return [(_utf16_length(text[:start]), _utf16_length(text[start:end])) for start, end in highlights]


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _passage(hit: SearchHit, field: HighlightField) -> Highlight | None:
    return next((passage for passage in hit.highlights if passage.field == field), None)


def _from_passage(passage: Highlight) -> HighlightedText:
    """Convert the API's passage. Ranges are clipped to the text; empty ones are dropped."""
    size = len(passage.text)
    text = passage.text.translate(_LINE_BREAKS)
    spans = ((max(0, highlight.start), min(size, highlight.end)) for highlight in passage.ranges)
    return HighlightedText(text, tuple(span for span in spans if span[0] < span[1]))
