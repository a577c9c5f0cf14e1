"""The idf of a term is high if few articles have it, and is looked up once in each state of the index."""

import math
from typing import cast

import pytest

from broadsheet_server.related.idf import Idf
from broadsheet_server.search.engine import Searcher
from tests.server.related.corpus import Corpus, idfs


def idf(corpus: Corpus, language: str | None = None) -> Idf:
    """The idf of a corpus, in one language or in all."""
    return Idf(cast("Searcher", corpus), language)


def test_the_idf_is_the_logarithm_of_how_rare_a_term_is() -> None:
    assert idf(Corpus({"bridge": 10}))["bridge"] == pytest.approx(math.log(101 / 10.5))
    assert idf(Corpus({"bridge": 10}), "en")["bridge"] == pytest.approx(math.log(100 / 10.5))


def test_a_term_of_one_article_weighs_as_much_as_one_of_two() -> None:
    weights = idf(Corpus({"dorvik": 1, "tarrant": 2, "harbour": 3}))
    assert weights["dorvik"] == weights["tarrant"] == weights["nobody"] == pytest.approx(math.log(101 / 2.5))
    assert weights["harbour"] < weights["tarrant"]
    assert weights.unique_terms == {"dorvik", "nobody"}


def test_a_term_of_every_article_weighs_nothing() -> None:
    assert idf(Corpus({"the": 101}))["the"] == 0
    assert idf(Corpus({"the": 100}))["the"] > 0


def test_a_tag_is_weighted_like_a_term() -> None:
    assert idf(Corpus({"bridges": 10})).of_tag("bridges") == pytest.approx(math.log(101 / 10.5))


def test_an_idf_is_normalised_by_the_greatest_that_is_possible() -> None:
    weights = idf(Corpus())
    assert weights.normalised(math.log(102) / 2) == pytest.approx(0.5)
    assert weights.normalised(99.0) == 1.0


def test_each_language_has_idfs_of_its_own() -> None:
    by_language = idfs(Corpus({"bridge": 10}))
    assert [by_language[language].corpus_size for language in ("en", "zh")] == [99, 1]
    assert by_language.all_languages.corpus_size == 100
    assert by_language["en"] is by_language["en"]


def test_a_term_is_looked_up_once() -> None:
    corpus = Corpus({"bridge": 10})
    weights = idf(corpus)
    assert weights["bridge"] == weights["bridge"]
    assert corpus.lookups == ["bridge"]
