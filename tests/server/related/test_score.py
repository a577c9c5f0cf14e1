"""The score of a candidate grows with what it shares with the article, and with their proximity in time."""

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


def test_an_unknown_date_puts_an_article_neither_first_nor_last() -> None:
    assert time_proximity(20_000, 20_000) > time_proximity(20_000, UNDATED) > time_proximity(20_000, 20_100)
    assert time_proximity(UNDATED, UNDATED) == time_proximity(UNDATED, 20_000)
