"""Words that would be slanted by force are found among others."""

import pytest

from broadsheet_shared.italics import has_upright_letters, split_at_upright_words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("never", ["never"]),
        ("où", ["où"]),
        ("he said שלום עולם, twice", ["he said ", "שלום עולם", ", twice"]),
        ("東京", ["", "東京", ""]),
    ],
)
def test_words_without_an_italic_form_stand_apart_from_the_others(text: str, parts: list[str]) -> None:
    assert split_at_upright_words(text) == parts
    assert has_upright_letters(text) is (len(parts) > 1)
