"""A query becomes the server's filters, or plain terms for the offline search."""

from datetime import UTC, datetime

import pytest

from broadsheet_client.api.generated import ArticleWhere, FacetValue
from broadsheet_client.core.search_query import Facet, SearchQuery, Terms

ASIA = FacetValue("world/asia", "Asia", 3)


def test_filters_become_where() -> None:
    question = SearchQuery("ferry")
    assert question.where() is None
    question = question.with_choice(Facet.SECTION, ASIA).with_choice(
        Facet.YEAR, FacetValue("2025", "2025", 1)
    )
    assert question.where() == ArticleWhere(
        section="world/asia",
        published_after=datetime(2025, 1, 1, tzinfo=UTC),
        published_before=datetime(2026, 1, 1, tzinfo=UTC),
    )
    question = question.with_choice(Facet.SECTION, None).with_choice(Facet.YEAR, None)
    question = question.with_choice(Facet.TAG, FacetValue("tide", "Tide", 1))
    question = question.with_choice(Facet.AUTHOR, FacetValue("ana", "Ana", 1))
    assert question.where() == ArticleWhere(tag="tide", author="ana")


def test_another_choice_takes_the_place_of_the_one_before() -> None:
    question = SearchQuery("ferry").with_choice(Facet.SECTION, ASIA)
    other = FacetValue("sport", "Sport", 1)
    assert question.with_choice(Facet.SECTION, other).filters == ((Facet.SECTION, other),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ferry tide", Terms(("ferry", "tide"))),
        ('"swing bridge" -tram', Terms(("swing bridge",), ("tram",))),
        ('-"old pier" “new pier”', Terms(("new pier",), ("old pier",))),
        ('"left open and on', Terms(("left open and on",))),
        ("twenty-two", Terms(("twenty-two",))),
        ('- "" -', Terms(())),
        ("平旋桥 电车", Terms(("平旋桥", "电车"))),
    ],
)
def test_every_text_is_words(text: str, words: Terms) -> None:
    assert SearchQuery(text).terms() == words


def test_fewer_words_are_offered_while_there_are_some() -> None:
    assert SearchQuery("ferry at the pier").without_last_word() == "ferry at the"
    assert SearchQuery('ferry "old pier').without_last_word() == 'ferry "old'
    assert SearchQuery("ferry -pier").without_last_word() == "ferry"
    assert SearchQuery("ferry").without_last_word() == ""
