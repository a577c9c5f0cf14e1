"""Entities (people, places, organisations) are recognised without a dictionary of names."""

import pytest

from broadsheet_server.related.named_entities import extract_entities, surface_form
from broadsheet_server.search.analysis import analyser
from tests.server.related.corpus import indexed_article

ENGLISH = analyser("en")


def entities_of(headline: str, body: str, language: str = "en") -> dict[str, str]:
    """The entities of an article, each with the text that names it."""
    article = indexed_article(headline, body, language=language)
    return extract_entities(article, analyser(language))


def test_runs_of_capitals_and_their_parts_are_names() -> None:
    entities = extract_entities(
        indexed_article("Bridge shut", "Mayor Ilse Tarrant spoke in Vallmere."), ENGLISH
    )
    assert {"mayor ilse tarrant", "ilse", "tarrant", "vallmere"} <= set(entities)


def test_the_name_mentioned_most_often_comes_first() -> None:
    entities = entities_of("News", "In Vallmere. To Vallmere. From Brannhof.")
    assert next(iter(entities)) == "vallmere"


def test_a_name_of_one_word_counts_as_often_as_it_is_mentioned() -> None:
    text = "To Dorvik. With Dorvik. See Ilse Tarrant, not Ilse Tarrant, but Ilse Tarrant."
    names = list(entities_of("no news", text))
    assert names.index("ilse tarrant") < names.index("dorvik")


def test_small_words_join_a_name_but_neither_begin_nor_end_it() -> None:
    entities = extract_entities(
        indexed_article("News", "The University of Vallmere and the City were there."), ENGLISH
    )
    assert "university of vallmere" in entities
    assert not any(name.startswith("the ") or name.endswith(" the") for name in entities)


def test_days_months_and_titles_name_nothing() -> None:
    entities = extract_entities(
        indexed_article("News", "On Friday, in March, Dr Revell sailed. He won."), ENGLISH
    )
    assert set(entities) == {"revell", "news"}


def test_a_headline_in_capitals_names_nothing() -> None:
    assert entities_of("HARBOUR TRUST SETTLES", "it settled.") == {}


def test_other_scripts_with_capitals_have_names_too() -> None:
    entities = extract_entities(
        indexed_article("Новости", "Её зовут Анна Каренина, она из Москвы."), analyser("ru")
    )
    assert {"анна каренина", "анна", "каренина", "москвы"} <= set(entities)


@pytest.mark.slow
def test_chinese_nouns_of_the_beginning_serve_as_names_but_not_verbs_and_numbers() -> None:
    text = "检查人员在主销座上发现裂缝。"
    entities = entities_of("安塞尔河大桥封闭", text, language="zh")
    assert {"大桥", "裂缝", "人员"} <= set(entities)
    assert "发现" not in entities


def test_a_name_is_shown_as_the_text_writes_it() -> None:
    assert surface_form("ilse tarrant", "Mayor Ilse Tarrant’s", ENGLISH) == "Ilse Tarrant"
    assert surface_form("un", "The U.N. said", ENGLISH) == "U.N."
    assert surface_form("usa", "He left the U.S.A. Nobody knew.", ENGLISH) == "U.S.A."
    assert surface_form("tarrant", "It was Tarrant.", ENGLISH) == "Tarrant"
    assert surface_form("zürich", "in Zürich", ENGLISH) == "Zürich"


def test_a_name_that_the_text_does_not_hold_is_shown_as_it_is_known() -> None:
    assert surface_form("zurich", "in Zürich", ENGLISH) == "zurich"
