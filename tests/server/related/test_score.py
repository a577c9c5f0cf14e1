"""The score of a candidate grows with what it shares with the article, and with their proximity in time."""

import math

import pytest

from broadsheet_server.related.features import UNDATED
from broadsheet_server.related.score import Scorer, time_proximity
from tests.server.related.test_features import features


def test_what_shares_more_scores_more() -> None:
    scorer = Scorer(features("bridge crack tram council", "tarrant vallmere"), 10.0)
    same = scorer.score(features("bridge crack tram council", "tarrant vallmere"), 10.0)
    near = scorer.score(features("bridge crack ferry timetable", "vallmere"), 4.0)
    far = scorer.score(features("eels azores", "lindqvist"), 0.5)
    assert 0.99 < same.total <= 1.0
    assert same.total > near.total > far.total
    assert same.content > near.content > far.content


def test_terms_and_leads_weigh_alike_and_entities_and_time_three_tenths() -> None:
    scorer = Scorer(features("bridge", "tarrant", day=20_000), 10.0)
    unrelated = features("eels", "lindqvist", day=30_000)
    assert scorer.score(unrelated, 0.0) == (pytest.approx(0), 0)
    assert scorer.score(unrelated, 5.0).content == pytest.approx(0.5 / 2.3)
    assert scorer.score(features("bridge", "lindqvist"), 0.0).content == pytest.approx(1 / 2.3)
    assert scorer.score(features("eels", "tarrant"), 0.0).content == pytest.approx(0.3 / 2.3)
    assert scorer.score(features("eels", "lindqvist", day=20_000), 0.0) == (pytest.approx(0.3 / 2.6), 0)


def test_an_article_that_repeats_the_terms_more_often_is_not_more_than_the_same() -> None:
    scorer = Scorer(features("bridge", "tarrant", day=20_000), 10.0)
    assert scorer.score(features("bridge", "tarrant", day=20_000), 25.0) == (
        pytest.approx(1),
        pytest.approx(1),
    )


def test_proximity_in_time_decays_within_three_weeks() -> None:
    assert time_proximity(20_000, 20_000) == 1
    assert time_proximity(20_000, 20_021) == time_proximity(20_021, 20_000) == pytest.approx(math.exp(-1))


def test_an_unknown_date_puts_an_article_neither_first_nor_last() -> None:
    assert time_proximity(20_000, 20_000) > time_proximity(20_000, UNDATED) > time_proximity(20_000, 20_100)
    assert time_proximity(UNDATED, UNDATED) == time_proximity(UNDATED, 20_000)
