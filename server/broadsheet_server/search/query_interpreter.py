"""Turns a parsed query into the engine's clauses, in every language of the archive.

Nobody says in which language they search, so a word is looked for by its stem in each. Words of several
tokens, like `follow-up`, become phrases; Chinese is segmented into words, each a phrase of its characters.
Stop words are dropped beside content words. However long the text, the query stays small.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, repeat

from broadsheet_server.search import chinese
from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import Clause, Searcher, TermClause
from broadsheet_server.search.folding import CJK, fold, has_cjk, without_accents
from broadsheet_server.search.late_patterns import LatePattern
from broadsheet_server.search.phrases import PhraseBuilder, is_chinese_word
from broadsheet_server.search.query_parser import QueryPart
from broadsheet_server.search.stopwords import stop_words
from broadsheet_shared.language_tags import UNDETERMINED

REQUIRED_MAX = 16
"""Most words and phrases that are looked for: the first ones with content."""

STOP_WORDS_MAX = 6
"""Most stop words that are looked for, where nothing else was typed."""

EXCLUDED_MAX = 8
"""Most words and phrases that are excluded."""

EXPANSIONS_MAX = 40
"""Most words, by document frequency, that a prefix is expanded to."""

PHRASE_EXPANSIONS_MAX = 10
"""Most words that the last word of a phrase is expanded to."""

PREFIX_LENGTH_MIN = 2
"""Shorter prefixes are not expanded. In characters."""

LANGUAGES_MAX = 12
"""Most languages whose stems are looked for: the most frequent ones that stem differently."""

_UNSEGMENTED_LENGTH = 2
"""Chinese up to this length counts as one word: no dictionary is needed to segment it."""

_RUNS = LatePattern(f"[{CJK}]+|[^{CJK}]+")
_FUNCTION_WORDS = re.compile(f"[{''.join(word for word in stop_words('zh') if len(word) == 1)}]+")


@dataclass(frozen=True, slots=True)
class QueryClauses:
    """Clauses that have to match, and clauses that must not."""

    required: tuple[Clause, ...]
    excluded: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class _Operand:
    """A word or phrase of the query. Matches of `context`, the phrase around it, weigh more."""

    text: str
    tokens: tuple[str, ...]
    is_prefix: bool = False
    context: str = ""


class QueryInterpreter:
    """Builds clauses for one state of the index, in one language only if the search is filtered by it."""

    def __init__(self, searcher: Searcher, language: str | None) -> None:
        self._searcher = searcher
        self._language = language

    @cached_property
    def analysers(self) -> list[Analyser]:
        """One for each way of stemming, the most frequent languages first."""
        tags = [self._language] if self._language else [tag for tag, _ in self._searcher.languages()]
        by_stems: dict[int, Analyser] = {}
        for analyse in map(analyser, tags or [UNDETERMINED]):
            by_stems.setdefault(id(analyse.stems), analyse)
        return list(islice(by_stems.values(), LANGUAGES_MAX))

    def clauses(self, parts: Iterable[QueryPart]) -> QueryClauses:
        """The clauses of all parts. Stop words are required only where there is nothing else."""
        parts = list(parts)
        typed = [operand for part in parts if not part.is_excluded for operand in self._operands(part)]
        operands = dict.fromkeys(typed)
        excluded = dict.fromkeys(
            operand for part in parts if part.is_excluded for operand in self._operand(part.text)
        )
        with_content = [operand for operand in operands if self._has_content(operand)]
        required, limit = (with_content, REQUIRED_MAX) if with_content else (operands, STOP_WORDS_MAX)
        phrases = PhraseBuilder(self._searcher, self.analysers)
        return QueryClauses(
            _distinct(
                self._clause(operand, phrases) or self._term_clauses(operand)
                for operand in islice(required, limit)
            )[:limit],
            _distinct(self._clause(operand, phrases) for operand in islice(excluded, EXCLUDED_MAX)),
        )

    def term_clause(self, token: str, is_prefix: bool) -> TermClause:
        """A word by its stems in all languages, with its expansions where it is a prefix."""
        terms = self.stems(token)
        words = self.expansions(token, EXPANSIONS_MAX) if is_prefix else ()
        expansions = dict.fromkeys(term for word in words for term in self.stems(word) if term not in terms)
        return TermClause(terms, frozenset(islice(expansions, EXPANSIONS_MAX)))

    def stems(self, token: str) -> frozenset[str]:
        """The stems of a word in all languages."""
        return frozenset(analyse.stems[word] for analyse in self.analysers for word in _spellings(token))

    def is_stop_word(self, token: str) -> bool:
        """Whether a token is a stop word of the most frequent language."""
        return token in self.analysers[0].stop_words

    def expansions(self, prefix: str, limit: int) -> Iterator[str]:
        """Words that begin with the prefix, with or without its accents; none for a very short one."""
        if len(prefix) >= PREFIX_LENGTH_MIN and not has_cjk(prefix):
            for spelling in dict.fromkeys((prefix, without_accents(prefix))):
                for word, _ in self._searcher.completions(spelling, limit):
                    yield word

    def _operands(self, part: QueryPart) -> Iterator[_Operand]:
        """The operands of a part: one if it is a phrase or not Chinese, otherwise its Chinese words."""
        if part.is_phrase or len(part.text) <= _UNSEGMENTED_LENGTH or not has_cjk(part.text):
            return self._operand(part.text, part.is_prefix)
        words = _segments(fold(part.text))
        return chain.from_iterable(
            self._chinese_operands(word, part.is_prefix and number == len(words))
            for number, word in enumerate(words, 1)
        )

    def _operand(self, text: str, is_prefix: bool = False, context: str = "") -> Iterator[_Operand]:
        if tokens := self.analysers[0].tokens(text):
            yield _Operand(text, tuple(tokens), is_prefix and _ends_within_word(text), context)

    def _chinese_operands(self, word: str, is_prefix: bool) -> Iterator[_Operand]:
        """A segment of Chinese. One that the dictionary lacks is split at the function words in it."""
        content = list(filter(None, _FUNCTION_WORDS.split(word)))
        if not content or content == [word] or chinese.is_known(word):
            return self._operand(word, is_prefix)
        contexts = word, *repeat("", len(content) - 1)
        return chain.from_iterable(map(self._operand, content, repeat(False), contexts))

    def _has_content(self, operand: _Operand) -> bool:
        """Whether it is no stop word, and no phrase of stop words of one language."""
        if len(operand.tokens) == 1:
            return not self.is_stop_word(operand.tokens[0])
        return not any(analyse.stop_words.issuperset(operand.tokens) for analyse in self.analysers)

    def _clause(self, operand: _Operand, phrases: PhraseBuilder) -> list[Clause]:
        """The clause of an operand, in a list; none for a phrase that the budget does not allow."""
        *_, last = operand.tokens
        if len(operand.tokens) == 1 and not operand.context:
            return [self.term_clause(last, operand.is_prefix)]
        expansions = self.expansions(last, PHRASE_EXPANSIONS_MAX) if operand.is_prefix else ()
        phrase = phrases.phrase(operand.text, expansions)
        if phrase and operand.context and (context := phrases.phrase(operand.context)):
            phrase = replace(phrase, alternatives=phrase.alternatives + context.alternatives)
        return [phrase] if phrase else []

    def _term_clauses(self, operand: _Operand) -> list[Clause]:
        """Instead of a phrase that costs too much: its words, wherever they stand."""
        folded = fold(operand.text)
        if is_chinese_word(folded) and chinese.is_known(folded):
            return [TermClause(frozenset([folded]))]
        last = len(operand.tokens) - 1
        clauses = {
            token: self.term_clause(token, operand.is_prefix and i == last)
            for i, token in enumerate(operand.tokens)
        }
        with_content = [clause for token, clause in clauses.items() if not self.is_stop_word(token)]
        return [*(with_content or clauses.values())][:REQUIRED_MAX]


def _ends_within_word(text: str) -> bool:
    """Whether a text ends with a letter, a mark or a digit (general category L, M or N)."""
    return unicodedata.category(text[-1])[0] in "LMN"


def _spellings(token: str) -> tuple[str, ...]:
    """The word, and with the ending that its last letter is often typed for: Arabic ه for ة."""
    return (token, f"{token[:-1]}ة") if token[-1] == "ه" else (token,)


def _segments(folded: str) -> list[str]:
    """Mixed text cut into words. A single character stays with the letters beside it: `C盘`, `A股`."""
    segments: list[str] = []
    is_joinable_before = False
    for run in _RUNS.compiled.findall(folded):
        for word in chinese.segments(run) if has_cjk(run) and len(run) > _UNSEGMENTED_LENGTH else [run]:
            is_joinable = not has_cjk(word) or (len(word) == 1 and not _FUNCTION_WORDS.match(word))
            if segments and is_joinable_before and is_joinable:
                segments[-1] += word
                is_joinable_before = False
            else:
                segments.append(word)
                is_joinable_before = is_joinable
    return segments


def _distinct(clauses: Iterable[Iterable[Clause]]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(clauses)))
