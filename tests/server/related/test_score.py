"""The score of a candidate grows with what it shares with the article, and with their proximity in time."""

import math

import pytest

from broadsheet_server.related.features import UNDATED, term_hash
from broadsheet_server.related.score import WEIGHTS, Scorer, Similarities
from tests.server.related.test_features import features


def scorer(lead: str, entities: str, *, day: float = 20_000.0, coverage: float = 1.0) -> Scorer:
    """A scorer for an article of these words, each of which is evidence enough."""
    own = features(lead, entities, day=day)
    return Scorer(own, 10.0, coverage, dict.fromkeys(own.lead.hashes, 25.0))


def test_what_shares_more_scores_more() -> None:
    article = scorer("bridge crack tram council", "tarrant vallmere")
    same = article.score(features("bridge crack tram council", "tarrant vallmere"), 10.0)
    near = article.score(features("bridge crack ferry timetable", "vallmere"), 4.0)
    far = article.score(features("bridge eels azores", "lindqvist"), 0.5)
    assert 0.99 < same.total <= 1.0
    assert same.total > near.total > far.total
    assert same.content > near.content > far.content


def test_terms_and_leads_weigh_alike_entities_a_fifth_and_time_two_fifths() -> None:
    nothing = Similarities(terms=0, lead=0, entities=0, days=1e9, evidence=25)
    assert WEIGHTS.score(nothing) == (0, 0)
    assert WEIGHTS.score(nothing._replace(terms=1.0)).content == pytest.approx(1 / 2.2)
    assert WEIGHTS.score(nothing._replace(lead=1.0)).content == pytest.approx(1 / 2.2)
    assert WEIGHTS.score(nothing._replace(entities=1.0)).content == pytest.approx(0.2 / 2.2)
    assert WEIGHTS.score(nothing._replace(days=0)) == (pytest.approx(0.4 / 2.6), 0)


def test_an_article_that_repeats_the_terms_more_often_is_not_more_than_the_same() -> None:
    article = scorer("bridge", "tarrant")
    assert article.score(features("bridge", "tarrant"), 25.0) == (pytest.approx(1), pytest.approx(1))


def test_terms_count_as_far_as_other_articles_have_them_at_all() -> None:
    whole, half = scorer("bridge", "", coverage=1.0), scorer("bridge", "", coverage=0.5)
    other = features("bridge", "")
    assert whole.compare(other, 8.0).terms == pytest.approx(0.8)
    assert half.compare(other, 8.0).terms == pytest.approx(0.4)


def test_evidence_is_the_weight_of_the_terms_in_the_other_lead() -> None:
    own = features("bridge crack tram", "")
    article = Scorer(
        own, 10.0, 1.0, {term_hash("bridge"): 7.0, term_hash("crack"): 5.0, term_hash("tram"): 3.0}
    )
    assert article.compare(features("bridge crack eels", ""), 5.0).evidence == pytest.approx(12.0)
    assert article.compare(features("eels", ""), 5.0).evidence == 0


def test_with_little_evidence_the_content_score_is_lower_and_the_order_is_as_it_was() -> None:
    compared = Similarities(terms=0.5, lead=0.5, entities=0.5, days=0, evidence=25)
    enough, more = WEIGHTS.score(compared), WEIGHTS.score(compared._replace(evidence=80))
    little = WEIGHTS.score(compared._replace(evidence=10))
    assert enough == more
    assert little.content == pytest.approx(0.4 * enough.content)
    assert little.total == enough.total


@pytest.mark.parametrize(("days", "proximity"), [(0, 1.0), (21, math.exp(-1)), (math.nan, 0.3)])
def test_proximity_in_time_decays_within_three_weeks_and_is_guessed_where_a_date_is_unknown(
    days: float, proximity: float
) -> None:
    compared = Similarities(terms=0, lead=0, entities=0, days=days, evidence=0)
    assert WEIGHTS.score(compared).total == pytest.approx(0.4 * proximity / 2.6)


def test_days_between_two_articles_count_in_both_directions() -> None:
    article = scorer("bridge", "", day=20_010)
    assert article.compare(features("bridge", day=20_000), 1.0).days == 10
    assert article.compare(features("bridge", day=20_020), 1.0).days == 10
    assert math.isnan(article.compare(features("bridge", day=UNDATED), 1.0).days)
