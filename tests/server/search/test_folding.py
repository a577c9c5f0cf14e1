"""Different spellings of the same text become one, and lead back to the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.search.folding import IGNORABLE, fold, fold_with_origin
from broadsheet_server.search.variants import simplified

TEXTS = (
    st.text()
    | st.text("aIiéßﬁ…，İıش\u200cｶﾞ가한각ㄱㅏㅋ\u11a8手機\u0301\u0307\u00ad\u200d\ufe0fकोো")
    | st.text(
        "abcdefghijklm nop. qrs, tuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789“”é\u00a0É–İΣ…", min_size=9
    )
)


def folded_as_a_whole(text: str) -> str:
    """The rule, without looking at single characters."""
    written = IGNORABLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    folded = unicodedata.normalize("NFKC", written.replace("i\u0307", "i"))
    return folded.translate(simplified())


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
        ("İzmir I\u0307zmir i̇zmir", "izmir izmir izmir"),
        ("co\u00adop", "coop"),
        ("e\u00ad\u0301", "é"),
        ("क\u200d्ष", "क्ष"),
        ("মো", "মো"),
        ("שָׁלוֹם", "שלום"),
        ("هٰذَا", "هذا"),
        ("آ", "آ"),
    ],
)
def test_spellings_of_the_same_are_made_equal(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(TEXTS)
def test_folding_by_characters_is_the_same_as_folding_the_whole(text: str) -> None:
    assert fold(text) == folded_as_a_whole(text)
    assert fold_with_origin(text).text == fold(text)


@given(TEXTS)
def test_every_part_of_the_folded_text_leads_back_to_what_it_stands_for(text: str) -> None:
    folded = fold_with_origin(text)
    spans = [folded.span(i, i + 1) for i in range(len(folded.text))]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    for place, (start, end) in enumerate(spans):
        assert folded.text[place] in fold(text[start:end])


def test_a_word_in_the_original_is_found_by_its_place_in_the_folded_text() -> None:
    text = "Die ﬁnale Entscheidung… im Straßenverkehr"
    folded = fold_with_origin(text)
    start = folded.text.index("strassen")
    first, last = folded.span(start, start + len("strassen"))

    assert text[first:last] == "Straßen"


def test_what_is_left_out_moves_no_range() -> None:
    text = "\ufeffKo\u00adope\u00adration in İstanbul"
    folded = fold_with_origin(text)

    def shown(word: str) -> str:
        start = folded.text.index(word)
        first, last = folded.span(start, start + len(word))
        return text[first:last]

    assert shown("kooperation") == "Ko\u00adope\u00adration"
    assert shown("istanbul") == "İstanbul"
