"""Entities (people, places, organisations) are recognised without a dictionary of names."""

from dataclasses import replace

from broadsheet_server.related.named_entities import extract_entities, surface_form
from broadsheet_server.search.analysis import analyser
from tests.server.search.engine_contract import article

ENGLISH = analyser("en")
CHINESE = analyser("zh")


def test_runs_of_capitals_and_their_parts_are_names() -> None:
    found = extract_entities(article(1, "Bridge shut", "Mayor Ilse Tarrant spoke in Vallmere."), ENGLISH)
    assert {"mayor ilse tarrant", "ilse", "tarrant", "vallmere"} <= set(found)


def test_the_name_mentioned_most_often_comes_first() -> None:
    found = extract_entities(article(1, "News", "In Vallmere. To Vallmere. From Brannhof."), ENGLISH)
    assert next(iter(found)) == "vallmere"


def test_small_words_join_a_name_but_neither_begin_nor_end_it() -> None:
    found = extract_entities(
        article(1, "News", "The University of Vallmere and the City were there."), ENGLISH
    )
    assert "university of vallmere" in found
    assert not any(name.startswith("the ") or name.endswith(" the") for name in found)


def test_days_months_and_titles_name_nothing() -> None:
    found = extract_entities(article(1, "News", "On Friday, in March, Dr Revell sailed. He won."), ENGLISH)
    assert set(found) == {"revell", "news"}


def test_a_headline_in_capitals_names_nothing() -> None:
    assert extract_entities(article(1, "HARBOUR TRUST SETTLES", "it settled."), ENGLISH) == {}


def test_other_scripts_with_capitals_have_names_too() -> None:
    found = extract_entities(article(1, "Новости", "Её зовут Анна Каренина, она из Москвы."), analyser("ru"))
    assert {"анна каренина", "анна", "каренина", "москвы"} <= set(found)


def test_chinese_nouns_of_the_beginning_serve_as_names_but_not_verbs_and_numbers() -> None:
    text = "检查人员在主销座上发现裂缝。"
    found = extract_entities(replace(article(1, "安塞尔河大桥封闭", text), language="zh"), CHINESE)
    assert {"大桥", "裂缝", "人员"} <= set(found)
    assert "发现" not in found


def test_a_name_is_shown_as_the_text_writes_it() -> None:
    assert surface_form("ilse tarrant", "Mayor Ilse Tarrant’s", ENGLISH) == "Ilse Tarrant"
    assert surface_form("un", "The U.N. said", ENGLISH) == "U.N."
    assert surface_form("usa", "He left the U.S.A. Nobody knew.", ENGLISH) == "U.S.A."
    assert surface_form("tarrant", "It was Tarrant.", ENGLISH) == "Tarrant"
    assert surface_form("zürich", "in Zürich", ENGLISH) == "Zürich"


def test_a_name_that_the_text_does_not_hold_is_shown_as_it_is_known() -> None:
    assert surface_form("zurich", "in Zürich", ENGLISH) == "zurich"
