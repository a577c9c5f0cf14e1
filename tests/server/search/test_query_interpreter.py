"""What people type is understood in their language and script, and however much it is."""

from pathlib import Path
from typing import Any, cast

import pytest

from broadsheet_server.search import phrases, query_interpreter
from broadsheet_server.search.engine import PhraseClause, Searcher
from broadsheet_server.search.query_interpreter import QueryInterpreter
from broadsheet_server.search.query_parser import parse_query
from tests.server.search.small_index import SmallIndex


@pytest.fixture
def index(tmp_path: Path) -> SmallIndex:
    """An empty index."""
    return SmallIndex(tmp_path / "index")


def test_words_written_with_vowel_signs_are_found_as_words(index: SmallIndex) -> None:
    index.holds("किताब की दुकान", "कुतुब मीनार", language="hi")
    index.holds("தமிழ் மொழி", language="ta")

    assert index.finds("किताब ") == {"किताब की दुकान"}
    assert index.finds("किताबें ") == {"किताब की दुकान"}
    assert index.finds("कि") == {"किताब की दुकान"}
    assert index.finds("மொழிகள் ") == {"தமிழ் மொழி"}


@pytest.mark.parametrize("typed", ["istanbul", "ISTANBUL", "İSTANBUL", "i\u0307stanbul", "istan"])
def test_the_turkish_capital_i_is_an_i(index: SmallIndex, typed: str) -> None:
    index.holds("İstanbul'da seçim", language="tr")

    assert index.finds(typed) == {"İstanbul'da seçim"}


@pytest.mark.parametrize("typed", ["المكتبة ", "المكتبه ", "مكتبه "])
def test_an_arabic_reader_may_leave_out_the_dots_of_the_last_letter(index: SmallIndex, typed: str) -> None:
    index.holds("افتتاح المكتبة العامة", "افتتاح الميناء", language="ar")

    assert index.finds(typed) == {"افتتاح المكتبة العامة"}


def test_letters_that_nobody_sees_hide_no_word(index: SmallIndex) -> None:
    index.holds("The Kraft\u00adwerk \ufeffhums")

    assert (
        index.finds("kraftwerk ")
        == index.finds("Kraft\u00adwerk hums ")
        == {"The Kraft\u00adwerk \ufeffhums"}
    )


@pytest.mark.parametrize(
    "typed", ["zur", "zuri", "zuric", "zurich", "zür", "züri", "züric", "zürich", "ZÜRI"]
)
def test_the_beginning_of_a_word_is_found_with_and_without_its_accents(index: SmallIndex, typed: str) -> None:
    index.holds("Zürich votes", "Zurich pays", "Ghent sleeps")

    assert index.finds(typed) == {"Zürich votes", "Zurich pays"}


def test_chinese_function_words_beside_a_word_ask_for_nothing(index: SmallIndex) -> None:
    index.holds("北京今天下雨", "北京大学招生", "船过桥洞", "上海下雪", language="zh-Hans")

    assert index.finds("我在北京") == {"北京今天下雨", "北京大学招生"}
    assert index.finds("他们的北京大学") == {"北京大学招生"}
    assert index.finds("桥和船") == {"船过桥洞"}
    assert index.finds("我在桥") == {"船过桥洞"}
    assert index.finds("上海的雪") == {"上海下雪"}
    assert index.finds("在京") == set()


def test_chinese_function_words_alone_are_looked_for(index: SmallIndex) -> None:
    index.holds("我们的城市", "他们的城市", language="zh-Hans")

    assert index.finds("我们的") == {"我们的城市"}
    assert index.finds("于") == set()


def test_an_unknown_chinese_name_with_a_function_word_in_it_comes_first(index: SmallIndex) -> None:
    index.holds("瓦片和米饭放在家里", "瓦里米号沉没", "瓦片厂", language="zh-Hans")

    assert index.ranks("瓦里米")[0] == "瓦里米号沉没"
    assert index.finds("瓦里米号沉没") == {"瓦里米号沉没"}


def test_an_article_with_the_whole_of_an_unknown_chinese_name_comes_before_a_shorter_one(
    index: SmallIndex,
) -> None:
    index.holds("陈家散文谈藩篱", "陈之藩的散文今天在广场朗读", "瓦片厂", language="zh-Hans")

    assert index.ranks("陈之藩散文") == ["陈之藩的散文今天在广场朗读", "陈家散文谈藩篱"]


def test_a_character_stays_with_the_letters_it_touches_unless_it_is_a_function_word(
    index: SmallIndex,
) -> None:
    index.holds("修复C盘", "C大调的盘子", language="zh-Hans")

    assert index.finds("C盘") == {"修复C盘"}
    assert index.finds("在C盘") == {"修复C盘"}


def test_a_chinese_word_is_also_looked_for_as_the_word_beside_its_characters(index: SmallIndex) -> None:
    index.holds("北京的雨")
    [beijing] = index.clauses("北京").required
    [ferry] = index.clauses('"night ferry"').required

    assert isinstance(beijing, PhraseClause)
    assert isinstance(ferry, PhraseClause)
    assert (beijing.synonyms, ferry.synonyms) == ({"北京"}, frozenset())


def test_letters_with_a_character_each_are_words_by_themselves(index: SmallIndex) -> None:
    index.holds("A股涨，B股跌", "A股涨", language="zh-Hans")

    assert index.finds("A股B股") == {"A股涨，B股跌"}


def test_of_stop_words_alone_only_the_first_are_looked_for(index: SmallIndex) -> None:
    index.holds("Nothing of the kind")

    required = index.clauses("the of in to and is on for with at by ").required
    assert len(required) == query_interpreter.STOP_WORDS_MAX


def test_a_last_word_that_says_nothing_may_go_on_but_need_not_be_there(index: SmallIndex) -> None:
    index.holds("The election is near", "The election offends")

    assert (
        index.finds("election of")
        == index.finds("election of ")
        == {"The election is near", "The election offends"}
    )
    assert index.finds("of") == {"The election offends"}


def test_a_phrase_that_says_nothing_is_left_out_beside_words_that_do(index: SmallIndex) -> None:
    index.holds("The ferry", "Out of the way", "The way of it")

    assert index.finds('ferry "out of the"') == index.finds("ferry out-of-the ") == {"The ferry"}
    assert index.finds('"out of the"') == {"Out of the way"}


def test_of_a_long_text_the_first_words_that_say_something_are_looked_for(index: SmallIndex) -> None:
    words = [f"word{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(40)]
    index.holds(
        " ".join(words[: query_interpreter.REQUIRED_MAX]),
        " ".join(words[: query_interpreter.REQUIRED_MAX - 1]),
    )

    assert index.finds("and " + " ".join(words)) == {" ".join(words[: query_interpreter.REQUIRED_MAX])}


@pytest.mark.parametrize(
    "text",
    [
        "of-the in-to on-a for-at by-with " * 9,
        '"of the" ' * 30,
        "-a-b " * 60,
        "the of in to and is on for with at by be are was that it " * 5,
        " ".join(f"x{number}-y{number}" for number in range(40)),
        " ".join(f"-x{number}" for number in range(60)),
        '"' + "one two three four " * 15,
        "渡轮大桥" * 75,
        "我在他们的" * 60,
    ],
)
def test_a_question_stays_small_however_much_is_typed(index: SmallIndex, text: str) -> None:
    index.holds("Nothing of the kind in it")
    asked = index.clauses(text[:300])

    assert len(asked.required) <= query_interpreter.REQUIRED_MAX
    assert len(asked.excluded) <= query_interpreter.EXCLUDED_MAX
    for clause in asked.required:
        if isinstance(clause, PhraseClause):
            assert all(len(words) <= phrases.PHRASE_TERMS_MAX for words in clause.alternatives)


def test_what_is_still_typed_becomes_so_many_words_at_most(index: SmallIndex) -> None:
    index.holds(" ".join(f"star{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)))
    [word] = index.clauses("star").required

    assert not isinstance(word, PhraseClause)
    assert query_interpreter.EXPANSIONS_MAX / 2 < len(word.expansions) <= query_interpreter.EXPANSIONS_MAX


def test_a_phrase_that_too_many_articles_would_be_read_for_is_its_words(
    index: SmallIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.holds("The night ferry", "The ferry by night", "北京的雨", "京北的雨")

    assert index.finds('"night ferry"') == {"The night ferry"}
    assert index.finds('rain -"night ferry" ferry') == set()
    monkeypatch.setattr(phrases, "BUDGET", 1)

    assert index.finds('"night ferry"') == {"The night ferry", "The ferry by night"}
    assert index.finds('"ferry nig') == {"The night ferry", "The ferry by night"}
    assert index.finds('ferry -"night ferry"') == {"The night ferry", "The ferry by night"}
    assert index.finds("北京") == {"北京的雨"}


def test_a_word_is_looked_for_in_the_most_frequent_languages_that_stem_differently(
    index: SmallIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.holds("Bridges and more bridges", "Bridging", language="en")
    index.holds("Pontes", language="pt")
    index.holds("Brücken", "Brücke", "Brückchen", language="de")
    index.holds("桥", language="zh")
    index.holds("Nothing", language="sw")

    assert index.finds("pontes ") == {"Pontes"}
    assert len(index.clauses("x ").required) == 1
    monkeypatch.setattr(query_interpreter, "LANGUAGES_MAX", 2)
    interpreter = QueryInterpreter(index.searcher, None)

    assert [each.primary for each in interpreter.analysers] == ["de", "en"]


@pytest.mark.parametrize("language", ["xx", "i" * 200_000, "\0", "", "en-AU"])
def test_in_a_language_that_no_article_has_nothing_is_found(index: SmallIndex, language: str) -> None:
    index.holds("Bridges")

    assert index.finds("bridge", language or "und") == set()
    assert index.finds("bridge", "en") == {"Bridges"}


def test_the_document_frequency_of_a_term_is_read_once_for_a_query(index: SmallIndex) -> None:
    index.holds("Nothing of the kind")
    searcher = RecordingSearcher(index.searcher)
    QueryInterpreter(cast("Searcher", searcher), None).clauses(parse_query('"' + "of the kind " * 25))

    assert sorted(searcher.terms) == ["kind", "of", "the"]


class RecordingSearcher:
    """A searcher that notes for which terms it is asked."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self.terms: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)

    def text_document_frequency(self, term: str) -> int:
        """How many articles have the term."""
        self.terms.append(term)
        return self._searcher.text_document_frequency(term)
