"""Words that follow each other, in every language, for as much as one question may cost.

To find a phrase, the engine goes through all articles that have each of its words: `"of the"` alone costs as
much as a hundred words. So all phrases of a question share a budget of articles to go through.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

from broadsheet_server.search.analysis import Analyser
from broadsheet_server.search.engine import Phrase, Searcher
from broadsheet_server.search.folding import fold, has_cjk

BUDGET = 10_000
"""So many articles are gone through for the phrases of one question."""

WORDS_MAX = 16
"""So many words of a phrase are looked at."""

Words = tuple[tuple[int, str], ...]


class Phrases:
    """Makes the phrases of one question."""

    def __init__(self, searcher: Searcher, analysers: Sequence[Analyser]) -> None:
        self._articles_with = cache(searcher.articles_with)
        self._analysers = analysers
        self._left = BUDGET

    def phrase(self, text: str, endings: Iterable[str] = ()) -> Phrase | None:
        """What a text of several units is, with what its last word may become; None if that costs too much.

        Where some readings cost too much and others do not, these are what is looked for.
        """
        readings = dict.fromkeys(self._readings(text, tuple(endings)))
        costs = {words: self._cost(words) for words in readings}
        found = tuple(words for words, cost in costs.items() if cost and self._pay(cost))
        if not found and any(costs.values()):
            return None
        whole = fold(text)
        return Phrase(
            found or tuple(islice(readings, 1)), frozenset([whole] if is_chinese_word(whole) else ())
        )

    def _readings(self, text: str, endings: Sequence[str]) -> Iterator[Words]:
        """The terms in each language: where they stand, and side by side, in case nothing is between them."""
        first = self._analysers[0]
        units = first.units(text)
        if len(units) > WORDS_MAX:
            units, endings = units[:WORDS_MAX], ()
        places = [token.position for token in first.tokens(text, chinese_words=False)][:WORDS_MAX]
        for last in (units[-1], *endings):
            for analyse in self._analysers:
                terms = [analyse.stems[unit] for unit in (*units[:-1], last)]
                yield tuple(zip(places, terms, strict=True))
                yield tuple(enumerate(terms))

    def _cost(self, words: Words) -> int:
        """How many articles have the rarest of the words; one where nothing has to follow a word."""
        rarest = min(self._articles_with(term) for _, term in words)
        return rarest if len(words) > 1 else min(rarest, 1)

    def _pay(self, cost: int) -> bool:
        """Take it from the budget, if there is so much."""
        if cost > self._left:
            return False
        self._left -= cost
        return True


def is_chinese_word(text: str) -> bool:
    """Whether a text may stand in the index as a word beside its characters."""
    return len(text) > 1 and all(map(has_cjk, text))
