"""What was probably meant, in words that the public may read."""

from pathlib import Path

import pytest

from tests.server.search.small_index import DAY, NOW, SmallIndex


@pytest.fixture
def index(tmp_path: Path) -> SmallIndex:
    """An empty index."""
    return SmallIndex(tmp_path / "index")


def test_a_word_under_embargo_is_not_given_away(index: SmallIndex) -> None:
    index.holds("Two gigafactories")
    index.holds("The gigafactory", public_from=NOW + DAY)

    assert index.suggests("gigafactury ") is None


def test_a_word_under_embargo_stands_in_no_other_words_way(index: SmallIndex) -> None:
    index.holds("The bridge")
    index.holds("The bridga", "The bridgy", "The bridgetown", public_from=NOW + DAY)

    assert index.suggests("bridgo ") == "bridge "
    assert index.suggests("bridga ") == "bridge "
    assert index.suggests("bridget") == "bridge"


def test_a_word_that_has_become_public_is_proposed(index: SmallIndex) -> None:
    index.holds("The gigafactory", public_from=NOW - DAY)

    assert index.suggests("gigafactury ") == "gigafactory "


def test_a_word_is_proposed_with_accents_to_those_who_type_them(index: SmallIndex) -> None:
    index.holds("Zürich votes")

    assert index.suggests("Zürrich ") == "zürich "
    assert index.suggests("zurrich ") == "zurich "
    assert index.finds("zurich ") == {"Zürich votes"}


def test_vowel_signs_are_letters_of_a_word(index: SmallIndex) -> None:
    index.holds("किताब की दुकान", language="hi")

    assert index.suggests("कीताब ") == "किताब "


def test_who_mistypes_everything_is_left_alone(index: SmallIndex) -> None:
    index.holds("Night ferry bridge tunnel")

    assert index.suggests("nihgt brigde ") == "night bridge "
    assert index.suggests("nihgt brigde tunnle ") is None
