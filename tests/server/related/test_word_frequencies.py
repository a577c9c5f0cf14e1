"""How often a word stands in articles is known by language, as terms of our own analyser."""

import math
import subprocess
import sys

import pytest

from broadsheet_server.related.word_frequencies import article_shares


def test_common_words_stand_in_many_articles_and_rare_ones_in_few() -> None:
    shares = article_shares("en")
    assert shares["peopl"] > 0.3
    assert 0.02 < shares["hundr"] < 0.03
    assert 0.003 < shares["earthquak"] < 0.01
    assert "dorvik" not in shares
    assert all(0 < share < 1 for share in shares.values())


def test_a_stem_has_the_frequencies_of_all_its_words() -> None:
    from wordfreq import word_frequency

    words = ("bridge", "bridges", "bridging", "bridged")
    frequency = sum(word_frequency(word, "en", "small") for word in words)
    assert article_shares("en")["bridg"] == pytest.approx(1 - math.exp(-250 * frequency), rel=0.05)


def test_chinese_has_words_and_the_characters_they_are_made_of() -> None:
    shares = article_shares("zh")
    assert shares["地震"] < shares["地"] < 1
    assert 0.01 < shares["地震"] < 0.03
    assert all(len(term) <= 64 for term in shares)


def test_norwegian_and_serbian_are_known_by_other_names() -> None:
    assert article_shares("nn") == article_shares("no") == article_shares("nb") != {}
    assert article_shares("sr") != {}


@pytest.mark.parametrize("language", ["ga", "xx", "", "und"])
def test_a_language_without_a_list_has_no_shares(language: str) -> None:
    assert article_shares(language) == {}


@pytest.mark.program
def test_nothing_is_read_when_a_server_starts() -> None:
    program = "import sys, broadsheet_server.app; print('wordfreq' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
