"""What a person typed as the engine's clauses, in every language that articles are written in.

Nobody says in which language they ask, so a word is looked for by its stem in each. A word that stands for
several units, like `follow-up`, is a phrase; Chinese is cut into words, each a phrase of its characters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from broadsheet_server.search import chinese
from broadsheet_server.search.analysis import Analyser, analyser, primary
from broadsheet_server.search.engine import Clause, Phrase, Searcher, Word
from broadsheet_server.search.folding import CJK, fold, has_cjk
from broadsheet_server.search.typed_text import Part

COMPLETIONS = 40
"""So many words, the most frequent ones, are taken for the one that is still being typed."""

PHRASE_COMPLETIONS = 10
SHORTEST_BEGINNING = 2
_ANY = "und"
Words = tuple[tuple[int, str], ...]
_SURELY_ONE = 2
"""So few characters are one word, and need no dictionary to be cut."""

_RUNS = re.compile(f"[{CJK}]+|[^{CJK}]+")


@dataclass(frozen=True, slots=True)
class Clauses:
    """What has to be there, and what must not be."""

    wanted: tuple[Clause, ...]
    unwanted: tuple[Clause, ...]


class Interpreter:
    """Makes clauses for one state of the index; `language` where only articles in it are meant."""

    def __init__(self, searcher: Searcher, language: str | None) -> None:
        self._searcher = searcher
        self._language = language

    @cached_property
    def analysers(self) -> list[Analyser]:
        """One for each language, the most frequent first."""
        tags = [self._language] if self._language else [tag for tag, _ in self._searcher.languages()]
        return [analyser(each) for each in dict.fromkeys(map(primary, tags or [_ANY]))]

    def clauses(self, parts: Iterable[Part]) -> Clauses:
        """All parts together. Words that say nothing are left out beside words that do."""
        wanted: list[Clause] = []
        spare: list[Clause] = []
        unwanted: list[Clause] = []
        for part in parts:
            if part.is_excluded:
                unwanted += self._whole(part)
            elif part.is_phrase:
                wanted += self._phrase(part.text, part.is_open)
            else:
                for clause, is_telling in self._chunk(part.text, part.is_open):
                    (wanted if is_telling else spare).append(clause)
        return Clauses(_unique(wanted or spare), _unique(unwanted))

    def stems(self, unit: str) -> frozenset[str]:
        """What a word becomes in each language."""
        return frozenset(each.stems[unit] for each in self.analysers)

    def is_stop_word(self, unit: str) -> bool:
        """Whether a word says nothing in the language that most articles are written in."""
        return unit in self.analysers[0].stop_words

    def completions(self, beginning: str, limit: int) -> Iterator[str]:
        """Words that begin so, if the beginning is long enough to say something."""
        if len(beginning) >= SHORTEST_BEGINNING and not has_cjk(beginning):
            for word, _ in self._searcher.completions(beginning, limit):
                yield word

    def _whole(self, part: Part) -> Iterator[Clause]:
        """What is left out is left out as a whole."""
        if part.is_phrase or len(self.analysers[0].units(part.text)) > 1:
            yield from self._phrase(part.text, False)
        else:
            yield from (clause for clause, _ in self._chunk(part.text, False))

    def _chunk(self, text: str, is_open: bool) -> Iterator[tuple[Clause, bool]]:
        """The clauses of text without spaces, each with whether it says something."""
        pieces = _pieces(fold(text)) if has_cjk(text) else [text]
        for number, piece in enumerate(pieces):
            still_typed = is_open and number == len(pieces) - 1 and piece[-1].isalnum()
            units = self.analysers[0].units(piece)
            if len(units) == 1:
                yield self._word(units[0], still_typed), still_typed or not self.is_stop_word(units[0])
            else:
                yield from ((phrase, True) for phrase in self._phrase(piece, still_typed))

    def _word(self, unit: str, is_open: bool) -> Word:
        terms = self.stems(unit)
        longer = self.completions(unit, COMPLETIONS) if is_open else ()
        faint = frozenset(term for word in longer for term in self.stems(word))
        return Word(terms, faint - terms)

    def _phrase(self, text: str, is_open: bool) -> Iterator[Phrase]:
        """The phrase that a text is, with what its last word may become; none where no word is in it."""
        units = self.analysers[0].units(text)
        if not units:
            return
        longer = list(self.completions(units[-1], PHRASE_COMPLETIONS)) if is_open else []
        found: dict[Words, None] = {}
        for each in self.analysers:
            for words in _placed(each, text):
                place = words[-1][0]
                ends = [(place, each.stems[word]) for word in longer]
                found |= dict.fromkeys([words, *((*words[:-1], end) for end in ends)])
        whole = fold(text)
        yield Phrase(tuple(found), frozenset([whole]) if _is_chinese_word(whole) else frozenset())


def _pieces(folded: str) -> list[str]:
    """Mixed text cut into words. A single character stays with the letters it touches: `C盘`, `A股`."""
    found: list[str] = []
    joinable = False
    for run in _RUNS.findall(folded):
        for segment in chinese.segments(run) if has_cjk(run) and len(run) > _SURELY_ONE else [run]:
            if found and joinable and (len(segment) == 1 or not has_cjk(segment)):
                found[-1] += segment
                joinable = False
            else:
                found.append(segment)
                joinable = len(segment) == 1 or not has_cjk(segment)
    return found


def _placed(analyse: Analyser, text: str) -> Iterator[Words]:
    """The terms where they stand; and side by side, in case what is between them means nothing."""
    placed = [(token.position, token.term) for token in analyse.tokens(text, chinese_words=False)]
    yield tuple(placed)
    yield tuple(enumerate(term for _, term in placed))


def _is_chinese_word(text: str) -> bool:
    return len(text) > 1 and all(map(has_cjk, text))


def _unique(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(clauses))
