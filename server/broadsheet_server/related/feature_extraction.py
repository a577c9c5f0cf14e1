"""From an article to its features: what it is about, weighed by how rare that is in this publication."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from operator import itemgetter

from broadsheet_server.related.features import UNDATED, Features, Weights, hash_of
from broadsheet_server.related.names import as_written, names_in
from broadsheet_server.related.near_duplicates import minhash, shingles
from broadsheet_server.search.analysis import HEADLINE_WEIGHT, Analyser, analyser
from broadsheet_server.search.engine import IndexedArticle, Searcher

BEST_TERMS = 30
TERMS_ALONE = 12
LEAD_LENGTH = 60
LEAD_MAX = 48
NAMES_MAX = 24
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400.0

WeighedTerms = list[tuple[str, float]]
_WEIGHT = itemgetter(1)


class _CountWeights(dict[int, float]):
    """What it is worth that a term comes so many times."""

    def __missing__(self, count: int) -> float:
        found = self[count] = 1 + math.log(count)
        return found


_count_weights = _CountWeights()


class Idf(dict[str, float]):
    """How much a term tells: the logarithm of how rare it is.

    What only one article has counts like what two have: it is the next report of the same story that will
    make it tell. Good for one language, and for as long as one state of the index is looked at.
    """

    def __init__(self, searcher: Searcher, language: str | None = None) -> None:
        super().__init__()
        self._frequency: Callable[[str], int] = searcher.document_frequency
        self._tag_frequency: Callable[[str], int] = searcher.tag_document_frequency
        self.alone: set[str] = set()
        """Those of the terms looked up that one article only has."""
        self.articles = searcher.size(language)

    def __missing__(self, term: str) -> float:
        frequency = self._frequency(term)
        if frequency < 2:
            self.alone.add(term)
        found = self[term] = self._rarity(frequency)
        return found

    def of_tag(self, slug: str) -> float:
        """How much a tag tells."""
        return self._rarity(self._tag_frequency(slug))

    def part(self, rarity: float) -> float:
        """A rarity as a part of the greatest there can be here."""
        return min(1.0, rarity / math.log(self.articles + 2))

    def _rarity(self, frequency: int) -> float:
        return max(0.0, math.log((self.articles + 1) / (max(frequency, 2) + 0.5)))


class IdfByLanguage(dict[str, Idf]):
    """The rarity of terms in each language, by its primary subtag."""

    def __init__(self, searcher: Searcher) -> None:
        super().__init__()
        self.searcher = searcher
        self.tags = Idf(searcher)

    def __missing__(self, language: str) -> Idf:
        found = self[language] = Idf(self.searcher, language)
        return found


class ArticleTerms:
    """An article as related news sees it."""

    def __init__(self, article: IndexedArticle, terms: WeighedTerms, features: Features) -> None:
        self.article = article
        self.terms = terms
        self.features = features
        self._written: dict[str, str] = {}

    @property
    def number(self) -> int:
        """The number of the article's key."""
        return self.article.id.int

    @cached_property
    def runs(self) -> set[int]:
        """All runs of its text; see `copies`."""
        return shingles(
            analyser(self.article.language).tokens(f"{self.article.headline}\n{self.article.body}")
        )

    @cached_property
    def names(self) -> dict[int, str]:
        """The folded names that its features weigh, by their hashes, the longest first."""
        weighed = self.features.names.by_hash
        named = ((hash_of(name), name) for name in sorted(self._pieces, key=len, reverse=True))
        return {number: name for number, name in named if number in weighed}

    def written(self, name: str) -> str:
        """A folded name as the article spells it."""
        if name not in self._written:
            piece = self._pieces.get(name, name)
            self._written[name] = as_written(name, piece, analyser(self.article.language))
        return self._written[name]

    @cached_property
    def _pieces(self) -> dict[str, str]:
        return names_in(self.article, analyser(self.article.language))


def extract_features(article: IndexedArticle, rarities: IdfByLanguage) -> ArticleTerms:
    """Weigh what an article says against everything that the index holds in its language."""
    analyse = analyser(article.language)
    rarity = rarities[analyse.primary]
    heading = analyse.tokens(article.headline)
    units = analyse.tokens(article.body)
    headline = analyse.content_terms(heading)
    text = analyse.content_terms(analyse.tokens(article.summary)) + analyse.content_terms(units)
    names = names_in(article, analyse)
    features = Features(
        day=(article.published_at - _EPOCH).total_seconds() / _DAY if article.is_dated else UNDATED,
        lead=Weights.of(_weighed(headline + text[:LEAD_LENGTH], rarity)[:LEAD_MAX]),
        names=Weights.of([*_tags(article, rarities.tags), *_names(names, analyse, rarity)][:NAMES_MAX]),
        sketch=minhash(shingles(heading + units)),
    )
    terms = _weighed(headline * HEADLINE_WEIGHT + text, rarity)
    return ArticleTerms(article, _best(terms, rarity), features)


def _weighed(terms: Iterable[str], rarity: Idf) -> WeighedTerms:
    """Each term with its weight, the heaviest first; what is in every article tells nothing."""
    found = [(term, _count_weights[count] * rarity[term]) for term, count in Counter(terms).items()]
    found.sort(key=_WEIGHT, reverse=True)
    return found if found and found[-1][1] else [pair for pair in found if pair[1]]


def _best(terms: WeighedTerms, rarity: Idf) -> WeighedTerms:
    """The terms to look for others by, and some of those that no other article has yet."""
    alone = rarity.alone
    known = islice((pair for pair in terms if pair[0] not in alone), BEST_TERMS)
    new = islice((pair for pair in terms if pair[0] in alone), TERMS_ALONE)
    return sorted([*known, *new], key=_WEIGHT, reverse=True)


def _tags(article: IndexedArticle, rarity: Idf) -> WeighedTerms:
    """What editors say that it is about counts like names."""
    found = [(f"#{slug}", rarity.of_tag(slug)) for slug in article.tags]
    return [pair for pair in found if pair[1]]


def _names(names: Iterable[str], analyse: Analyser, rarity: Idf) -> WeighedTerms:
    """The names mentioned most often, each by its rarity."""
    found = [(name, _name_rarity(name, analyse, rarity)) for name in islice(names, 2 * NAMES_MAX)]
    return [pair for pair in found if pair[1]]


def _name_rarity(name: str, analyse: Analyser, rarity: Idf) -> float:
    """A name is as rare as the rarest of its words."""
    words = name.split(" ")
    return max((rarity[analyse.stems[word]] for word in words if word not in analyse.stop_words), default=0.0)
