"""What a person typed as the engine's clauses, in every language that articles are written in.

Nobody says in which language they ask, so a word is looked for by its stem in each. A word that stands for
several units, like `follow-up`, is a phrase; Chinese is cut into words, each a phrase of its characters. What
says nothing is spare: it is left out beside what does. However long the text, a question stays small.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, repeat

from broadsheet_server.search import chinese
from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import Clause, Searcher, Word
from broadsheet_server.search.folding import CJK, fold, has_cjk, without_accents
from broadsheet_server.search.phrases import Phrases, is_chinese_word
from broadsheet_server.search.query_parser import QueryPart
from broadsheet_server.search.stopwords import stop_words

WANTED_MAX = 16
"""So many words and phrases of a text are looked for, the first ones that say something."""

SPARE_MAX = 6
"""So many of those that say nothing, where nothing else was typed."""

UNWANTED_MAX = 8
"""So many are left out."""

COMPLETIONS = 40
"""So many words, the most frequent ones, are taken for the one that is still being typed."""

PHRASE_COMPLETIONS = 10
SHORTEST_BEGINNING = 2
LANGUAGES_MAX = 12
"""In so many languages a word is looked for: the most frequent ones that do not stem alike."""

_ANY = "und"
_SURELY_ONE = 2
"""So few characters are one word, and need no dictionary to be cut."""

_RUNS = re.compile(f"[{CJK}]+|[^{CJK}]+")
_FUNCTION_WORDS = re.compile(f"[{''.join(word for word in stop_words('zh') if len(word) == 1)}]+")


@dataclass(frozen=True, slots=True)
class QueryClauses:
    """What has to be there, and what must not be."""

    wanted: tuple[Clause, ...]
    unwanted: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class _Meant:
    """A word or a phrase that somebody typed. It counts more where all of `within` stands around it."""

    text: str
    units: tuple[str, ...]
    is_open: bool = False
    within: str = ""


class QueryInterpreter:
    """Makes clauses for one state of the index; `language` where only articles in it are meant."""

    def __init__(self, searcher: Searcher, language: str | None) -> None:
        self._searcher = searcher
        self._language = language

    @cached_property
    def analysers(self) -> list[Analyser]:
        """One for each way to stem, the most frequent languages first."""
        tags = [self._language] if self._language else [tag for tag, _ in self._searcher.languages()]
        by_stems: dict[int, Analyser] = {}
        for each in map(analyser, tags or [_ANY]):
            by_stems.setdefault(id(each.stems), each)
        return list(islice(by_stems.values(), LANGUAGES_MAX))

    def clauses(self, parts: Iterable[QueryPart]) -> QueryClauses:
        """All parts together. Words that say nothing are left out beside words that do."""
        parts = list(parts)
        meant = dict.fromkeys(each for part in parts if not part.is_excluded for each in self._meant(part))
        telling = [each for each in meant if self._says_something(each)]
        left_out = dict.fromkeys(each for part in parts if part.is_excluded for each in self._one(part.text))
        phrases = Phrases(self._searcher, self.analysers)
        chosen, most = (telling, WANTED_MAX) if telling else (meant, SPARE_MAX)
        wanted = [self._clause(each, phrases) or self._words(each) for each in islice(chosen, most)]
        unwanted = [self._clause(each, phrases) for each in islice(left_out, UNWANTED_MAX)]
        return QueryClauses(_unique(wanted)[:most], _unique(unwanted))

    def word(self, unit: str, is_open: bool) -> Word:
        """A word in any language, and what it may become where it is still being typed."""
        terms = self.stems(unit)
        longer = self.completions(unit, COMPLETIONS) if is_open else ()
        faint = dict.fromkeys(term for word in longer for term in self.stems(word) if term not in terms)
        return Word(terms, frozenset(islice(faint, COMPLETIONS)))

    def stems(self, unit: str) -> frozenset[str]:
        """What a word becomes in each language."""
        return frozenset(each.stems[unit] for each in self.analysers)

    def is_stop_word(self, unit: str) -> bool:
        """Whether a word says nothing in the language that most articles are written in."""
        return unit in self.analysers[0].stop_words

    def completions(self, beginning: str, limit: int) -> Iterator[str]:
        """Words that begin so, accents or not, if the beginning is long enough to say something."""
        if len(beginning) >= SHORTEST_BEGINNING and not has_cjk(beginning):
            for spelled in dict.fromkeys((beginning, without_accents(beginning))):
                for word, _ in self._searcher.completions(spelled, limit):
                    yield word

    def _meant(self, part: QueryPart) -> Iterator[_Meant]:
        """What a part says: a phrase as it stands, any other text cut into words."""
        if part.is_phrase or len(part.text) <= _SURELY_ONE or not has_cjk(part.text):
            return self._one(part.text, part.is_open)
        pieces = _pieces(fold(part.text))
        return chain.from_iterable(
            self._chinese(piece, part.is_open and number == len(pieces))
            for number, piece in enumerate(pieces, 1)
        )

    def _one(self, text: str, is_open: bool = False, within: str = "") -> Iterator[_Meant]:
        if units := self.analysers[0].units(text):
            yield _Meant(text, tuple(units), is_open and _may_go_on(text), within)

    def _chinese(self, piece: str, is_open: bool) -> Iterator[_Meant]:
        """A piece of Chinese; one that is no word without the function words that may be in it."""
        cores = list(filter(None, _FUNCTION_WORDS.split(piece)))
        if not cores or cores == [piece] or chinese.is_known(piece):
            return self._one(piece, is_open)
        withins = piece, *repeat("", len(cores) - 1)
        return chain.from_iterable(map(self._one, cores, repeat(False), withins))

    def _says_something(self, meant: _Meant) -> bool:
        """Not a stop word, nor stop words of one language alone."""
        if len(meant.units) == 1:
            return not self.is_stop_word(meant.units[0])
        return not any(each.stop_words.issuperset(meant.units) for each in self.analysers)

    def _clause(self, meant: _Meant, phrases: Phrases) -> list[Clause]:
        """The clause that it is; none where that costs too much."""
        *_, last = meant.units
        if len(meant.units) == 1 and not meant.within:
            return [self.word(last, meant.is_open)]
        endings = self.completions(last, PHRASE_COMPLETIONS) if meant.is_open else ()
        found = phrases.phrase(meant.text, endings)
        if found and meant.within and (around := phrases.phrase(meant.within)):
            found = replace(found, alternatives=found.alternatives + around.alternatives)
        return [found] if found else []

    def _words(self, meant: _Meant) -> list[Clause]:
        """Instead of a phrase its words, wherever they stand."""
        whole = fold(meant.text)
        if is_chinese_word(whole) and chinese.is_known(whole):
            return [Word(frozenset([whole]))]
        last = len(meant.units) - 1
        words = {unit: self.word(unit, meant.is_open and i == last) for i, unit in enumerate(meant.units)}
        telling = [word for unit, word in words.items() if not self.is_stop_word(unit)]
        return [*(telling or words.values())][:WANTED_MAX]


def _may_go_on(text: str) -> bool:
    """Whether a text ends within a word: with a letter, a vowel sign or a digit."""
    return unicodedata.category(text[-1])[0] in "LMN"


def _pieces(folded: str) -> list[str]:
    """Mixed text cut into words. A single character stays with the letters it touches: `C盘`, `A股`."""
    found: list[str] = []
    joinable = False
    for run in _RUNS.findall(folded):
        for segment in chinese.segments(run) if has_cjk(run) and len(run) > _SURELY_ONE else [run]:
            joins = not has_cjk(segment) or (len(segment) == 1 and not _FUNCTION_WORDS.match(segment))
            if found and joinable and joins:
                found[-1] += segment
                joinable = False
            else:
                found.append(segment)
                joinable = joins
    return found


def _unique(clauses: Iterable[Iterable[Clause]]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(clauses)))
