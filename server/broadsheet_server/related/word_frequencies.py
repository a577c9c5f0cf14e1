"""How often words stand in articles at large, by language: what an archive of a few articles cannot tell.

The figures are those of `wordfreq`: its "small" lists have every word that is at least one in a million of
what is written in some forty languages. A list is read when an article of its language first needs it, which
takes 0.1 to 0.4 s and 5 to 20 MB; nothing is read at the start of a server.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.folding import fold, has_cjk

WORDS_PER_ARTICLE = 250
"""Of a news article of ordinary length, stop words included."""

_LISTS = "small"
_SAME_LISTS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh"}
"""Languages that a list of another name serves."""


@cache
def article_shares(primary: str) -> Mapping[str, float]:
    """The share (0 to 1) of articles that have each term, in a language by its primary subtag.

    A word of relative frequency f stands in 1 - e^(-f n) of all texts of n words, if they are independent.
    Empty for a language without a list; a term that a list does not have is rare.
    """
    frequencies: defaultdict[str, float] = defaultdict(float)
    for word, frequency in _word_frequencies(primary):
        for term in _terms(word, analyser(primary)):
            frequencies[term] += frequency
    return {term: -math.expm1(-frequency * WORDS_PER_ARTICLE) for term, frequency in frequencies.items()}


def _word_frequencies(primary: str) -> Iterator[tuple[str, float]]:
    from wordfreq import available_languages, cB_to_freq, get_frequency_list

    name = _SAME_LISTS.get(primary, primary)
    if name in available_languages(_LISTS):
        for centibels, words in enumerate(get_frequency_list(name, _LISTS)):
            for word in words:
                yield word, cB_to_freq(-centibels)


def _terms(word: str, analyse: Analyser) -> Iterator[str]:
    """The terms of a word as articles have them: a Chinese one stands beside its characters."""
    yield from analyse.terms(analyse.tokens(word))
    if len(word) > 1 and has_cjk(word):
        yield fold(word)
