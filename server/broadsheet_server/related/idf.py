"""Inverse document frequency: how much a term tells, by how few articles of its language have it.

    idf(t) = ln((N + 1) / (df(t) + 0.5))

with N articles of which df(t) have the term (K. Spärck Jones, "A statistical interpretation of term
specificity and its application in retrieval", Journal of Documentation, 1972; smoothed as in probabilistic
ranking). df counts as 2 at least: a term that a single article has so far may name the story whose next
report will repeat it, and must not outweigh everything else.

A small archive cannot tell a rare term from a common one: among ten articles hardly any word stands in more
than two. It is filled up to `FULL_SIZE` articles with such as the language has at large, so that the idf of a
term, and every score made of it, means the same in an archive of any size. What the archive itself tells is
heard where it is clear: a term of many of its articles, as the name of its town, is common here.
"""

import math
from collections.abc import Mapping

from broadsheet_server.related.word_frequencies import article_shares
from broadsheet_server.search.engine import Searcher

MIN_DF = 2
FULL_SIZE = 4_000
"""From this many articles of a language on, they alone tell how rare its terms are."""

OWN_SHARE_POWER = 1.5
"""A share s of the archive's articles, two left out, counts as s to this power of all articles, or more: few
reports of one story do not make its names common, half the archive does."""

TAG_SHARE = 0.01
"""A tag is taken to be on so many of the articles that a small archive does not have yet."""


class Idf(dict[str, float]):
    """The idf of each term, looked up in one state of the index for one language, or for all languages."""

    def __init__(self, searcher: Searcher, language: str | None = None) -> None:
        super().__init__()
        self._searcher = searcher
        self._language = language
        self.unique_terms: set[str] = set()
        """Those of the terms looked up that at most one article has."""
        self.corpus_size = searcher.size(language)
        self._shares = _shares_of(language, self.corpus_size)
        is_filled = language is None or bool(self._shares)
        self._full_size = max(self.corpus_size, FULL_SIZE if is_filled else 0)

    def __missing__(self, term: str) -> float:
        df = self._searcher.document_frequency(term)
        if df < MIN_DF:
            self.unique_terms.add(term)
        idf = self[term] = self._formula(self._filled(df, self._shares.get(term, 0.0)))
        return idf

    def of_tag(self, slug: str) -> float:
        """The idf of a tag."""
        return self._formula(self._filled(self._searcher.tag_document_frequency(slug), TAG_SHARE))

    def share(self, term: str) -> float:
        """The share of articles (0 to 1) that have a term, in the archive or at large, whichever is more."""
        at_large = 0.0 if self._language is None else article_shares(self._language).get(term, 0.0)
        return max(math.exp(-self[term]), at_large)

    def normalised(self, idf: float) -> float:
        """An idf as a share (0 to 1) of the greatest that is possible in this corpus."""
        return min(1.0, idf / math.log(self._full_size + 2))

    def _filled(self, df: int, share: float) -> float:
        """The document frequency in the archive filled up; `share` is that of the articles it lacks."""
        own_share = max(0.0, (df - MIN_DF) / max(1, self.corpus_size))
        at_large = max(df, MIN_DF) + (self._full_size - self.corpus_size) * share
        return max(at_large, self._full_size * math.pow(own_share, OWN_SHARE_POWER))

    def _formula(self, df: float) -> float:
        return max(0.0, math.log((self._full_size + 1) / (df + 0.5)))


class IdfByLanguage(dict[str, Idf]):
    """The idf of terms in each language, by its primary subtag; all from one state of the index."""

    def __init__(self, searcher: Searcher) -> None:
        super().__init__()
        self.searcher = searcher
        self.all_languages = Idf(searcher)

    def __missing__(self, language: str) -> Idf:
        idf = self[language] = Idf(self.searcher, language)
        return idf


def _shares_of(language: str | None, corpus_size: int) -> Mapping[str, float]:
    return {} if language is None or corpus_size >= FULL_SIZE else article_shares(language)
