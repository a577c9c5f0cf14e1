"""Where a text says what was asked, as ranges of the original."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import Clause, PhraseClause, TermClause
from broadsheet_server.search.highlights import FormsLookup, Highlight, Highlighter, HighlightField

FILLER = "Nothing of interest happens in this sentence, which only fills the page. "


def word(*forms: str, language: str = "en") -> TermClause:
    """A word as it is asked for."""
    stems = analyser(language).stems
    return TermClause(frozenset(stems[form] for form in forms))


def phrase(text: str, language: str = "en") -> PhraseClause:
    """A phrase as it is asked for."""
    tokens = analyser(language).token_stream(text, chinese_words=False)
    return PhraseClause((tuple((token.position, token.term) for token in tokens),))


def marked(highlight: Highlight) -> str:
    """The text with brackets around its ranges."""
    text = highlight.text
    for start, end in reversed(highlight.ranges):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def headline(text: str, *clauses: Clause, language: str = "en") -> str:
    """A headline as it is shown."""
    [found] = Highlighter(clauses).highlights(language, text, None, "")
    return marked(found)


def snippets(text: str, *clauses: Clause, language: str = "en") -> list[str]:
    """The passages of a body that are shown."""
    return [marked(each) for each in Highlighter(clauses).highlights(language, "", None, text)]


@pytest.mark.parametrize(
    ("text", "clauses", "shown"),
    [
        ("Bridges and a bridge’s keeper", [word("bridge")], "[Bridges] and a [bridge]’s keeper"),
        ("The abridged bridge_end bridge", [word("bridge")], "The abridged [bridge]_end [bridge]"),
        ("THE U.N. meets, the un does not", [word("un")], "THE [U.N.] meets, the [un] does not"),
        ("Plan U of the U.N. and the U.N.I.", [word("u")], "Plan [U] of the U.N. and the U.N.I."),
        ("The U.N.I. is not the U.N., un", [word("un")], "The U.N.I. is not the [U.N.], [un]"),
        ("Ｕ．Ｎ．, Plan Ｕ.", [word("u")], "Ｕ．Ｎ．, Plan [Ｕ]."),
        ("Ｕ．Ｎ．", [word("un")], "[Ｕ．Ｎ．]"),
        ("Ex\u00adtra ﬁre", [word("extra"), word("fire")], "[Ex\u00adtra] [ﬁre]"),
        ("İstanbul, istanbul", [word("istanbul")], "[İstanbul], [istanbul]"),
        ("किताब, कुतुब, किताबें, क", [word("क", "किताब")], "[किताब], कुतुब, किताबें, [क]"),
        ("A night ferry, a ferry by night", [phrase("night ferry")], "A [night ferry], a ferry by night"),
        ("The follow-up follows", [phrase("follow up")], "The [follow-up] follows"),
        ("Two words: night, ferry", [word("night"), word("ferry")], "Two words: [night], [ferry]"),
        ("A mouse, mice and a mousse", [word("mouse")], "A [mouse], [mice] and a mousse"),
        ("The man met women", [word("men", "woman")], "The [man] met [women]"),
        ("A🚀launch👍🏽, 👍", [word("🚀", "👍")], "A[🚀]launch[👍🏽], [👍]"),
        ("🇩🇪🇫🇷 🇪🇫", [word("🇪🇫")], "🇩🇪🇫🇷 [🇪🇫]"),
        ("A 🚀 launch, launch 🚀", [phrase("🚀 launch")], "A [🚀 launch], launch 🚀"),
        ("ﬁre in the Straße", [word("fire"), word("strasse")], "[ﬁre] in the [Straße]"),
    ],
)
def test_every_form_of_a_word_is_marked_and_a_phrase_as_a_whole(
    text: str, clauses: list[Clause], shown: str
) -> None:
    assert headline(text, *clauses) == shown


@pytest.mark.parametrize(
    ("text", "asked", "shown"),
    [
        ("林当海峡渡轮沉没", "渡轮", "林当海峡[渡轮]沉没"),
        ("林當海峽渡輪沉沒", "渡轮", "林當海峽[渡輪]沉沒"),
        ("电脑的Ｃ盘坏了", "C盘", "电脑的[Ｃ盘]坏了"),
        ("渡，轮", "渡轮", ""),
        ("桥", "桥", "[桥]"),
    ],
)
def test_chinese_is_marked_by_its_characters_in_either_script(text: str, asked: str, shown: str) -> None:
    found = Highlighter([phrase(asked, "zh")]).highlights("zh-Hans", text, None, "")

    assert "".join(map(marked, found)) == shown


def test_a_chinese_word_is_marked_in_an_english_text_and_the_reverse() -> None:
    assert headline("The word 渡轮 means ferry", phrase("渡轮"), word("ferry")) == (
        "The word [渡轮] means [ferry]"
    )
    either = TermClause(word("ferry").terms | word("ferry", language="zh").terms)
    assert headline("乘坐 Ferry 的人", either, language="zh") == "乘坐 [Ferry] 的人"


def test_texts_that_do_not_say_it_are_not_shown() -> None:
    found = Highlighter([word("crane")]).highlights("en", "A tram", "The crane retires", FILLER)

    assert [(each.field, marked(each)) for each in found] == [(HighlightField.SUMMARY, "The [crane] retires")]


def test_of_a_long_body_the_densest_passage_is_shown() -> None:
    body = FILLER * 5 + "A crane stood there. " + FILLER * 5 + "The crane lifted a ferry. " + FILLER * 5
    found = snippets(body, word("crane"), word("ferry"))

    assert "The [crane] lifted a [ferry]." in found[1]
    assert len(found) == 2
    assert all(len(each) <= 200 for each in found)


def test_matches_far_from_each_other_are_shown_in_snippets_of_their_own() -> None:
    found = snippets("The crane. " + FILLER * 5 + "The ferry. " + FILLER * 5, word("crane"), word("ferry"))

    assert [each.count("[") for each in found] == [1, 1]
    assert all(len(each) <= 200 for each in found)


def test_a_snippet_begins_with_a_sentence_or_a_word_and_ends_with_a_word() -> None:
    [found] = snippets("This one does. " + FILLER + "Then the crane moved. " + FILLER * 3, word("crane"))

    assert found.startswith("Then the [crane] moved.")
    assert (FILLER + " ").count(found.rsplit(" ", 1)[1] + " ") == 1


def test_a_short_body_is_shown_whole_and_paragraphs_end_snippets() -> None:
    assert snippets("The crane.", word("crane")) == ["The [crane]."]
    body = f"Slowly, and under the eyes of half the old town, the crane on the quay moved away.\n{FILLER}"
    assert snippets(body, word("crane"))[0].endswith("on the quay moved away.")


def test_a_snippet_at_the_end_of_a_body_ends_with_its_last_word() -> None:
    [found] = snippets(FILLER * 3 + "Then the crane moved away", word("crane"))

    assert found.endswith("Then the [crane] moved away")


def test_a_chinese_snippet_begins_behind_the_sentence_before_it() -> None:
    body = "天气晴朗。" * 40 + "今早渡轮沉没。" + "天气晴朗。" * 40
    [found] = snippets(body, phrase("渡轮", "zh"), language="zh")

    assert found.startswith("天气晴朗。" * 10 + "今早[渡轮]沉没。天气")


def test_of_a_body_full_of_a_word_the_same_is_shown_however_long_it_is() -> None:
    assert snippets("The crane stands. " * 2_000, word("crane")) == snippets(
        "The crane stands. " * 200, word("crane")
    )
    chinese = "起重机退役了。"
    assert snippets(chinese * 2_000, phrase("起重机", "zh")) == snippets(
        chinese * 200, phrase("起重机", "zh")
    )


def test_a_phrase_is_found_behind_any_number_of_its_first_words() -> None:
    [shown] = snippets("night " * 600 + FILLER * 3 + "A night ferry sails.", phrase("night ferry"))
    assert "A [night ferry] sails." in shown


def test_snippets_stand_in_the_order_of_the_text_and_do_not_overlap() -> None:
    body = "One crane. " + FILLER * 4 + "Crane, crane and crane. " + FILLER * 4
    first, second = snippets(body, word("crane"))

    assert first.startswith("One [crane].")
    assert "[Crane], [crane] and [crane]." in second


def test_a_body_without_end_is_looked_through_in_time() -> None:
    found = snippets("crane " * 50_000, word("crane"))

    assert len(found) == 2


def test_a_body_full_of_initials_is_looked_through_in_time() -> None:
    assert snippets("u.n. u " * 50_000, word("u"), word("un"))[0].startswith("[u.n.] [u] [u.n.]")


@given(
    st.text("ab 渡轮大桥-.…é\u0301\n“”\u00adकी", max_size=400),
    st.lists(st.sampled_from([word("a"), word("ab", "b"), phrase("a b"), phrase("渡轮"), phrase("大")])),
)
def test_ranges_are_in_order_apart_and_within_a_passage_of_the_original(
    text: str, clauses: list[Clause]
) -> None:
    for each in Highlighter(clauses).highlights("en", text, text, text):
        assert each.text in text
        assert each.ranges
        assert _are_apart(each.ranges, len(each.text))


TERMS_BY_LANGUAGE = {
    "en": "bridges bridging abridged u.n. un U s s.u. sky skies die Bridge_end bridges' ferry’s ferries mice",
    "und": "🚀 👍🏽 👍 🇩🇪 🇪🇫 ☀️ mouse",
    "de": "Straße Strassen STRASSE Häuser Haus häuslich ﬁnden gefunden Ärzte",
    "ar": "الكتاب كتاب كتب والكتاب كِتَاب",
    "hi": "किताब किताबें कुतुब क",
    "tr": "İstanbul istanbul'da ışık Işık",
    "zh-Hans": "渡轮 渡輪 大桥 Ferry ferries C盘 Ｃ盘",
    "xx": "zürich Zürich zu\u0308rich Ex\u00adtra",
}
BETWEEN = (" ", ", ", "", "-", "’s ", ".", "…", "“", "\u00a0", "\u0301", "\n", "渡")


@pytest.mark.slow
def test_words_are_marked_as_the_index_cuts_them_whether_their_forms_are_known_or_not() -> None:
    """The slow way is the oracle: every token of the text is analysed."""

    @given(
        st.sampled_from(sorted(TERMS_BY_LANGUAGE)),
        st.lists(
            st.tuples(
                st.sampled_from(" ".join(TERMS_BY_LANGUAGE.values()).split()), st.sampled_from(BETWEEN)
            ),
            max_size=12,
        ),
        st.sets(st.sampled_from(" ".join(TERMS_BY_LANGUAGE.values()).split()), max_size=6),
    )
    @settings(max_examples=500)
    def check(language: str, words: list[tuple[str, str]], asked: set[str]) -> None:
        text = "".join(each for pair in words for each in pair)
        analyse = analyser(language)
        terms = frozenset(analyse.terms(analyse.tokens(" ".join(sorted(asked)))))
        expected = _merged_spans(
            (token.start, token.end)
            for token in analyse.token_stream(text, chinese_words=False)
            if token.term in terms
        )
        for look_up in (in_these(text), no_index):
            found = Highlighter([TermClause(terms)], look_up).highlights(language, text, None, "")
            assert [tuple(each) for highlight in found for each in highlight.ranges] == expected

    check()


def test_three_texts_at_once_are_marked_like_each_alone() -> None:
    headline, summary, body = "Ferry " * 50, "The night ferries", f"{FILLER * 60}The last ferry of the night."
    highlights = Highlighter([word("ferry")], in_these(headline, summary, body)).highlights
    alone = [
        *highlights("en", headline, None, ""),
        *highlights("en", "", summary, ""),
        *highlights("en", "", None, body),
    ]
    assert [each.field for each in alone] == list(HighlightField)
    assert highlights("en", headline, summary, body) == alone


ASKED_FOR = ("bridge", "bridges", "bridging", "footbridge", "Bridge", "crane", "crane_end")


@given(
    st.lists(
        st.lists(st.sampled_from((*ASKED_FOR, FILLER, "\n", ". ", '." ', "! ")), max_size=30), min_size=3
    ),
    st.sampled_from([[word("bridge")], [word("bridge"), word("crane")], [word("bridge", "crane")]]),
)
def test_an_article_in_ascii_is_marked_like_any_other(words: list[list[str]], clauses: list[Clause]) -> None:
    """Without the index it is not looked through as one text."""
    headline, summary, body = (" ".join(text) for text in words[:3])
    known = Highlighter(clauses, in_these(headline, summary, body))

    assert known.highlights("en", headline, summary, body) == (
        Highlighter(clauses).highlights("en", headline, summary, body)
    )


def in_these(*texts: str) -> FormsLookup:
    """The index of these texts, asked for the forms of its words."""

    def look_up(analyse: Analyser, terms: frozenset[str]) -> dict[str, str]:
        words = {word for text in texts for word in analyse.tokens(text)}
        return {word: analyse.stems[word] for word in words if analyse.stems[word] in terms - {word}}

    return look_up


def no_index(_: Analyser, __: frozenset[str]) -> None:
    """There is no index to ask."""


def _merged_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _are_apart(ranges: Iterable[tuple[int, int]], length: int) -> bool:
    place = 0
    for start, end in ranges:
        if not place <= start < end <= length:
            return False
        place = end
    return True
