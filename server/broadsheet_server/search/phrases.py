"""Phrase clauses, in every language of the archive, within a budget of work for the engine.

To match a phrase, the engine intersects the postings of its terms and compares positions in every article
that has all of them: `"of the"` alone costs as much as a hundred words. Therefore all phrases of a query
share a budget of articles to compare.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import islice

from broadsheet_server.search.analysis import Analyser
from broadsheet_server.search.engine import PhraseClause, PhraseTerms, Searcher
from broadsheet_server.search.folding import fold, has_cjk

BUDGET = 10_000
"""Most articles whose positions are compared for the phrases of one query."""

PHRASE_TERMS_MAX = 16
"""Of a longer phrase only the first so many terms are looked for."""


class PhraseBuilder:
    """Builds the phrase clauses of one query."""

    def __init__(self, searcher: Searcher, analysers: Sequence[Analyser]) -> None:
        self._searcher = searcher
        self._analysers = analysers
        self._budget = BUDGET

    @cached_property
    def _document_frequency(self) -> Callable[[str], int]:
        """Asks of each term once. Most queries have no phrase, and need none of this."""
        return cache(self._searcher.text_document_frequency)

    def phrase(self, text: str, expansions: Iterable[str] = ()) -> PhraseClause | None:
        """The clause of a text of several tokens, or None if the budget does not allow it.

        `expansions` are words that the last token may be the prefix of. Where the budget allows only some of
        the alternatives, these are looked for.
        """
        alternatives = dict.fromkeys(self._alternatives(text, tuple(expansions)))
        costs = {terms: self._cost(terms) for terms in alternatives}
        affordable = tuple(terms for terms, cost in costs.items() if cost and self._spend(cost))
        if not affordable and any(costs.values()):
            return None
        folded = fold(text)
        return PhraseClause(
            affordable or tuple(islice(alternatives, 1)),
            frozenset([folded] if is_chinese_word(folded) else ()),
        )

    def _alternatives(self, text: str, expansions: Sequence[str]) -> Iterator[PhraseTerms]:
        """The stems in each language, at their positions and also without gaps for punctuation."""
        first = self._analysers[0]
        tokens = first.tokens(text)
        if len(tokens) > PHRASE_TERMS_MAX:
            tokens, expansions = tokens[:PHRASE_TERMS_MAX], ()
        token_stream = islice(first.token_stream(text, chinese_words=False), PHRASE_TERMS_MAX)
        positions = [token.position for token in token_stream]
        for last in (tokens[-1], *expansions):
            for analyse in self._analysers:
                terms = analyse.terms([*tokens[:-1], last])
                yield tuple(zip(positions, terms, strict=True))
                yield tuple(enumerate(terms))

    def _cost(self, terms: PhraseTerms) -> int:
        """The document frequency of the rarest term; at most 1 for a single term: no positions needed."""
        rarest = min(self._document_frequency(term) for _, term in terms)
        return rarest if len(terms) > 1 else min(rarest, 1)

    def _spend(self, cost: int) -> bool:
        """Take the cost from the budget, if enough is left."""
        if cost > self._budget:
            return False
        self._budget -= cost
        return True


def is_chinese_word(text: str) -> bool:
    """Whether a text may be indexed as a word beside its characters."""
    return len(text) > 1 and all(map(has_cjk, text))
