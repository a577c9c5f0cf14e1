"""Answers are kept within a bound, the ones asked for last."""

from broadsheet_server.search.engine import Facet, TermClause
from broadsheet_server.search.kept_answers import VALUES_MAX, Counts, KeptAnswers


def question(word: str, expansions: int = 0) -> TermClause:
    """A word, perhaps with words that it begins."""
    return TermClause(frozenset([word]), frozenset(f"{word}{number}" for number in range(expansions)))


def keep(kept: KeptAnswers[Counts], word: str, counts: Counts, expansions: int = 0) -> None:
    """Keep what was counted for a word."""
    kept.keep(word, [question(word, expansions)], counts, counts.values)


def test_what_was_counted_is_found_again_with_the_facets_that_it_has() -> None:
    kept = KeptAnswers[Counts]()
    keep(kept, "bridge", Counts(3, {Facet.YEAR: {"2026": 3}}))

    counts = kept.get("bridge")
    assert counts is not None
    assert counts.total == 3
    assert counts.have({Facet.YEAR: 50})
    assert not counts.have({Facet.YEAR: 50, Facet.TAG: 20})
    assert kept.get("tram") is None


def test_the_counts_used_longest_ago_make_room_however_long_the_questions_are() -> None:
    kept = KeptAnswers[Counts]()
    facets = {Facet.SECTION: dict.fromkeys(map(str, range(100)), 1)}
    keep(kept, "first", Counts(1, {}))
    keep(kept, "second", Counts(2, {}))
    for number in range(VALUES_MAX // 150 - 3):
        keep(kept, f"word{number}", Counts(number, facets), expansions=50)
        assert kept.get("first") is not None
    keep(kept, "last", Counts(9, facets), expansions=VALUES_MAX // 2)

    assert kept.get("second") is None
    assert kept.get("word0") is None
    assert kept.get("first") is not None
    assert kept.get("last") is not None


def test_what_is_larger_than_the_bound_is_not_kept() -> None:
    kept = KeptAnswers[Counts]()
    keep(kept, "bridge", Counts(1, {}), expansions=VALUES_MAX)

    assert kept.get("bridge") is None
    keep(kept, "tram", Counts(1, {}))
    assert kept.get("tram") is not None
