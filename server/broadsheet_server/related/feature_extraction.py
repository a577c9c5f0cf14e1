"""Feature extraction: what an article is about, as tf-idf weighted terms of one state of the index.

The weight of a term is (1 + ln tf) · idf (sublinear tf; Manning, Raghavan and Schütze, "Introduction to
Information Retrieval", section 6.4.1). In the query terms the headline counts three times, as in the index.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from operator import itemgetter
from uuid import UUID

from broadsheet_server.related.features import UNDATED, Features, TermVector, term_hash
from broadsheet_server.related.idf import Idf, IdfByLanguage
from broadsheet_server.related.named_entities import extract_entities, surface_form
from broadsheet_server.related.near_duplicates import minhash, shingles
from broadsheet_server.search.analysis import HEADLINE_WEIGHT, Analyser, analyser
from broadsheet_server.search.engine import IndexedArticle

QUERY_TERMS = 30
"""Best terms kept of an article, among those that other articles have too; they retrieve its candidates."""

BEST_TERMS = 42
"""What an article is about: its best terms, whether other articles have them or not. Those that none has yet
are kept too, because the next report of the story may have them."""

LEAD_TOKENS = 60
"""The lead is the headline and this many tokens of summary and body."""

LEAD_TERMS_MAX = 48
ENTITIES_MAX = 24
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS_PER_DAY = 86_400.0

WeightedTerms = list[tuple[str, float]]
_BY_WEIGHT = itemgetter(1)


class _SublinearTf(dict[int, float]):
    """1 + ln tf, cached."""

    def __missing__(self, tf: int) -> float:
        weight = self[tf] = 1 + math.log(tf)
        return weight


_sublinear_tf = _SublinearTf()


class AnalysedArticle:
    """An article with its best terms, heaviest first, and its features."""

    def __init__(self, article: IndexedArticle, terms: WeightedTerms, features: Features) -> None:
        self.article = article
        self.id: UUID = article.id
        self.id_int = self.id.int
        self.terms = terms
        self.features = features
        self.analyser = analyser(article.language)
        self._surface_forms: dict[str, str] = {}

    @cached_property
    def shingles(self) -> set[int]:
        """The shingles of headline and body."""
        return shingles(self.analyser.tokens(f"{self.article.headline}\n{self.article.body}"))

    @cached_property
    def entities(self) -> dict[int, str]:
        """The entities in the features, case-folded, by their hashes, the longest first."""
        weights = self.features.entities.weight_by_hash
        longest_first = sorted(self._source_texts, key=len, reverse=True)
        return {hash_: entity for entity in longest_first if (hash_ := term_hash(entity)) in weights}

    @cached_property
    def weight_by_hash(self) -> dict[int, float]:
        """The weight of each of the best terms, by its hash."""
        return {term_hash(term): weight for term, weight in self.terms}

    @cached_property
    def word_by_stem(self) -> dict[str, str]:
        """A word of the text, folded, by its stem."""
        text = f"{self.article.headline}\n{self.article.summary}\n{self.article.body}"
        return {self.analyser.stems[token]: token for token in self.analyser.tokens(text)}

    def writes_uncapitalised(self, word: str) -> bool:
        """Whether the article has a folded word without a capital somewhere; never in scripts without any."""
        body, start = self.article.body, -1
        while word.islower() and (start := body.find(word, start + 1)) >= 0:
            end = start + len(word)
            if not body[max(0, start - 1) : start].isalnum() and not body[end : end + 1].isalnum():
                return True
        return False

    def surface_form(self, entity: str) -> str:
        """A case-folded entity as the article spells it."""
        if entity not in self._surface_forms:
            text = self._source_texts.get(entity, entity)
            self._surface_forms[entity] = surface_form(entity, text, self.analyser)
        return self._surface_forms[entity]

    @cached_property
    def _source_texts(self) -> dict[str, str]:
        return extract_entities(self.article, self.analyser)


def day_of(moment: datetime) -> float:
    """Days since 1970-01-01 UTC, with fractions."""
    return (moment - EPOCH).total_seconds() / SECONDS_PER_DAY


def extract_features(article: IndexedArticle, idfs: IdfByLanguage) -> AnalysedArticle:
    """Weight the terms and entities of an article by their idf in its language."""
    analyse = analyser(article.language)
    idf = idfs[analyse.primary]
    headline_tokens = analyse.tokens(article.headline)
    body_tokens = analyse.tokens(article.body)
    headline = analyse.content_terms(headline_tokens)
    text = analyse.content_terms(analyse.tokens(article.summary)) + analyse.content_terms(body_tokens)
    entities = [*_tags(article, idfs.all_languages), *_entities(article, analyse, idf)]
    features = Features(
        day=day_of(article.published_at) if article.is_dated else UNDATED,
        lead=TermVector.from_weights(_tf_idf(headline + text[:LEAD_TOKENS], idf)[:LEAD_TERMS_MAX]),
        entities=TermVector.from_weights(entities[:ENTITIES_MAX]),
        minhash=minhash(shingles(headline_tokens + body_tokens)),
    )
    terms = _tf_idf(headline * HEADLINE_WEIGHT + text, idf)
    return AnalysedArticle(article, _best_terms(terms, idf), features)


def _tf_idf(terms: Iterable[str], idf: Idf) -> WeightedTerms:
    """Each term with its weight, heaviest first, without those of weight 0, which every article has."""
    weighted = [(term, _sublinear_tf[tf] * idf[term]) for term, tf in Counter(terms).items()]
    weighted.sort(key=_BY_WEIGHT, reverse=True)
    return weighted if weighted and weighted[-1][1] else _without_zeros(weighted)


def _best_terms(terms: WeightedTerms, idf: Idf) -> WeightedTerms:
    """The best terms that other articles have too, and those of the best that none has yet."""
    unique = idf.unique_terms
    shared_terms = islice((pair for pair in terms if pair[0] not in unique), QUERY_TERMS)
    unique_terms = (pair for pair in terms[:BEST_TERMS] if pair[0] in unique)
    return sorted([*shared_terms, *unique_terms], key=_BY_WEIGHT, reverse=True)


def _tags(article: IndexedArticle, idf: Idf) -> WeightedTerms:
    """The tags that editors gave, as entities `#slug`."""
    return _without_zeros((f"#{slug}", idf.of_tag(slug)) for slug in article.tags)


def _entities(article: IndexedArticle, analyse: Analyser, idf: Idf) -> WeightedTerms:
    """The most frequent entities, in that order, with their idf."""
    entities = islice(extract_entities(article, analyse), 2 * ENTITIES_MAX)
    return _without_zeros((entity, _entity_idf(entity, analyse, idf)) for entity in entities)


def _entity_idf(entity: str, analyse: Analyser, idf: Idf) -> float:
    """The idf of the rarest word of the entity."""
    words = [word for word in entity.split(" ") if word not in analyse.stop_words]
    return max((idf[analyse.stems[word]] for word in words), default=0.0)


def _without_zeros(weighted: Iterable[tuple[str, float]]) -> WeightedTerms:
    return [pair for pair in weighted if pair[1]]
