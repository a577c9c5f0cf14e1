"""How far two spellings are apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.search.spelling import Spelling

LETTERS = st.text("abcd", min_size=1, max_size=8)


def counted(word: str, other: str) -> int:
    """The distance by its definition, slowly."""
    table = {(-1, j): j + 1 for j in range(-1, len(other))}
    table |= {(i, -1): i + 1 for i in range(len(word))}
    for i, letter in enumerate(word):
        for j, facing in enumerate(other):
            changed = table[i - 1, j - 1] + (letter != facing)
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, changed)
            if i and j and letter == other[j - 1] and word[i - 1] == facing:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(word) - 1, len(other) - 1]


@given(LETTERS, LETTERS)
def test_slips_are_letters_added_left_out_changed_or_swapped(word: str, other: str) -> None:
    slips = counted(word, other)

    assert Spelling(word).distance(other) == slips
    assert Spelling(word).is_near(other) is (0 < slips <= (1 if len(word) <= 4 else 2))


@pytest.mark.parametrize(
    ("typed", "meant", "near"),
    [
        ("briddge", "bridge", True),
        ("birdge", "bridge", True),
        ("goverment", "government", True),
        ("tram", "trams", True),
        ("tram", "traits", False),
        ("ferry", "ferry", False),
        ("zürich", "zurich", True),
    ],
)
def test_short_words_allow_one_slip_and_long_ones_two(typed: str, meant: str, near: bool) -> None:
    assert Spelling(typed).is_near(meant) is near
