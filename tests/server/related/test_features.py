"""What is known of an article fits into a kilobyte and comes out of the store as it went in."""

import math

import pytest

from broadsheet_server.related.features import (
    UNDATED,
    Features,
    Weights,
    hash_of,
    pack_features,
    pack_terms,
    unpack_features,
    unpack_terms,
)  # fmt: skip
from broadsheet_server.related.near_duplicates import minhash, shingles
from broadsheet_server.related.scoring import Scale, nearness


def features(lead: str, names: str = "", day: float = 20_000.0) -> Features:
    """Features of an article with these words, each as heavy as the next."""
    return Features(
        day,
        Weights.of((word, 1.0) for word in lead.split()),
        Weights.of((name, 1.0) for name in names.split()),
        minhash(shingles(lead.split() * 20)),
    )


def test_features_come_back_as_they_were() -> None:
    before = features("bridge crack tram", "tarrant vallmere", 20_411.25)
    after = unpack_features(pack_features(before))
    assert after.day == before.day
    assert after.lead.by_hash == before.lead.by_hash
    assert after.names.by_hash == before.names.by_hash
    assert after.sketch == before.sketch
    assert after.lead.length == pytest.approx(before.lead.length)


def test_an_unknown_day_stays_unknown() -> None:
    assert math.isnan(unpack_features(pack_features(features("bridge", day=UNDATED))).day)


def test_features_of_another_version_are_refused() -> None:
    packed = pack_features(features("bridge"))
    with pytest.raises(ValueError, match="version 99"):
        unpack_features(bytes([99]) + packed[1:])


def test_features_and_terms_of_a_long_article_take_less_than_a_kilobyte() -> None:
    words = [f"characteristically{number}" for number in range(100)]
    full = Features(
        20_000.0,
        Weights.of((word, 2.0) for word in words[:48]),
        Weights.of((word, 2.0) for word in words[:24]),
        minhash(shingles(words * 9)),
    )
    terms = [(word[:9] + str(number), 12.345) for number, word in enumerate(words[:30])]
    assert len(pack_features(full)) + len(pack_terms(terms)) < 1_024 + 200
    assert len(pack_features(full)) < 650


def test_terms_come_back_with_their_weights() -> None:
    assert unpack_terms(pack_terms([("bridg", 12.34), ("桥", 3.0)])) == [("bridg", 12.3), ("桥", 3.0)]
    assert unpack_terms(pack_terms([])) == []


def test_weights_keep_their_proportions() -> None:
    weights = Weights.of([("heavy", 8.0), ("light", 2.0)]).by_hash
    assert weights[hash_of("heavy")] == 255
    assert weights[hash_of("light")] == pytest.approx(64, abs=1)


def test_what_shares_more_scores_more() -> None:
    scale = Scale(features("bridge crack tram council", "tarrant vallmere"), 10.0)
    same = scale.score(features("bridge crack tram council", "tarrant vallmere"), 10.0)
    near = scale.score(features("bridge crack ferry timetable", "vallmere"), 4.0)
    far = scale.score(features("eels azores", "lindqvist"), 0.5)
    assert 0.99 < same.total <= 1.0
    assert same.total > near.total > far.total
    assert same.content > near.content > far.content


def test_an_unknown_date_puts_an_article_neither_first_nor_last() -> None:
    assert nearness(20_000, 20_000) > nearness(20_000, UNDATED) > nearness(20_000, 20_100)
    assert nearness(UNDATED, UNDATED) == nearness(UNDATED, 20_000)
