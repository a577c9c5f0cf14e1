"""Snippets: the passages of a body where most of the clauses match close together."""

import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SNIPPET_LENGTH = 160
"""About the length of a snippet, in characters."""

SNIPPETS_MAX = 2
MATCHES_WEIGHED = 40
"""Of more matches in a body only the first so many are considered for snippets."""

_FEW = 4
"""So many matches are looked at one after the other."""

_BOUNDARY = re.compile(r"[.!?…。！？\n](?:(?<=[.!?…])[\"'”’)\]]*\s|(?<=[。！？…\n]))")
"""The end of a sentence. Alternatives that begin with the same class are found three times as fast."""

_SPACE = re.compile(r"\s+")


class TextRange(NamedTuple):
    """A range of a text, in code points, `end` not included."""

    start: int
    end: int


_new = tuple.__new__
"""Makes a named tuple four times as fast as its own constructor does."""

Match = tuple[int, int, int]
"""Where a clause matches in a text: start, end, and the index of the clause in the query."""


def merged(matches: Iterable[Match], beginning: int = 0, end: int = sys.maxsize) -> list[TextRange]:
    """The ranges between a beginning and an end, overlapping ones merged, in relation to the beginning."""
    ranges: list[TextRange] = []
    last_end = 0
    for match_start, match_end, _ in matches:
        if match_start >= end:
            break
        if match_start < beginning or match_end > end:
            continue
        if match_start < last_end:
            last_end = max(match_end, last_end)
            ranges[-1] = TextRange(ranges[-1].start, last_end - beginning)
        else:
            ranges.append(_new(TextRange, (match_start - beginning, match_end - beginning)))
            last_end = match_end
    return ranges


_Room = tuple[int, int, int]
"""Where a text begins, and from where to where a snippet of it may reach."""

Snippet = tuple[str, list[TextRange]]
"""A passage of a text, and the ranges in it."""


def snippets_of(text: str, matches: Sequence[Match], beginning: int = 0) -> list[Snippet]:
    """The best snippets of a text, which has a `beginning`, in its order, preferably of other clauses."""
    whole = beginning, beginning, len(text)
    if len(matches) == 1:
        [(first, last, _)] = matches
        return [_cut(text, _with_context(text, first, last, whole), matches)]
    snippets: list[tuple[int, int]] = []
    shown: set[int] = set()
    remaining = matches[:MATCHES_WEIGHED]
    of_one_clause = len({clause for _, _, clause in remaining}) == 1
    while remaining and len(snippets) < SNIPPETS_MAX:
        passage = densest_of_one_clause(remaining) if of_one_clause else densest(remaining, shown)
        first, last = passage[0][0], _end(passage)
        room = _room(whole, first, last, snippets) if snippets else whole
        start, end = snippet = _with_context(text, first, last, room)
        snippets.append(snippet)
        if len(passage) == len(remaining):
            break
        if not of_one_clause:
            shown.update([clause for _, _, clause in passage])
        remaining = [match for match in remaining if match[1] <= start or match[0] >= end]
    snippets.sort()
    return [_cut(text, snippet, matches) for snippet in snippets]


def _end(passage: Sequence[Match]) -> int:
    """Where the last of its matches ends: the longest need not be the last to begin."""
    return passage[0][1] if len(passage) == 1 else max([end for _, end, _ in passage])


def _room(whole: _Room, first: int, last: int, snippets: Sequence[tuple[int, int]]) -> _Room:
    """How far the context of a passage may reach without overlapping the other snippets."""
    beginning, floor, ceiling = whole
    for start, end in snippets:
        if floor < end <= first:
            floor = end
        if last <= start < ceiling:
            ceiling = start
    return beginning, floor, ceiling


def densest_of_one_clause(matches: Sequence[Match]) -> Sequence[Match]:
    """The same as `densest` where all matches are of one clause."""
    count = len(matches)
    if count == 1:
        return matches
    best, most, end = 0, 0, 1
    for i, (start, _, _) in enumerate(matches):
        limit = start + SNIPPET_LENGTH
        if end <= i:
            end = i + 1
        while end < count and matches[end][1] <= limit:
            end += 1
        if end - i > most:
            best, most = i, end - i
        if count - i <= most + 1:
            break  # too few are left
    return matches[best : best + most]


def densest(matches: Sequence[Match], shown: set[int]) -> Sequence[Match]:
    """The matches within a snippet's length with most new clauses, then most clauses, then most matches."""
    if not shown and max([end for _, end, _ in matches]) - matches[0][0] <= SNIPPET_LENGTH:
        return matches
    best, worth_of_best, end, count = matches[:1], (-1, 0, 0), 1, len(matches)
    for i, (start, _, _) in enumerate(matches):
        end = max(end, i + 1)
        while end < count and matches[end][1] - start <= SNIPPET_LENGTH:
            end += 1
        passage = matches[i:end]
        clauses = {clause for _, _, clause in passage}
        worth = len(clauses - shown), len(clauses), end - i
        if worth > worth_of_best:
            best, worth_of_best = passage, worth
    return best


def _with_context(text: str, first: int, last: int, room: _Room) -> tuple[int, int]:
    """A passage with its context, from the beginning of a sentence or word to the end of a word."""
    beginning, floor, ceiling = room
    earliest, spare = first, SNIPPET_LENGTH - last + first
    if spare > 0:
        earliest -= spare // 3
    if earliest < floor:
        earliest = floor
    start = snippet_start(text, earliest, first, beginning)
    latest = max(last, start + SNIPPET_LENGTH)
    if latest > ceiling:
        latest = ceiling
    return start, _snippet_end(text, start, last, latest)


def snippet_start(text: str, earliest: int, first: int, beginning: int = 0) -> int:
    """Where to begin, from `earliest` on: with the text, at a sentence, otherwise at a word."""
    if earliest == beginning or text[earliest - 1] in "。！？\n":
        return earliest
    boundary = _BOUNDARY.search(text, earliest, first) or _SPACE.search(text, earliest, first)
    start = boundary.end() if boundary else earliest
    while start < first and not text[start].isascii() and unicodedata.category(text[start])[0] == "M":
        start += 1
    return start


def _snippet_end(text: str, start: int, last: int, latest: int) -> int:
    """Where to end, up to `latest`: with a paragraph, otherwise after a word if words have spaces."""
    paragraph = text.find("\n", last, latest)
    if paragraph >= 0 and paragraph - start >= SNIPPET_LENGTH // 3:
        return paragraph
    if latest >= len(text) or text[latest].isspace():
        return latest
    end = text.rfind(" ", last, latest)
    if paragraph >= 0:
        end = max(end, text.rfind("\n", last, latest))
    return latest if end < 0 else end


def _cut(text: str, snippet: tuple[int, int], matches: Sequence[Match]) -> Snippet:
    """The snippet without space at its ends, and the ranges in relation to it."""
    start, end = snippet
    cut = text[start:end].lstrip()
    start = end - len(cut)
    cut = cut.rstrip()
    if len(matches) > _FEW:
        matches = matches[bisect_left(matches, (start,)) :]
    return cut, merged(matches, start, start + len(cut))
