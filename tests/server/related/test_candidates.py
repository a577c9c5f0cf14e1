"""Candidates are listed if enough of their content is shared, and a short list is not padded."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import pytest

from broadsheet_server.related.candidates import (
    Candidate,
    Retrieved,
    drop_near_duplicates,
    is_near_duplicate,
    min_content_score,
    retrieve_candidates,
)
from broadsheet_server.related.feature_extraction import AnalysedArticle
from broadsheet_server.related.features import Features, TermVector
from broadsheet_server.related.near_duplicates import minhash
from broadsheet_server.related.score import Score
from broadsheet_server.search.engine import Hit, Searcher
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.server.related.stories import CRACK, REPAIR, publish_other_news, relate, related, report

CHESS = (
    "Lena Dorvik beat eleven players in the final round of the chess open on Saturday and gave the prize to "
    "a school for girls."
)
FERRY_PIER = (
    "Workers of the harbour trust are putting a roof of glass over the ferry pier at Quay Street, where "
    "people have stood in the rain since the old shelter was sold."
)
POWER_CUT = (
    "A power cut stopped trams of the northern line for an hour before breakfast. Cables had been cut by a "
    "digger, and passengers walked."
)

NOW = datetime(2026, 11, 20, tzinfo=UTC)
CHANCE = random.Random(5)


def test_an_article_that_shares_a_street_or_a_common_word_is_not_related(
    database: Database, settings: Settings
) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=2)
    report(database, "Ferry pier gets a new roof", FERRY_PIER, days_ago=4)
    report(database, "Late after a power cut", POWER_CUT, days_ago=4)
    relate(database, settings)
    assert related(database, crack) == [repair]


def test_a_name_alone_does_not_relate_two_stories(database: Database, settings: Settings) -> None:
    publish_other_news(database)
    crack = report(database, "Swing bridge closed", CRACK, days_ago=9)
    repair = report(database, "Swing bridge to be repaired", REPAIR, days_ago=2)
    chess = report(database, "Dorvik wins the chess open", CHESS, days_ago=4)
    relate(database, settings)
    assert related(database, crack) == [repair]
    assert related(database, chess) == []


class Frequencies:
    """An index in which words are more or less frequent, and every search finds the same."""

    def __init__(self, **frequencies: int) -> None:
        self._frequencies = frequencies
        self.sought: list[str] = []

    def document_frequency(self, term: str) -> int:
        """How many articles have a term."""
        return self._frequencies.get(term, 1)

    def search_by_terms(self, terms: Sequence[tuple[str, float]], limit: int, now: datetime) -> list[Hit]:
        """Remember the terms."""
        self.sought += [term for term, _ in terms]
        return [Hit(1, 5.0, 0)][:limit]


def retrieve(terms: list[tuple[str, float]], **frequencies: int) -> tuple[Retrieved, list[str]]:
    """What is retrieved by weighted terms of these document frequencies, and by which of them."""
    index = Frequencies(**frequencies)
    return retrieve_candidates(terms, cast("Searcher", index), NOW), index.sought


def test_coverage_is_the_share_of_the_weight_of_an_articles_terms_that_others_have() -> None:
    terms = [("dorvik", 8.0), ("girder", 6.0), ("bridge", 4.0), ("tram", 2.0)]
    assert retrieve(terms, girder=2, bridge=3)[0].coverage == pytest.approx(10 / 20)
    assert retrieve(terms, dorvik=2, girder=2, bridge=3, tram=9)[0].coverage == 1
    assert retrieve(terms, girder=2)[1] == ["girder"]


def test_coverage_is_of_the_best_forty_two_terms_whatever_else_is_sought_by() -> None:
    unique = [(f"u{number}", 5.0) for number in range(42)]
    retrieved, sought = retrieve([*unique, ("bridge", 4.0)], bridge=2)
    assert (retrieved.coverage, sought) == (0, ["bridge"])


def test_an_article_that_shares_no_term_has_no_candidates() -> None:
    assert retrieve([("dorvik", 8.0)]) == (Retrieved((), 0.0), [])
    assert retrieve([]) == (Retrieved((), 0.0), [])


@pytest.mark.parametrize(
    ("corpus_size", "score"), [(0, 0.16), (1_000, 0.16), (2_500, 0.13), (4_000, 0.1), (10**6, 0.1)]
)
def test_a_small_archive_asks_more_of_what_it_lists(corpus_size: int, score: float) -> None:
    assert min_content_score(corpus_size) == pytest.approx(score)


@dataclass
class Article:
    """An article of which only the text counts, with the highest score if it is first."""

    id_int: int
    text: set[int]

    @property
    def features(self) -> Features:
        """Features with the MinHash of the text."""
        return Features(
            20_000.0, TermVector.from_weights([]), TermVector.from_weights([]), minhash(self.text)
        )


class Texts:
    """The features and shingles of articles."""

    def __init__(self, *articles: Article) -> None:
        self._articles = {article.id_int: article for article in articles}
        self.read: list[int] = []

    def features(self, ids: Iterable[int]) -> dict[int, Features]:
        """The features of those of the articles that are here."""
        return {id_int: self._articles[id_int].features for id_int in ids if id_int in self._articles}

    def shingles(self, id_int: int) -> set[int]:
        """The shingles of an article."""
        self.read.append(id_int)
        return self._articles[id_int].text


def own_text() -> set[int]:
    """The shingles of a text of its own."""
    return set(CHANCE.sample(range(2**32), 300))


def kept(article: Article, *others: Article) -> list[tuple[int, list[int]]]:
    """The ids of the candidates that are kept, each with those of its near-duplicates."""
    ranked = [Candidate(other.id_int, Score(0.5, 0.5), other.features) for other in others]
    candidates = drop_near_duplicates(cast("AnalysedArticle", article), ranked, Texts(article, *others))
    return [(candidate.id_int, candidate.near_duplicates) for candidate in candidates]


def test_near_duplicates_of_the_article_are_dropped_and_those_of_a_candidate_are_noted_with_it() -> None:
    own, other = own_text(), own_text()
    article, copy = Article(1, own), Article(2, own)
    others = [copy, Article(3, other), Article(4, own_text()), Article(5, other), Article(6, own)]
    assert kept(article, *others) == [(3, [5]), (4, [])]


def test_a_list_ends_after_ten_candidates() -> None:
    others = [Article(number, own_text()) for number in range(2, 20)]
    assert [id_int for id_int, _ in kept(Article(1, own_text()), *others)] == list(range(2, 12))


def test_of_many_near_duplicates_the_first_five_are_noted() -> None:
    text = own_text()
    others = [Article(number, text) for number in range(2, 20)]
    assert kept(Article(1, own_text()), *others) == [(2, [3, 4, 5, 6, 7])]


def test_texts_are_read_only_if_the_minhashes_leave_doubt() -> None:
    text = sorted(own_text())
    article, copy = Article(1, set(text)), Article(2, set(text))
    clear = Texts(article, copy)
    assert is_near_duplicate(article, copy, clear)
    assert clear.read == []
    half_new = Article(3, {*text[:200], *(value + 1 for value in text[:100])})
    doubtful = Texts(article, half_new)
    assert is_near_duplicate(article, half_new, doubtful) is (200 / 400 >= 0.5)
    assert doubtful.read == [1, 3]
