"""Which spellings a mistyped word may stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.search.spelling import edit_distance, similar

WORDS = st.text("abcd", min_size=1, max_size=8)


def osa_distance(word: str, other: str) -> int:
    """The optimal string alignment distance by its definition: a table, cell by cell."""
    table = {(-1, j): j + 1 for j in range(-1, len(other))}
    table |= {(i, -1): i + 1 for i in range(len(word))}
    for i, letter in enumerate(word):
        for j, facing in enumerate(other):
            substituted = table[i - 1, j - 1] + (letter != facing)
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, substituted)
            if i and j and letter == other[j - 1] and word[i - 1] == facing:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(word) - 1, len(other) - 1]


@given(WORDS, WORDS)
def test_an_edit_inserts_deletes_substitutes_or_swaps_letters(word: str, other: str) -> None:
    distance = osa_distance(word, other)

    assert edit_distance(word, other) == distance
    assert similar(word, [other]) == ({other} if 0 < distance <= (1 if len(word) <= 4 else 2) else set())


@pytest.mark.parametrize(
    ("typed", "candidates", "near"),
    [
        ("briddge", ["bridge", "bridges", "brigade"], {"bridge", "bridges"}),
        ("birdge", ["bridge", "birdie"], {"bridge", "birdie"}),
        ("goverment", ["government", "governments", "covenant"], {"government", "governments"}),
        ("tram", ["trams", "traits"], {"trams"}),
        ("ferry", ["ferry"], set()),
        ("zürich", ["zurich"], {"zurich"}),
        ("bridge", [], set()),
    ],
)
def test_short_words_may_differ_by_one_edit_and_long_ones_by_two(
    typed: str, candidates: list[str], near: set[str]
) -> None:
    assert similar(typed, candidates) == near
