"""Text becomes the same terms however it is spelled, and every term knows where it stands."""

from itertools import product
from string import ascii_lowercase

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet_server.search import chinese
from broadsheet_server.search.analysis import TOKEN_LENGTH_MAX, analyser
from broadsheet_server.search.folding import fold
from broadsheet_server.search.stemming import stems


def terms(text: str, language: str = "en") -> list[str]:
    """What a text is about."""
    analyse = analyser(language)
    return analyse.content_terms(analyse.tokens(text))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Elections", "electing", "en"),
        ("the mayor’s bridge", "mayor bridge", "en-GB"),
        ("MAYOR'S", "mayor", "en"),
        ("The U.N. in the U.S.", "UN US", "en"),
        ("Zürich", "zurich", "en"),
        ("Cafe\u0301", "café", "fr"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width", "en"),
        ("ﬁnance", "finance", "en"),
        ("Häuser", "haus", "de"),
        ("chevaux", "cheval", "fr"),
        ("книги", "книга", "ru"),
        ("發展中國家", "发展中国家", "zh-Hant"),
        ("臺灣", "台湾", "zh"),
        ("Straße", "STRASSE", "de"),
        ("İSTANBUL", "istanbul", "tr"),
        ("Ｕ．Ｎ．", "UN", "en"),
        ("ex\u00adtra\u00ador\u00addi\u00adnary", "extraordinary", "en"),
        ("\ufefftru\u2060th\u200d", "truth", "en"),
        ("Auf\u200clage", "Auflage", "de"),
        ("كِتَابٌ", "كتاب", "ar"),
        ("كـتـاب", "كتاب", "ur"),
        ("שָׁלוֹם", "שלום", "he"),
        ("می\u200cخواهم", "می خواهم", "fa"),
        ("one\u200bword", "one word", "en"),
    ],
)
def test_different_spellings_are_the_same_terms(one: str, other: str, language: str) -> None:
    assert terms(one, language) == terms(other, language) != []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("it is what they said", "en"),
        ("der die das und", "de"),
        ("我们的", "zh"),
        ("...!? —", "en"),
        ("", "en"),
    ],
)
def test_words_that_say_nothing_are_no_telling_terms(text: str, language: str) -> None:
    assert terms(text, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("किताब कुतुब", "hi"),
        ("नेपाली भाषा", "ne"),
        ("மொழிகள் தமிழ்", "ta"),
        ("বাংলাদেশের মানুষ", "bn"),
        ("ఆంధ్ర ప్రదేశ్", "te"),
        ("x̄ ȳ", "en"),
        ("𞤆𞤵𞤤𞤢𞥄𞤪 𞤨𞤵𞤤𞤢𞥄𞤪", "ff"),
    ],
)
def test_a_word_holds_its_vowel_signs_together(text: str, language: str) -> None:
    units = analyser(language).tokens(text)

    assert [len(unit) for unit in units] == [len(word) for word in text.split()]
    assert len(set(units)) == len(set(fold(text).split()))


def test_a_vowel_sign_alone_is_no_word() -> None:
    assert analyser("hi").tokens("ि कि") == ["कि"]


def test_chinese_is_characters_with_words_beside_them() -> None:
    found = [(token.term, token.position) for token in analyser("zh").token_stream("北京大学")]
    assert {("北", 0), ("京", 1), ("大", 2), ("学", 3)} <= set(found)
    assert {("北京", 0), ("大学", 2), ("北京大学", 0)} <= set(found)


@pytest.mark.parametrize("text", ["C盘", "5G手机", "A股", "卡拉OK厅"])
def test_mixed_text_is_units_side_by_side(text: str) -> None:
    tokens = list(analyser("zh").token_stream(text, chinese_words=False))
    assert [token.position for token in tokens] == list(range(len(tokens)))
    assert "".join(token.term for token in tokens) == text.lower()


def test_no_chinese_word_reaches_over_a_comma() -> None:
    positions = {token.term: token.position for token in analyser("zh").token_stream("上海，海水")}
    assert positions["水"] - positions["上"] == 4


def test_terms_stand_where_the_original_has_them() -> None:
    text = "Cafe\u0301s of Zürich: ﬁne, 5G手机"
    found = {token.term: text[token.start : token.end] for token in analyser("en").token_stream(text)}
    assert found["cafe"] == "Cafe\u0301s"
    assert found["zurich"] == "Zürich"
    assert found["fine"] == "ﬁne"
    assert found["手机"] == "手机"


def test_chinese_words_stand_where_their_characters_do() -> None:
    text = "在北京大学，手机"
    for token in analyser("zh").token_stream(text):
        assert text[token.start : token.end] == token.term


@given(st.text(max_size=80), st.sampled_from(["en", "zh-Hans", "de", "ar", "xx"]))
def test_any_text_can_be_analysed_and_every_range_lies_in_it(text: str, language: str) -> None:
    analyse = analyser(language)
    units = analyse.tokens(text)
    assert len(analyse.terms(units)) == len(units)
    for token in analyse.token_stream(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term


@given(
    st.text(alphabet="🚀👍🏽🇩🇪aAésǅ桥橋發ガｶﾞ가ß5.．Ｎ'’-_ \n\u0301\u00ad\u200c\u200dकीत्ِب", max_size=40),
    st.sampled_from(["en", "hi", "ko"]),
)
@example("u's.n.", "en")
@example("ガラス", "ja")
def test_units_and_tokens_agree(text: str, language: str) -> None:
    analyse = analyser(language)
    tokens = [token.term for token in analyse.token_stream(text, chinese_words=False)]
    assert tokens == analyse.terms(analyse.tokens(text))


def test_an_endless_word_is_cut_into_pieces() -> None:
    assert max(map(len, analyser("en").tokens("a" * 100_000))) <= TOKEN_LENGTH_MAX
    assert max(map(len, analyser("hi").tokens("की" * 100_000))) <= TOKEN_LENGTH_MAX


def test_a_language_without_a_stemmer_keeps_its_words() -> None:
    assert stems("xx")["elections"] == "elections"
    assert stems("pl")["książki"] != "książki"


@pytest.mark.parametrize(
    ("tag", "subtag"),
    [
        ("EN-gb", "en"),
        ("zh_Hans", "zh"),
        ("yue", "yue"),
        ("", "und"),
        ("e", "und"),
        ("english", "und"),
        ("и", "und"),
        ("x-klingon", "x"),
        ("i" * 200_000, "und"),
    ],
)
def test_the_analyser_is_that_of_the_primary_subtag_if_there_is_one(tag: str, subtag: str) -> None:
    assert analyser(tag).primary == subtag


def test_languages_that_somebody_makes_up_leave_nothing_behind() -> None:
    before = analyser("qqq")
    for first, second in product(ascii_lowercase, repeat=2):
        assert analyser(f"q{first}{second}").stems is analyser("xx").stems

    assert analyser("qqq") is not before


def test_chinese_words_have_two_characters_or_more() -> None:
    words = [word for _, word in chinese.words("他在北京大学读书，是大学生")]

    assert {"北京", "大学", "北京大学", "大学生"} <= set(words)
    assert min(map(len, words)) == 2


def test_a_query_is_cut_into_words_and_what_is_no_word_stays_whole() -> None:
    assert {"机场", "旅客"} <= set(chinese.segments("上海浦东机场旅客"))
    assert "".join(chinese.segments("瓦尔米尔港务局")) == "瓦尔米尔港务局"
