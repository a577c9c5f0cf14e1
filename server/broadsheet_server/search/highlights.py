"""Highlights: where the clauses of a query match in an article, as ranges of the original text, never markup.

A word is highlighted in all its forms, a phrase as one range. Of the body only snippets are shown: the
passages where most of the clauses match close together. No engine is needed.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import Clause, PhraseClause, PhraseTerms
from broadsheet_server.search.folding import fold_with_origin, has_cjk
from broadsheet_server.search.occurrences import CollectedForms, KnownForms, ScannedText, SurfaceForms

SNIPPET_LENGTH = 160
"""About the length of a snippet, in characters."""

SNIPPETS_MAX = 2
_MATCHES_WEIGHED = 40
"""Of more matches in a body only the first so many are considered for snippets."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s|[。！？…\n]")
_SPACE = re.compile(r"\s+")


class HighlightField(StrEnum):
    """A text of an article."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    BODY = "body"


class TextRange(NamedTuple):
    """A range of a text, in code points, `end` not included."""

    start: int
    end: int


class Highlight(NamedTuple):
    """A text of an article, or a snippet of it, and the ranges in it where the query matches."""

    field: HighlightField
    text: str
    ranges: list[TextRange]


_Match = tuple[int, int, int]
"""Where a clause matches in a text: start, end, and the index of the clause in the query."""


class _Scanner(NamedTuple):
    """The surface forms in one language. A text in which no needle is has no match."""

    forms: SurfaceForms
    needles: tuple[str, ...]


FormsLookup = Callable[[Analyser, frozenset[str]], Mapping[str, str] | None]
"""The words, not stemmed, that have one of these terms in a language, each with its term; None: not known."""


def _no_forms(_: Analyser, __: frozenset[str]) -> None:
    return None


class Highlighter:
    """Finds the clauses of one query in the texts of articles of any language.

    `look_up_forms` asks the index which words have the terms; without it the words are found in the texts
    themselves, which takes ten times as long.
    """

    def __init__(self, clauses: Sequence[Clause], look_up_forms: FormsLookup = _no_forms) -> None:
        self._look_up_forms = look_up_forms
        self._terms: dict[str, int] = {}
        self._cjk_runs: dict[str, int] = {}
        self._phrases: defaultdict[str, dict[PhraseTerms, int]] = defaultdict(dict)
        self._scanners_of_analysers: dict[Analyser, _Scanner] = {}
        self._scanners: dict[str, _Scanner] = {}
        for index, clause in enumerate(clauses):
            if isinstance(clause, PhraseClause):
                for alternative in clause.alternatives:
                    self._add_phrase(alternative, index)
            else:
                self._terms |= dict.fromkeys(clause.terms | clause.expansions, index)

    def highlights(self, language: str, headline: str, summary: str | None, body: str) -> list[Highlight]:
        """The highlights of an article, the headline's first; none of texts where nothing matches."""
        scanner = self._scanners.get(language)
        if scanner is None:
            scanner = self._scanners[language] = self._scanner(analyser(language))
        highlights = []
        if matches := self._matches(headline, scanner):
            highlights.append(Highlight(HighlightField.HEADLINE, headline, _merged(matches)))
        if summary and (matches := self._matches(summary, scanner)):
            highlights.append(Highlight(HighlightField.SUMMARY, summary, _merged(matches)))
        limit = None if self._phrases else _MATCHES_WEIGHED  # a phrase may be where its 41st first word is
        if matches := self._matches(body, scanner, limit):
            for snippet, ranges in _snippets(body, matches):
                highlights.append(Highlight(HighlightField.BODY, snippet, ranges))
        return highlights

    def _add_phrase(self, phrase: PhraseTerms, index: int) -> None:
        """File a phrase by how it is found: as a term, as Chinese characters in a row, or word by word."""
        joined = "".join(term for _, term in phrase)
        if len(phrase) == 1:
            self._terms[joined] = index
        elif len(joined) == len(phrase) == phrase[-1][0] + 1 and all(map(has_cjk, joined)):
            self._cjk_runs[joined] = index
        else:
            self._phrases[phrase[0][1]][phrase] = index

    def _matches(self, text: str, scanner: _Scanner, limit: int | None = None) -> list[_Match]:
        """All matches, in the order of the text; of many only the first `limit`, and those soon after."""
        folded, span = (text.lower(), None) if text.isascii() else _folded(text)
        for needle in scanner.needles:
            if needle in folded:
                break
        else:
            return []
        scanned, terms = ScannedText(folded, scanner.forms, limit), self._terms
        matches: list[_Match] = []
        for term, start, end in scanned.terms():
            if (clause := terms.get(term)) is not None:
                matches.append((start, end, clause))
            if term in self._phrases:
                matches += self._phrases_at(start, term, scanned)
        for characters, clause in self._cjk_runs.items():
            matches += [(start, end, clause) for start, end in scanned.runs(characters)]
        if span is not None:
            matches = [(*span(start, end), clause) for start, end, clause in matches]
        matches.sort()
        return matches

    def _scanner(self, analyse: Analyser) -> _Scanner:
        scanner = self._scanners_of_analysers.get(analyse)
        if scanner is None:
            terms = frozenset(self._terms.keys() | self._phrases.keys())
            words = self._look_up_forms(analyse, terms)
            forms = CollectedForms(terms, analyse) if words is None else KnownForms(terms, analyse, words)
            scanner = _Scanner(forms, (*forms.needles, *self._cjk_runs))
            self._scanners_of_analysers[analyse] = scanner
        return scanner

    def _phrases_at(self, start: int, term: str, scanned: ScannedText) -> Iterator[_Match]:
        phrases = self._phrases[term]
        for phrase, end in scanned.phrases_at(start, phrases):
            yield start, end, phrases[phrase]


def _folded(text: str) -> tuple[str, Callable[[int, int], tuple[int, int]] | None]:
    """The folded text, and what converts its offsets where they are others than in the text."""
    folded = fold_with_origin(text)
    return folded.text, None if folded.origin is None else folded.span


def _merged(matches: Iterable[_Match], beginning: int = 0) -> list[TextRange]:
    """Ranges in order, overlapping ones merged, in relation to a beginning."""
    ranges: list[TextRange] = []
    last_end = 0
    for start, end, _ in matches:
        if start < last_end:
            last_end = max(end, last_end)
            ranges[-1] = TextRange(ranges[-1].start, last_end - beginning)
        else:
            ranges.append(TextRange(start - beginning, end - beginning))
            last_end = end
    return ranges


def _snippets(text: str, matches: Sequence[_Match]) -> list[tuple[str, list[TextRange]]]:
    """The best snippets in the order of the text, with the ranges in them, preferably of other clauses."""
    snippets: list[tuple[int, int]] = []
    shown: set[int] = set()
    remaining = matches[:_MATCHES_WEIGHED]
    while remaining and len(snippets) < SNIPPETS_MAX:
        passage = _densest(remaining, shown)
        start, end = snippet = _with_context(text, passage, snippets)
        snippets.append(snippet)
        if len(passage) == len(remaining):
            break
        shown.update([clause for _, _, clause in passage])
        remaining = [match for match in remaining if match[1] <= start or match[0] >= end]
    snippets.sort()
    return [_cut(text, snippet, matches) for snippet in snippets]


def _densest(matches: Sequence[_Match], shown: set[int]) -> Sequence[_Match]:
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


def _with_context(
    text: str, passage: Sequence[_Match], snippets: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """A passage with its context, from the beginning of a sentence or word to the end of a word.

    It does not overlap the other snippets.
    """
    first, last = passage[0][0], max([end for _, end, _ in passage])
    floor, ceiling = 0, len(text)
    for start, end in snippets:
        if end <= first:
            floor = max(floor, end)
        if start >= last:
            ceiling = min(ceiling, start)
    earliest = max(floor, first - max(0, SNIPPET_LENGTH - (last - first)) // 3)
    start = _snippet_start(text, earliest, first)
    latest = min(ceiling, max(last, start + SNIPPET_LENGTH))
    return start, _snippet_end(text, start, last, latest)


def _snippet_start(text: str, earliest: int, first: int) -> int:
    """Where to begin, from `earliest` on: at a sentence, otherwise at a word."""
    if earliest == 0 or text[earliest - 1] in "。！？\n":
        return earliest
    boundary = _SENTENCE_END.search(text, earliest, first) or _SPACE.search(text, earliest, first)
    start = boundary.end() if boundary else earliest
    while start < first and unicodedata.category(text[start])[0] == "M":
        start += 1
    return start


def _snippet_end(text: str, start: int, last: int, latest: int) -> int:
    """Where to end, up to `latest`: with a paragraph, otherwise after a word if words have spaces."""
    paragraph = text.find("\n", last, latest)
    if paragraph >= 0 and paragraph - start >= SNIPPET_LENGTH // 3:
        return paragraph
    if latest >= len(text) or text[latest].isspace():
        return latest
    end = max(text.rfind(" ", last, latest), text.rfind("\n", last, latest))
    return latest if end < 0 else end


def _cut(text: str, snippet: tuple[int, int], matches: Sequence[_Match]) -> tuple[str, list[TextRange]]:
    """The snippet without space at its ends, and the ranges in relation to it."""
    start, end = snippet
    cut = text[start:end].lstrip()
    start = end - len(cut)
    cut = cut.rstrip()
    end = start + len(cut)
    first, last = bisect_left(matches, (start,)), bisect_left(matches, (end,))
    return cut, _merged([match for match in matches[first:last] if match[1] <= end], start)
