"""What people type is understood in their language and script, and however much it is."""

from pathlib import Path

import pytest

from broadsheet_server.search import phrases, query_interpreter
from broadsheet_server.search.engine import Phrase
from broadsheet_server.search.tantivy.index import TantivySearcher
from tests.server.search.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty index."""
    return Library(tmp_path / "index")


def test_words_written_with_vowel_signs_are_found_as_words(library: Library) -> None:
    library.holds("किताब की दुकान", "कुतुब मीनार", language="hi")
    library.holds("தமிழ் மொழி", language="ta")

    assert library.finds("किताब ") == {"किताब की दुकान"}
    assert library.finds("किताबें ") == {"किताब की दुकान"}
    assert library.finds("कि") == {"किताब की दुकान"}
    assert library.finds("மொழிகள் ") == {"தமிழ் மொழி"}


@pytest.mark.parametrize("typed", ["istanbul", "ISTANBUL", "İSTANBUL", "i\u0307stanbul", "istan"])
def test_the_turkish_capital_i_is_an_i(library: Library, typed: str) -> None:
    library.holds("İstanbul'da seçim", language="tr")

    assert library.finds(typed) == {"İstanbul'da seçim"}


def test_letters_that_nobody_sees_hide_no_word(library: Library) -> None:
    library.holds("The Kraft\u00adwerk \ufeffhums")

    assert (
        library.finds("kraftwerk ")
        == library.finds("Kraft\u00adwerk hums ")
        == {"The Kraft\u00adwerk \ufeffhums"}
    )


@pytest.mark.parametrize(
    "typed", ["zur", "zuri", "zuric", "zurich", "zür", "züri", "züric", "zürich", "ZÜRI"]
)
def test_the_beginning_of_a_word_is_found_with_and_without_its_accents(library: Library, typed: str) -> None:
    library.holds("Zürich votes", "Zurich pays", "Ghent sleeps")

    assert library.finds(typed) == {"Zürich votes", "Zurich pays"}


def test_chinese_function_words_beside_a_word_ask_for_nothing(library: Library) -> None:
    library.holds("北京今天下雨", "北京大学招生", "船过桥洞", "上海下雪", language="zh-Hans")

    assert library.finds("我在北京") == {"北京今天下雨", "北京大学招生"}
    assert library.finds("他们的北京大学") == {"北京大学招生"}
    assert library.finds("桥和船") == {"船过桥洞"}
    assert library.finds("我在桥") == {"船过桥洞"}
    assert library.finds("上海的雪") == {"上海下雪"}
    assert library.finds("在京") == set()


def test_chinese_function_words_alone_are_looked_for(library: Library) -> None:
    library.holds("我们的城市", "他们的城市", language="zh-Hans")

    assert library.finds("我们的") == {"我们的城市"}
    assert library.finds("于") == set()


def test_an_unknown_chinese_name_with_a_function_word_in_it_comes_first(library: Library) -> None:
    library.holds("瓦片和米饭放在家里", "瓦里米号沉没", "瓦片厂", language="zh-Hans")

    assert library.ranks("瓦里米")[0] == "瓦里米号沉没"
    assert library.finds("瓦里米号沉没") == {"瓦里米号沉没"}


def test_a_character_stays_with_the_letters_it_touches_unless_it_is_a_function_word(library: Library) -> None:
    library.holds("修复C盘", "C大调的盘子", language="zh-Hans")

    assert library.finds("C盘") == {"修复C盘"}
    assert library.finds("在C盘") == {"修复C盘"}


def test_a_last_word_that_says_nothing_may_go_on_but_need_not_be_there(library: Library) -> None:
    library.holds("The election is near", "The election offends")

    assert (
        library.finds("election of")
        == library.finds("election of ")
        == {"The election is near", "The election offends"}
    )
    assert library.finds("of") == {"The election offends"}


def test_a_phrase_that_says_nothing_is_left_out_beside_words_that_do(library: Library) -> None:
    library.holds("The ferry", "Out of the way", "The way of it")

    assert library.finds('ferry "out of the"') == library.finds("ferry out-of-the ") == {"The ferry"}
    assert library.finds('"out of the"') == {"Out of the way"}


def test_of_a_long_text_the_first_words_that_say_something_are_looked_for(library: Library) -> None:
    words = [f"word{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(40)]
    library.holds(
        " ".join(words[: query_interpreter.WANTED_MAX]), " ".join(words[: query_interpreter.WANTED_MAX - 1])
    )

    assert library.finds("and " + " ".join(words)) == {" ".join(words[: query_interpreter.WANTED_MAX])}


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
def test_a_question_stays_small_however_much_is_typed(library: Library, text: str) -> None:
    library.holds("Nothing of the kind in it")
    asked = library.clauses(text[:300])

    assert len(asked.wanted) <= query_interpreter.WANTED_MAX
    assert len(asked.unwanted) <= query_interpreter.UNWANTED_MAX
    for clause in asked.wanted:
        if isinstance(clause, Phrase):
            assert all(len(words) <= phrases.WORDS_MAX for words in clause.alternatives)


def test_what_is_still_typed_becomes_so_many_words_at_most(library: Library) -> None:
    library.holds(" ".join(f"star{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)))
    [word] = library.clauses("star").wanted

    assert not isinstance(word, Phrase)
    assert query_interpreter.COMPLETIONS / 2 < len(word.faint) <= query_interpreter.COMPLETIONS


def test_a_phrase_that_too_many_articles_would_be_read_for_is_its_words(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.holds("The night ferry", "The ferry by night", "北京的雨", "京北的雨")

    assert library.finds('"night ferry"') == {"The night ferry"}
    assert library.finds('rain -"night ferry" ferry') == set()
    monkeypatch.setattr(phrases, "BUDGET", 1)

    assert library.finds('"night ferry"') == {"The night ferry", "The ferry by night"}
    assert library.finds('"ferry nig') == {"The night ferry", "The ferry by night"}
    assert library.finds('ferry -"night ferry"') == {"The night ferry", "The ferry by night"}
    assert library.finds("北京") == {"北京的雨"}


def test_a_word_is_looked_for_in_the_most_frequent_languages_that_stem_differently(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.holds("Bridges and more bridges", "Bridging", language="en")
    library.holds("Pontes", language="pt")
    library.holds("Brücken", "Brücke", "Brückchen", language="de")
    library.holds("桥", language="zh")
    library.holds("Nothing", language="sw")

    assert library.finds("pontes ") == {"Pontes"}
    assert len(library.clauses("x ").wanted) == 1
    monkeypatch.setattr(query_interpreter, "LANGUAGES_MAX", 2)
    interpreter = query_interpreter.QueryInterpreter(library.searcher, None)

    assert [each.primary for each in interpreter.analysers] == ["de", "en"]


@pytest.mark.parametrize("language", ["xx", "i" * 200_000, "\0", "", "en-AU"])
def test_in_a_language_that_no_article_has_nothing_is_found(library: Library, language: str) -> None:
    library.holds("Bridges")

    assert library.finds("bridge", language or "und") == set()
    assert library.finds("bridge", "en") == {"Bridges"}


def test_the_words_of_a_question_are_looked_up_in_few_steps(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.holds("Nothing of the kind")
    asked: list[str] = []
    articles_with = TantivySearcher.articles_with

    def counted(self: TantivySearcher, term: str) -> int:
        asked.append(term)
        return articles_with(self, term)

    monkeypatch.setattr(TantivySearcher, "articles_with", counted)
    library.clauses('"' + "of the kind " * 25)

    assert sorted(asked) == ["kind", "of", "the"]
