"""Which passages of a body are shown."""

from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.search.snippets import densest, densest_of_one_clause


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(1, 60)), min_size=1, max_size=12),
    st.booleans(),
)
def test_the_densest_passage_of_one_word_is_that_of_many_words(
    places: list[tuple[int, int]], is_shown: bool
) -> None:
    matches = [(start, start + length, 0) for start, length in sorted(places)]
    shown = {0} if is_shown else set()
    assert densest_of_one_clause(matches, shown) == densest(matches, shown)
