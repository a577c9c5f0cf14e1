"""Highlights: where the clauses of a query match in an article, as ranges of the original text, never markup.

A word is highlighted in all its forms, a phrase as one range. Of the body only snippets are shown: the
passages where most of the clauses match close together. No engine is needed.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import Clause, PhraseClause, PhraseTerms
from broadsheet_server.search.folding import fold_with_origin, has_cjk
from broadsheet_server.search.occurrences import (
    CollectedForms,
    KnownForms,
    ScannedText,
    SurfaceForms,
    words_in_ascii,
)
from broadsheet_server.search.snippets import MATCHES_WEIGHED, Match, TextRange, merged, snippets_of


class HighlightField(StrEnum):
    """A text of an article."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    BODY = "body"


class Highlight(NamedTuple):
    """A text of an article, or a snippet of it, and the ranges in it where the query matches."""

    field: HighlightField
    text: str
    ranges: list[TextRange]


class _Scanner(NamedTuple):
    """The surface forms in one language. A text in which no needle is has no match.

    `clauses` has the clause of each known word, if words between spaces and `rarities` are all to be looked
    for; the latter are Chinese characters, emoji and initials. `beginnings` are what those words begin with.
    """

    forms: SurfaceForms
    needles: tuple[str, ...]
    clauses: Mapping[str, int] | None = None
    beginnings: tuple[str, ...] = ()
    rarities: tuple[str, ...] = ()


_new = tuple.__new__
"""Makes a named tuple in less time than its own constructor takes."""

_BODY = HighlightField.BODY
"""To look it up in its class each time would take as long as to make the highlight."""

_BETWEEN = "\0"
"""Stands between texts that are looked through as one: no word has it."""

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
        if scanner.clauses is not None:
            joined = f"{headline}{_BETWEEN}{summary or ''}{_BETWEEN}{body}"
            if joined.isascii() and not _has_any(folded := joined.lower(), scanner.rarities):
                return _of_words(joined, folded, scanner, headline, summary)
        limit = None if self._phrases else MATCHES_WEIGHED  # a phrase may be where its 41st first word is
        in_headline, in_summary = self._matches(headline, scanner), self._matches(summary or "", scanner)
        highlights = _whole(headline, in_headline, summary or "", in_summary)
        in_body = self._matches(body, scanner, limit)
        return highlights + _of_body(body, in_body) if in_body else highlights

    def _add_phrase(self, phrase: PhraseTerms, index: int) -> None:
        """File a phrase by how it is found: as a term, as Chinese characters in a row, or word by word."""
        joined = "".join(term for _, term in phrase)
        if len(phrase) == 1:
            self._terms[joined] = index
        elif len(joined) == len(phrase) == phrase[-1][0] + 1 and all(map(has_cjk, joined)):
            self._cjk_runs[joined] = index
        else:
            self._phrases[phrase[0][1]][phrase] = index

    def _matches(self, text: str, scanner: _Scanner, limit: int | None = None) -> list[Match]:
        """All matches, in the order of the text; of many only the first `limit`, and those soon after."""
        folded, span = (text.lower(), None) if text.isascii() else _folded(text)
        if not _has_any(folded, scanner.needles):
            return []
        scanned, terms = ScannedText(folded, scanner.forms, limit), self._terms
        found = scanned.terms()
        matches = [(start, end, terms[term]) for term, start, end in found if term in terms]
        if self._phrases:
            for term, start, _ in found:
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
            if isinstance(forms, KnownForms) and not (forms.may_be_possessive or self._phrases):
                clauses = {word: self._terms[term] for word, term in forms.words.items()}
                beginnings, rarities = forms.beginnings("")[0], (*forms.lone_forms.all, *self._cjk_runs)
                scanner = scanner._replace(clauses=clauses, beginnings=tuple(beginnings), rarities=rarities)
            self._scanners_of_analysers[analyse] = scanner
        return scanner

    def _phrases_at(self, start: int, term: str, scanned: ScannedText) -> Iterator[Match]:
        phrases = self._phrases[term]
        for phrase, end in scanned.phrases_at(start, phrases):
            yield start, end, phrases[phrase]


def _of_words(
    joined: str, folded: str, scanner: _Scanner, headline: str, summary: str | None
) -> list[Highlight]:
    """The highlights of texts that are folded as one: to look through three takes longer."""
    assert scanner.clauses is not None
    of_summary = len(headline) + 1
    of_body = of_summary + (len(summary) + 1 if summary else 1)
    found = words_in_ascii(folded, scanner.beginnings, scanner.clauses, MATCHES_WEIGHED, of_body)
    if not found:
        return []
    if found[0][0] >= of_body:  # mostly so
        return _of_body(joined, found, of_body)
    first, last = bisect_left(found, (of_summary,)), bisect_left(found, (of_body,))
    in_summary = [(start - of_summary, end - of_summary, clause) for start, end, clause in found[first:last]]
    highlights = _whole(headline, found[:first], summary or "", in_summary)
    return highlights + _of_body(joined, found[last:], of_body) if last < len(found) else highlights


def _whole(headline: str, in_headline: list[Match], summary: str, in_summary: list[Match]) -> list[Highlight]:
    """Headline and summary, if something matches there."""
    highlights = []
    if in_headline:
        highlights.append(Highlight(HighlightField.HEADLINE, headline, merged(in_headline)))
    if in_summary:
        highlights.append(Highlight(HighlightField.SUMMARY, summary, merged(in_summary)))
    return highlights


def _of_body(text: str, matches: list[Match], beginning: int = 0) -> list[Highlight]:
    """The best snippets of a body, which has its `beginning` somewhere in a text."""
    return [_new(Highlight, (_BODY, *snippet)) for snippet in snippets_of(text, matches, beginning)]


def _has_any(text: str, needles: Iterable[str]) -> bool:
    """Whether one of them is in the text. `any` would take twice as long for one or two of them."""
    for needle in needles:  # noqa: SIM110
        if needle in text:
            return True
    return False


def _folded(text: str) -> tuple[str, Callable[[int, int], tuple[int, int]] | None]:
    """The folded text, and what converts its offsets where they are others than in the text."""
    folded = fold_with_origin(text)
    return folded.text, None if folded.origin is None else folded.span
