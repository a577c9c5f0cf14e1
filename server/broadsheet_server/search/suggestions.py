"""Spelling correction: what was probably meant by words that no article has.

The vocabulary is what the public may read: a word of articles under embargo is neither suggested, nor taken
for spelled correctly.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.engine import Searcher
from broadsheet_server.search.folding import has_cjk
from broadsheet_server.search.query_interpreter import QueryInterpreter
from broadsheet_server.search.query_parser import QueryPart
from broadsheet_server.search.spelling import edit_distance
from broadsheet_shared.language_tags import UNDETERMINED

CORRECTED_LENGTH_MIN = 3
"""Shorter words are taken for spelled correctly. In characters."""

WORDS_MAX = 8
"""Of a longer query only the first so many words are corrected."""

CORRECTIONS_MAX = 2
"""A query with more unknown words is not corrected."""

_CANDIDATES = 100
_CANDIDATES_VERIFIED = 10


class _TypedWord(NamedTuple):
    """A word of the query, folded, with its offsets there."""

    word: str
    start: int
    end: int
    is_prefix: bool


class SpellingCorrector:
    """Corrects words as articles that are public at this moment spell them."""

    def __init__(self, searcher: Searcher, interpreter: QueryInterpreter, now: datetime) -> None:
        self._searcher = searcher
        self._interpreter = interpreter
        self._now = now

    def corrected(self, text: str, parts: Iterable[QueryPart]) -> str | None:
        """The query with each unknown word as articles spell it; None where nothing better is known.

        Chinese and exclusions are never corrected.
        """
        words = islice(_typed_words(parts), WORDS_MAX)
        unknown = [typed for typed in words if not self._is_known(typed)]
        if len(unknown) > CORRECTIONS_MAX:
            return None
        corrected = text
        for typed in reversed(unknown):
            if (spelling := self._correction(typed.word)) is not None:
                corrected = corrected[: typed.start] + spelling + corrected[typed.end :]
        return None if corrected == text else corrected

    def _is_known(self, typed: _TypedWord) -> bool:
        """Whether an article has the word in any form, or one that it begins; or it needs no correction."""
        word = typed.word
        if len(word) < CORRECTED_LENGTH_MIN or word.isdecimal() or has_cjk(word):
            return True
        if self._interpreter.is_stop_word(word):
            return True
        clause = self._interpreter.term_clause(word, typed.is_prefix)
        return self._searcher.has_public_term(clause.terms | clause.expansions, self._now)

    def _correction(self, word: str) -> str | None:
        """The public spelling with the smallest edit distance, of those the most frequent one."""
        candidates = self._searcher.similar_spellings(word, _CANDIDATES)
        candidates.sort(key=lambda candidate: (edit_distance(word, candidate[0]), -candidate[1]))
        spellings = (spelling for spelling, _ in candidates[:_CANDIDATES_VERIFIED])
        return next(
            (spelling for spelling in spellings if self._searcher.has_public_spelling(spelling, self._now)),
            None,
        )


def _typed_words(parts: Iterable[QueryPart]) -> Iterator[_TypedWord]:
    analyse = analyser(UNDETERMINED)
    for part in parts:
        if part.is_excluded:
            continue
        token_stream = analyse.token_stream(part.text, chinese_words=False)
        for word, token in zip(analyse.tokens(part.text), token_stream, strict=True):
            is_prefix = part.is_prefix and token.end == len(part.text)
            yield _TypedWord(word, part.start + token.start, part.start + token.end, is_prefix)
