"""English plurals that no rule derives are found by their singular, and the reverse."""

from pathlib import Path

import pytest

from broadsheet_server.search.stemming import stems
from tests.server.search.small_index import SmallIndex

PAIRS = """mouse mice child children man men woman women foot feet tooth teeth goose geese person people
    analysis analyses criterion criteria wolf wolves knife knives spokesman spokesmen crisis crises
    phenomenon phenomena index indices nucleus nuclei bureau bureaux penny pence""".split()  # noqa: SIM905


@pytest.mark.parametrize(("singular", "plural"), list(zip(PAIRS[::2], PAIRS[1::2], strict=True)))
def test_singular_and_plural_are_one_word(singular: str, plural: str) -> None:
    assert stems("en")[singular] == stems("en")[plural]


@pytest.mark.parametrize("language", ["de", "fr", "nl", "no", "xx"])
def test_words_of_other_languages_stay_what_they_are(language: str) -> None:
    found = stems(language)
    assert found["men"] != found["man"]
    assert found["mice"] != found["mouse"]
    assert found["person"] != found["people"]


def test_no_other_form_of_a_word_is_lost() -> None:
    english = stems("en")
    assert english["analyse"] == english["analysing"] == english["analysis"]
    assert english["persons"] == english["person"] != english["personal"]
    assert english["pennies"] == english["penny"]
    assert english["indicate"] != english["indices"]


def test_either_is_found_by_the_other(tmp_path: Path) -> None:
    index = SmallIndex(tmp_path / "index")
    index.holds("A mouse in the house", "Mice on the quay", "Personal matters", "People of the harbour")
    index.holds("Die Men von Bremen", language="de")

    assert index.finds("mice ") == index.finds("mouse ") == {"A mouse in the house", "Mice on the quay"}
    assert index.finds("person ", "en") == {"People of the harbour"}
    assert index.finds("men ", "de") == {"Die Men von Bremen"}
