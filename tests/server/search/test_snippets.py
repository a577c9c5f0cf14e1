"""Which passages of a body are shown."""

import re

from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.search.snippets import densest, densest_of_one_clause, snippet_start, snippets_of


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(1, 60)), min_size=1, max_size=12),
    st.booleans(),
)
def test_the_densest_passage_of_one_word_is_that_of_many_words(
    places: list[tuple[int, int]], is_shown: bool
) -> None:
    matches = [(start, start + length, 0) for start, length in sorted(places)]
    shown = {0} if is_shown else set()
    assert densest_of_one_clause(matches) == densest(matches, shown)


@given(
    st.text("ab.!?… \n\t\u00a0\u3000\u2028。\"')”", max_size=24).map(lambda text: f"{text}word"),
    st.integers(0, 24),
)
def test_a_snippet_begins_where_a_sentence_ends_or_else_a_space(text: str, earliest: int) -> None:
    first = len(text) - len("word")
    earliest = min(earliest, first)
    sentence = re.search(r"[.!?…][\"'”’)\]]*\s|[。！？…\n]", text[earliest:first])
    space = re.search(r"\s+", text[earliest:first])
    boundary = sentence or space
    is_beginning = earliest == 0 or text[earliest - 1] in "。！？\n"
    expected = earliest if is_beginning or boundary is None else earliest + boundary.end()
    assert snippet_start(text, earliest, first) == expected


@given(
    st.text("ab. \n", max_size=20),
    st.lists(st.tuples(st.text("cd.! \n\t", max_size=90), st.integers(0, 2)), min_size=1, max_size=8),
    st.text("cd. ", max_size=90),
)
def test_what_stands_before_a_text_changes_none_of_its_snippets(
    before: str, passages: list[tuple[str, int]], after: str
) -> None:
    text, matches = "", []
    for passage, clause in passages:
        text += passage
        matches.append((len(text), len(text) + len("word"), clause))
        text += "word"
    text += after
    length = len(before)
    moved = [(start + length, end + length, clause) for start, end, clause in matches]

    assert snippets_of(before + text, moved, length) == snippets_of(text, matches)
