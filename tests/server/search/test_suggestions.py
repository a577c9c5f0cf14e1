"""What was probably meant, in words that the public may read."""

from pathlib import Path

import pytest

from tests.server.search.library import DAY, NOW, Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty index."""
    return Library(tmp_path / "index")


def test_a_word_under_embargo_is_not_given_away(library: Library) -> None:
    library.holds("Two gigafactories")
    library.holds("The gigafactory", opens_at=NOW + DAY)

    assert library.suggests("gigafactury ") is None


def test_a_word_under_embargo_stands_in_no_other_words_way(library: Library) -> None:
    library.holds("The bridge")
    library.holds("The bridga", "The bridgy", "The bridgetown", opens_at=NOW + DAY)

    assert library.suggests("bridgo ") == "bridge "
    assert library.suggests("bridga ") == "bridge "
    assert library.suggests("bridget") == "bridge"


def test_a_word_that_has_become_public_is_proposed(library: Library) -> None:
    library.holds("The gigafactory", opens_at=NOW - DAY)

    assert library.suggests("gigafactury ") == "gigafactory "


def test_a_word_is_proposed_with_accents_to_those_who_type_them(library: Library) -> None:
    library.holds("Zürich votes")

    assert library.suggests("Zürrich ") == "zürich "
    assert library.suggests("zurrich ") == "zurich "
    assert library.finds("zurich ") == {"Zürich votes"}


def test_vowel_signs_are_letters_of_a_word(library: Library) -> None:
    library.holds("किताब की दुकान", language="hi")

    assert library.suggests("कीताब ") == "किताब "


def test_who_mistypes_everything_is_left_alone(library: Library) -> None:
    library.holds("Night ferry bridge tunnel")

    assert library.suggests("nihgt brigde ") == "night bridge "
    assert library.suggests("nihgt brigde tunnle ") is None
