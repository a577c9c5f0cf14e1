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
    assert idf(Corpus({"bridge": 10}))["bridge"] == pytest.approx(math.log(10_001 / 10.5))
    assert idf(Corpus({"bridge": 10}), "en")["bridge"] == pytest.approx(math.log(10_000 / 10.5))


def test_a_term_of_one_article_weighs_as_much_as_one_of_two() -> None:
    weights = idf(Corpus({"dorvik": 1, "tarrant": 2, "harbour": 3}))
    assert (
        weights["dorvik"] == weights["tarrant"] == weights["nobody"] == pytest.approx(math.log(10_001 / 2.5))
    )
    assert weights["harbour"] < weights["tarrant"]
    assert weights.unique_terms == {"dorvik", "nobody"}


def test_a_term_of_every_article_weighs_nothing() -> None:
    assert idf(Corpus({"the": 10_001}))["the"] == 0
    assert idf(Corpus({"the": 10_000}))["the"] > 0


def test_a_tag_is_weighted_like_a_term() -> None:
    assert idf(Corpus({"bridges": 10})).of_tag("bridges") == pytest.approx(math.log(10_001 / 10.5))


def test_an_idf_is_normalised_by_the_greatest_that_is_possible() -> None:
    weights = idf(Corpus())
    assert weights.normalised(math.log(10_002) / 2) == pytest.approx(0.5)
    assert weights.normalised(99.0) == 1.0


def test_each_language_has_idfs_of_its_own() -> None:
    by_language = idfs(Corpus({"bridge": 10}))
    assert [by_language[language].corpus_size for language in ("en", "zh")] == [9_999, 1]
    assert by_language.all_languages.corpus_size == 10_000
    assert by_language["en"] is by_language["en"]


def test_a_term_is_looked_up_once() -> None:
    corpus = Corpus({"bridge": 10})
    weights = idf(corpus)
    assert weights["bridge"] == weights["bridge"]
    assert corpus.lookups == ["bridge"]


@pytest.mark.parametrize("size", [10, 100, 1_000])
def test_in_a_small_archive_a_word_is_as_rare_as_in_its_language(size: int) -> None:
    weights = idf(Corpus({"found": 2, "girder": 2, "dorvik": 2}, size=size + 1), "en")
    assert weights["found"] < 2.4
    assert weights["girder"] > 5.5
    assert weights["dorvik"] == pytest.approx(math.log(4_001 / 2.5))


def test_from_four_thousand_articles_on_they_alone_tell_how_rare_a_word_is() -> None:
    weights = idf(Corpus({"found": 2}, size=4_001), "en")
    assert weights["found"] == pytest.approx(math.log(4_001 / 2.5))
    just_below = idf(Corpus({"found": 2}, size=4_000), "en")
    assert just_below["found"] == pytest.approx(weights["found"], abs=0.1)


def test_the_town_that_half_of_a_small_archive_names_is_common_there() -> None:
    weights = idf(Corpus({"vallmer": 6, "story": 3, "dorvik": 2}, size=14), "en")
    assert weights["vallmer"] < 2
    assert weights["dorvik"] > 7
    everywhere = idf(Corpus({"vallmer": 13}, size=14), "en")["vallmer"]
    assert everywhere < 0.3


def test_a_language_without_a_list_is_weighted_by_its_articles_alone() -> None:
    corpus = Corpus({"abc": 2})
    corpus.size = lambda language=None: 9  # type: ignore[method-assign]
    assert idf(corpus, "ga")["abc"] == pytest.approx(math.log(10 / 2.5))


def test_a_tag_of_a_few_articles_is_neither_rare_nor_common() -> None:
    assert 4 < idf(Corpus({"bridges": 2}, size=13)).of_tag("bridges") < 5


def test_the_share_of_articles_that_have_a_word_comes_from_archive_and_language() -> None:
    small = idf(Corpus({"found": 2, "dorvik": 2}, size=13), "en")
    assert small.share("found") == pytest.approx(0.12, abs=0.02)
    assert small.share("dorvik") < 0.001
    large = idf(Corpus({"found": 20, "dorvik": 500}), "en")
    assert large.share("found") == pytest.approx(0.12, abs=0.02)
    assert large.share("dorvik") == pytest.approx(0.05, abs=0.001)
