"""An article is described by its heaviest terms, its lead, its entities and its date."""

import math
from datetime import UTC, datetime

import pytest

from broadsheet_server.related.feature_extraction import AnalysedArticle, extract_features
from broadsheet_server.related.features import UNDATED, term_hash
from tests.server.related.corpus import Corpus, idfs, indexed_article

COMMON, RARE = math.log(10_000 / 50.5), math.log(10_000 / 2.5)


def words(count: int, letter: str = "b") -> list[str]:
    """Words that no stemmer changes, each a term of its own."""
    return [f"{letter}{number:03}x" for number in range(count)]


def extract(corpus: Corpus, headline: str, body: str = "", **changes: object) -> AnalysedArticle:
    """An article with its features in a corpus."""
    return extract_features(indexed_article(headline, body, **changes), idfs(corpus))


def test_a_term_weighs_by_its_rarity_and_the_logarithm_of_its_frequency() -> None:
    analysed = extract(Corpus({"harbour": 50, "pivot": 2}), "", "harbour harbour harbour pivot pivot")
    weights = dict(analysed.terms)
    assert weights["harbour"] == pytest.approx((1 + math.log(3)) * COMMON)
    assert weights["pivot"] == pytest.approx((1 + math.log(2)) * RARE)
    assert [term for term, _ in analysed.terms] == ["pivot", "harbour"]


def test_a_word_of_the_headline_counts_three_times_and_one_of_the_summary_once() -> None:
    corpus = Corpus(default=50)
    weights = dict(extract(corpus, "bridge", "girder", summary="pivot").terms)
    assert weights["bridg"] == pytest.approx((1 + math.log(3)) * COMMON)
    assert weights["pivot"] == weights["girder"] == pytest.approx(COMMON)


def test_stop_words_and_words_of_every_article_are_left_out() -> None:
    analysed = extract(Corpus({"vallmer": 20_000}, default=50), "the bridge of vallmere", "the of and")
    assert [term for term, _ in analysed.terms] == ["bridg"]
    assert set(analysed.features.lead.hashes) == {term_hash("bridg")}


def test_an_article_is_sought_by_its_thirty_best_terms_that_others_have() -> None:
    shared = words(60, "s")
    corpus = Corpus(dict(zip(shared, range(2, 62), strict=True)))
    assert [term for term, _ in extract(corpus, "", " ".join(shared)).terms] == shared[:30]


def test_of_its_best_forty_two_terms_those_that_no_other_has_yet_are_kept_beside() -> None:
    shared, unique = words(60, "s"), words(60, "u")
    corpus = Corpus(dict(zip(shared, range(3, 63), strict=True)))
    few = [term for term, _ in extract(corpus, "", " ".join([*shared, *unique[:20]])).terms]
    assert few == [*unique[:20], *shared[:30]]
    many = [term for term, _ in extract(corpus, "", " ".join([*shared, *unique])).terms]
    assert many == [*unique[:42], *shared[:30]]


def test_the_lead_is_the_best_of_the_headline_and_the_first_sixty_words_of_the_text() -> None:
    body = words(120)
    corpus = Corpus({word: 2 if number >= 40 else 50 for number, word in enumerate(body)}, default=20)
    lead = extract(corpus, "bridge", " ".join(body)).features.lead
    expected = [*body[40:60], "bridg", *body[:27]]
    assert len(lead.hashes) == 48
    assert set(lead.hashes) == set(map(term_hash, expected))


def test_the_summary_comes_before_the_text_in_the_lead() -> None:
    filler = " ".join(["pivot"] * 60)
    analysed = extract(Corpus(default=20), "bridge", f"{filler} girder", summary=" ".join(words(40)))
    assert term_hash("pivot") in analysed.features.lead.hashes
    assert term_hash("girder") not in analysed.features.lead.hashes


def test_entities_weigh_by_their_rarest_word_and_tags_count_as_entities() -> None:
    corpus = Corpus({"ils": 50, "tarrant": 2, "bridges-tag": 50}, default=50)
    analysed = extract(corpus, "news", "It was Ilse Tarrant.", tags=("bridges-tag",))
    weights = analysed.features.entities.weight_by_hash
    assert weights[term_hash("ilse tarrant")] == weights[term_hash("tarrant")] == 255
    assert weights[term_hash("#bridges-tag")] == round(255 * math.log(10_001 / 50.5) / RARE)
    assert term_hash("ilse") in weights


def test_there_are_twenty_four_entities_at_most_and_tags_come_first() -> None:
    people = " ".join(f"Then {name.capitalize()} spoke." for name in words(72, "p"))
    entities = extract(Corpus(default=20), "news", people, tags=("bridges", "trams")).features.entities
    assert len(entities.hashes) == 24
    assert list(entities.hashes[:2]) == [term_hash("#bridges"), term_hash("#trams")]


def test_a_tag_of_every_article_is_no_entity() -> None:
    assert list(extract(Corpus({"news": 20_000}), "bridge", tags=("news",)).features.entities.hashes) == []


def test_the_day_counts_from_1970_and_is_unknown_for_an_article_without_a_date() -> None:
    moment = datetime(1970, 1, 11, 12, tzinfo=UTC)
    assert extract(Corpus(), "bridge", published_at=moment).features.day == 10.5
    undated = extract(Corpus(), "bridge", published_at=moment, is_dated=False)
    assert math.isnan(undated.features.day) is math.isnan(UNDATED) is True


def test_the_minhash_is_of_headline_and_text() -> None:
    analysed = extract(Corpus(), " ".join(words(10, "h")), " ".join(words(30)))
    assert analysed.features.minhash.shingle_count == 37
    assert analysed.features.minhash.minima == analysed.shingles


def test_the_entities_of_an_article_are_told_as_it_spells_them_the_longest_first() -> None:
    analysed = extract(Corpus(default=20), "news", "Ilse Tarrant spoke in Zürich.")
    assert next(iter(analysed.entities.values())) == "ilse tarrant"
    assert [analysed.surface_form(entity) for entity in ("ilse tarrant", "zürich")] == [
        "Ilse Tarrant",
        "Zürich",
    ]
    assert analysed.surface_form("brannhof") == "brannhof"
