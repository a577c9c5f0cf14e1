"""Inverse document frequency: how much a term tells, by how few articles of its language have it.

    idf(t) = ln((N + 1) / (df(t) + 0.5))

with N articles of which df(t) have the term (K. Spärck Jones, "A statistical interpretation of term
specificity and its application in retrieval", Journal of Documentation, 1972; smoothed as in probabilistic
ranking). df counts as 2 at least: a term that a single article has so far may name the story whose next
report will repeat it, and must not outweigh everything else.
"""

import math

from broadsheet_server.search.engine import Searcher

MIN_DF = 2


class Idf(dict[str, float]):
    """The idf of each term, looked up in one state of the index for one language, or for all languages."""

    def __init__(self, searcher: Searcher, language: str | None = None) -> None:
        super().__init__()
        self._searcher = searcher
        self.unique_terms: set[str] = set()
        """Those of the terms looked up that at most one article has."""
        self.corpus_size = searcher.size(language)

    def __missing__(self, term: str) -> float:
        df = self._searcher.document_frequency(term)
        if df < MIN_DF:
            self.unique_terms.add(term)
        idf = self[term] = self._formula(df)
        return idf

    def of_tag(self, slug: str) -> float:
        """The idf of a tag."""
        return self._formula(self._searcher.tag_document_frequency(slug))

    def normalised(self, idf: float) -> float:
        """An idf as a share (0 to 1) of the greatest that is possible in this corpus."""
        return min(1.0, idf / math.log(self.corpus_size + 2))

    def _formula(self, df: int) -> float:
        return max(0.0, math.log((self.corpus_size + 1) / (max(df, MIN_DF) + 0.5)))


class IdfByLanguage(dict[str, Idf]):
    """The idf of terms in each language, by its primary subtag; all from one state of the index."""

    def __init__(self, searcher: Searcher) -> None:
        super().__init__()
        self.searcher = searcher
        self.all_languages = Idf(searcher)

    def __missing__(self, language: str) -> Idf:
        idf = self[language] = Idf(self.searcher, language)
        return idf
