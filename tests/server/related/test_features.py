"""What is known of an article fits into a kilobyte and comes out of the store as it went in."""

import math

import pytest

from broadsheet_server.related.features import (
    UNDATED,
    Features,
    TermVector,
    pack_features,
    pack_terms,
    term_hash,
    unpack_features,
    unpack_terms,
)  # fmt: skip
from broadsheet_server.related.near_duplicates import minhash, shingles


def features(lead: str, entities: str = "", day: float = 20_000.0) -> Features:
    """Features of an article with these words, each as heavy as the next."""
    return Features(
        day,
        TermVector.from_weights((word, 1.0) for word in lead.split()),
        TermVector.from_weights((entity, 1.0) for entity in entities.split()),
        minhash(shingles(lead.split() * 20)),
    )


def test_features_come_back_as_they_were() -> None:
    before = features("bridge crack tram", "tarrant vallmere", 20_411.25)
    after = unpack_features(pack_features(before))
    assert after.day == before.day
    assert after.lead.weight_by_hash == before.lead.weight_by_hash
    assert after.entities.weight_by_hash == before.entities.weight_by_hash
    assert after.minhash == before.minhash
    assert after.lead.norm == pytest.approx(before.lead.norm)


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
        TermVector.from_weights((word, 2.0) for word in words[:48]),
        TermVector.from_weights((word, 2.0) for word in words[:24]),
        minhash(shingles(words * 9)),
    )
    terms = [(word[:9] + str(number), 12.345) for number, word in enumerate(words[:30])]
    assert len(pack_features(full)) + len(pack_terms(terms)) < 1_024 + 200
    assert len(pack_features(full)) < 650


def test_terms_come_back_with_their_weights() -> None:
    assert unpack_terms(pack_terms([("bridg", 12.34), ("桥", 3.0)])) == [("bridg", 12.3), ("桥", 3.0)]
    assert unpack_terms(pack_terms([])) == []


def test_weights_keep_their_proportions() -> None:
    weights = TermVector.from_weights([("heavy", 8.0), ("light", 2.0)]).weight_by_hash
    assert weights[term_hash("heavy")] == 255
    assert weights[term_hash("light")] == pytest.approx(64, abs=1)
