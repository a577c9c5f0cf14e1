"""Where a text says what was asked: ranges of the original text, never markup. It needs no engine.

A word is marked in all its forms, a phrase as one range. Of a body only snippets are shown: the passages
where most of what was asked stands close together.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import Clause, Phrase
from broadsheet_server.search.folding import has_cjk
from broadsheet_server.search.occurrences import Forms, ScannedText, Words

SNIPPET = 160
"""About so many characters make a snippet."""

SNIPPETS_MAX = 2
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s|[。！？…\n]")
_SPACE = re.compile(r"\s+")
_WEIGHED = 40
"""Of more matches in a body only the first so many are weighed."""


class HighlightField(StrEnum):
    """Which text of an article."""

    HEADLINE = "headline"
    SUMMARY = "summary"
    BODY = "body"


class TextRange(NamedTuple):
    """A part of a text, in code points, `end` not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Highlight:
    """A text of an article, or a passage of it, and the ranges in it that were asked for."""

    field: HighlightField
    text: str
    ranges: list[TextRange]


class _Match(NamedTuple):
    """A clause found in a text."""

    start: int
    end: int
    clause: int


class Highlighter:
    """Finds some clauses in the texts of articles of any language."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._words: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._phrases: defaultdict[str, dict[Words, int]] = defaultdict(dict)
        self._forms: dict[Analyser, Forms] = {}
        for number, clause in enumerate(clauses):
            if isinstance(clause, Phrase):
                for alternative in clause.alternatives:
                    self._add_phrase(alternative, number)
            else:
                self._words |= dict.fromkeys(clause.terms | clause.faint, number)

    def highlights(self, language: str, headline: str, summary: str | None, body: str) -> list[Highlight]:
        """What to show of an article, the headline first; nothing of texts that do not say what was asked."""
        found = []
        for field, text in ((HighlightField.HEADLINE, headline), (HighlightField.SUMMARY, summary or "")):
            if matches := self._matches(text, language):
                found.append(Highlight(field, text, _merged(matches)))
        snippets = _snippets(body, self._matches(body, language))
        return found + [Highlight(HighlightField.BODY, *snippet) for snippet in snippets]

    def _add_phrase(self, words: Words, number: int) -> None:
        terms = "".join(term for _, term in words)
        if len(words) == 1:
            self._words[terms] = number
        elif len(terms) == len(words) == words[-1][0] + 1 and all(map(has_cjk, terms)):
            self._runs[terms] = number
        else:
            self._phrases[words[0][1]][words] = number

    def _matches(self, text: str, language: str) -> list[_Match]:
        """Everything found, in the order of the text."""
        scanned = ScannedText(text, self._forms_of(analyser(language)))
        found = []
        for term, start, end in scanned.words() if self._words or self._phrases else ():
            if term in self._words:
                found.append((start, end, self._words[term]))
            found += self._phrases_at(start, term, scanned)
        for characters, number in self._runs.items():
            found += [(start, end, number) for start, end in scanned.runs(characters)]
        return sorted(_Match(*scanned.span(start, end), number) for start, end, number in found)

    def _forms_of(self, analyse: Analyser) -> Forms:
        known = self._forms.get(analyse)
        if known is None:
            known = self._forms[analyse] = Forms(
                frozenset(self._words.keys() | self._phrases.keys()), analyse
            )
        return known

    def _phrases_at(self, start: int, term: str, scanned: ScannedText) -> Iterator[tuple[int, int, int]]:
        if phrases := self._phrases.get(term):
            for words, end in scanned.phrases_at(start, phrases):
                yield start, end, phrases[words]


def _merged(matches: Iterable[_Match]) -> list[TextRange]:
    """Ranges in order, those that overlap made one."""
    found: list[TextRange] = []
    for start, end, _ in matches:
        if found and start < found[-1].end:
            found[-1] = TextRange(found[-1].start, max(end, found[-1].end))
        else:
            found.append(TextRange(start, end))
    return found


def _snippets(text: str, matches: Sequence[_Match]) -> list[tuple[str, list[TextRange]]]:
    """The passages that say most of what was asked, in the order of the text, with the ranges in them."""
    chosen: list[TextRange] = []
    shown: set[int] = set()
    left = list(matches[:_WEIGHED])
    while left and len(chosen) < SNIPPETS_MAX:
        passage = _densest(left, shown)
        around = _around(text, passage, chosen)
        shown |= {each.clause for each in passage}
        chosen.append(around)
        left = [each for each in left if each.end <= around.start or each.start >= around.end]
    return [_cut(text, around, matches) for around in sorted(chosen)]


def _densest(matches: Sequence[_Match], shown: set[int]) -> Sequence[_Match]:
    """Those matches that fit into one snippet and say most: first of what is new, then altogether."""
    best: tuple[tuple[int, int, int], Sequence[_Match]] | None = None
    for i, first in enumerate(matches):
        end = i + 1
        while end < len(matches) and matches[end].end - first.start <= SNIPPET:
            end += 1
        passage = matches[i:end]
        clauses = {each.clause for each in passage}
        worth = len(clauses - shown), len(clauses), len(passage)
        if best is None or worth > best[0]:
            best = worth, passage
    assert best is not None
    return best[1]


def _around(text: str, passage: Sequence[_Match], taken: Sequence[TextRange]) -> TextRange:
    """A passage with what stands around it, from a sentence's or a word's beginning to a word's end."""
    first, last = passage[0].start, max(each.end for each in passage)
    floor = max((each.end for each in taken if each.end <= first), default=0)
    ceiling = min((each.start for each in taken if each.start >= last), default=len(text))
    start = _beginning(text, max(floor, first - max(0, SNIPPET - (last - first)) // 3), first)
    end = _ending(text, start, last, min(ceiling, max(last, start + SNIPPET)))
    return TextRange(start, end)


def _beginning(text: str, earliest: int, first: int) -> int:
    """Where to begin, from `earliest` on: at a sentence, otherwise at a word."""
    if earliest == 0 or _is_sentence_end(text, earliest):
        return earliest
    sentence = _SENTENCE_END.search(text, earliest, first)
    word = sentence or _SPACE.search(text, earliest, first)
    start = word.end() if word else earliest
    while start < first and unicodedata.category(text[start])[0] == "M":
        start += 1
    return start


def _ending(text: str, start: int, last: int, latest: int) -> int:
    """Where to end, up to `latest`: with a paragraph, otherwise after a word if words have spaces."""
    paragraph = text.find("\n", last, latest)
    if paragraph >= 0 and paragraph - start >= SNIPPET // 3:
        return paragraph
    if latest >= len(text) or text[latest].isspace():
        return latest
    end = max(text.rfind(" ", last, latest), text.rfind("\n", last, latest))
    return latest if end < 0 else end


def _is_sentence_end(text: str, place: int) -> bool:
    return text[place - 1] in "。！？\n"


def _cut(text: str, around: TextRange, matches: Iterable[_Match]) -> tuple[str, list[TextRange]]:
    """The passage without space at its ends, and the ranges as they stand in it."""
    cut = text[around.start : around.end]
    start = around.start + len(cut) - len(cut.lstrip())
    cut = cut.strip()
    end = start + len(cut)
    inside = [each for each in matches if start <= each.start and each.end <= end]
    return cut, [TextRange(each.start - start, each.end - start) for each in _merged(inside)]
