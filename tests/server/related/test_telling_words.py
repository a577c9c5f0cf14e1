"""What two articles share is told by words that say something: not by dates, numbers and common words."""

from typing import cast

import pytest

from broadsheet_server.related.feature_extraction import AnalysedArticle, extract_features
from broadsheet_server.related.idf import Idf
from broadsheet_server.related.telling_words import is_telling_entity, is_telling_word
from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.engine import Searcher
from tests.server.related.corpus import Corpus, idfs, indexed_article

SMALL = Corpus(default=2, size=13)


def idf(language: str = "en") -> Idf:
    """The idf in an archive of twelve articles, two of which have each word."""
    return Idf(cast("Searcher", SMALL), language)


def article(text: str) -> AnalysedArticle:
    """An article of this text."""
    return extract_features(indexed_article("News", text), idfs(SMALL))


@pytest.mark.parametrize("word", ["monday", "sept", "hundred", "found", "1987", "2nd", "x"])
def test_dates_numbers_letters_and_common_words_tell_nothing(word: str) -> None:
    assert not is_telling_word(word, analyser("en"), idf())


@pytest.mark.parametrize("word", ["earthquake", "bridge", "budget", "girder", "volunteers"])
def test_a_word_of_some_subject_tells_it(word: str) -> None:
    assert is_telling_word(word, analyser("en"), idf())


@pytest.mark.parametrize(
    ("entity", "is_telling"),
    [
        ("lena dorvik", True),
        ("london", True),
        ("white house", True),
        ("monday", False),
        ("monday october", False),
        ("university", False),
        ("2019", False),
    ],
)
def test_names_tell_unless_they_are_dates_or_as_common_as_university(entity: str, is_telling: bool) -> None:
    assert is_telling_entity(entity, article("They met."), idf()) is is_telling


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name() -> None:
    assert is_telling_entity("girders", article("Girders broke."), idf())
    assert not is_telling_entity("girders", article("Girders broke. All girders broke."), idf())


def test_what_most_of_a_large_archive_names_tells_nothing() -> None:
    local = Idf(cast("Searcher", Corpus({"vallmer": 5_000})), "en")
    assert not is_telling_entity("vallmere", article("It was in Vallmere."), local)


def test_a_common_word_tells_nothing_in_a_large_archive_that_seldom_has_it() -> None:
    assert not is_telling_word("hundred", analyser("en"), Idf(cast("Searcher", Corpus(default=5)), "en"))
