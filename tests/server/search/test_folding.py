"""Different spellings of the same text become one, and lead back to the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.search.folding import fold, fold_with_origin


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁre", "fire"),
        ("５Ｇ手機", "5g手机"),
        ("ｶﾞｽ", "ガス"),
        ("e\u0301te\u0301", "été"),
        ("第一百零一…", "第一百零一..."),
    ],
)
def test_spellings_of_the_same_are_made_equal(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text() | st.text("aé\u0301ßﬁ…，ｶﾞ가한각\u11a8手機"))
def test_folding_by_characters_is_the_same_as_folding_the_whole(text: str) -> None:
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())

    assert len(fold(text)) == len(whole)
    assert fold_with_origin(text).text == fold(text)


@given(st.text() | st.text("aé\u0301ßﬁ…，ｶﾞ手機"))
def test_every_part_of_the_folded_text_leads_back_to_what_it_stands_for(text: str) -> None:
    folded = fold_with_origin(text)
    spans = [folded.span(i, i + 1) for i in range(len(folded.text))]

    assert folded.span(0, len(folded.text)) == (0, len(text))
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)


def test_a_word_in_the_original_is_found_by_its_place_in_the_folded_text() -> None:
    text = "Die ﬁnale Entscheidung… im Straßenverkehr"
    folded = fold_with_origin(text)
    start = folded.text.index("strassen")
    first, last = folded.span(start, start + len("strassen"))

    assert text[first:last] == "Straßen"
