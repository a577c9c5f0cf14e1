"""What was probably meant by words that no article has.

Only what the public may read is known here: a word of articles under embargo is neither proposed, nor taken
for a word that is spelled right.
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
from broadsheet_server.search.spelling import Spelling

SHORTEST = 3
WORDS_MAX = 8
"""Of a longer text only the beginning is looked at."""

RESPELLED_MAX = 2
"""Who mistypes more words than that is left alone."""

_CONSIDERED = 100
_TRIED = 10


class _Typed(NamedTuple):
    """A word as it was typed, folded, and where it stands in the text."""

    word: str
    start: int
    end: int
    is_open: bool


class Speller:
    """Puts words right as articles that are public at this moment spell them."""

    def __init__(self, searcher: Searcher, interpreter: QueryInterpreter, now: datetime) -> None:
        self._searcher = searcher
        self._interpreter = interpreter
        self._now = now

    def respelled(self, text: str, parts: Iterable[QueryPart]) -> str | None:
        """The text with each unknown word as articles spell it; None where nothing better is known.

        Chinese is never respelled, and neither is what is left out.
        """
        typed = islice(_typed(parts), WORDS_MAX)
        unknown = [each for each in typed if not self._is_known(each)]
        if len(unknown) > RESPELLED_MAX:
            return None
        better = text
        for each in reversed(unknown):
            if (word := self._spelling(each.word)) is not None:
                better = better[: each.start] + word + better[each.end :]
        return None if better == text else better

    def _is_known(self, typed: _Typed) -> bool:
        """Whether some article has the word in any form, or a word that it may become; or it says nothing."""
        word = typed.word
        if len(word) < SHORTEST or word.isdecimal() or has_cjk(word) or self._interpreter.is_stop_word(word):
            return True
        meant = self._interpreter.word(word, typed.is_open)
        return self._searcher.is_said(meant.terms | meant.faint, self._now)

    def _spelling(self, word: str) -> str | None:
        """What an unknown word probably is: the nearest known one, the most frequent of those."""
        distance = Spelling(word).distance
        near = self._searcher.spelled_like(word, _CONSIDERED)
        near.sort(key=lambda each: (distance(each[0]), -each[1]))
        likely = (spelling for spelling, _ in near[:_TRIED])
        return next((each for each in likely if self._searcher.is_spelled(each, self._now)), None)


def _typed(parts: Iterable[QueryPart]) -> Iterator[_Typed]:
    analyse = analyser("und")
    for part in parts:
        if part.is_excluded:
            continue
        tokens = analyse.tokens(part.text, chinese_words=False)
        for word, token in zip(analyse.units(part.text), tokens, strict=True):
            is_open = part.is_open and token.end == len(part.text)
            yield _Typed(word, part.start + token.start, part.start + token.end, is_open)
