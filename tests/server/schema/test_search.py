"""What people find, and how they narrow it down."""

from datetime import timedelta
from typing import Any

import pytest

from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.reading import search as reading_search
from broadsheet_server.search.tantivy.searcher import TantivySearcher
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.limits import SEARCH_QUERY_MAX
from broadsheet_shared.vocabulary import TagKind
from tests.builders import PUBLISHED_AT
from tests.server.schema.api import Api
from tests.server.schema.search_client import SEARCH, SearchClient

DAY = timedelta(days=1)
BRIDGES, FERRIES = DraftTag("Bridges", TagKind.TOPIC), DraftTag("Ferries", TagKind.TOPIC)


@pytest.fixture
def client(api: Api, database: Database, settings: Settings) -> SearchClient:
    """An empty newspaper."""
    return SearchClient(api, database, settings)


def test_a_word_is_found_in_every_form_and_counts_most_in_a_headline(client: SearchClient) -> None:
    client.publish("body", summary="A river.", body_html="<p>They were bridging the river.</p>")
    client.publish("summary", summary="The BRIDGES are closed.")
    client.publish("headline", "A bridge opens")
    client.publish("other", "A ferry sails")
    client.index()

    assert client.finds("bridge") == ["headline", "summary", "body"]


def test_all_words_have_to_be_there_but_not_those_that_say_nothing(client: SearchClient) -> None:
    client.publish("both", "Ferry takes the place of the bridge")
    client.publish("one", "A bridge opens")
    client.index()

    assert client.finds("bridge ferry ") == ["both"]
    assert client.finds("is there a bridge with a ferry ") == ["both"]
    assert client.finds("the ") == ["both"]


def test_a_phrase_is_found_as_it_stands_even_before_its_quote_is_closed(client: SearchClient) -> None:
    client.publish("phrase", "The night ferry sails")
    client.publish("words", "A ferry in the night")
    client.index()

    assert client.finds('"night ferry"') == ["phrase"]
    assert client.finds("“Night ferries”") == ["phrase"]
    assert client.finds('"night fer') == ["phrase"]
    assert sorted(client.finds("night ferry")) == ["phrase", "words"]


def test_a_minus_leaves_out_a_word_or_a_phrase(client: SearchClient) -> None:
    client.publish("phrase", "The night ferry sails")
    client.publish("words", "A ferry in the night")
    client.publish("plain", "A ferry")
    client.index()

    assert sorted(client.finds("ferry -sailing")) == ["plain", "words"]
    assert sorted(client.finds('ferry -"night ferry"')) == ["plain", "words"]
    assert client.finds("ferry -night") == ["plain"]


def test_the_last_word_may_be_a_beginning_and_whole_words_come_first(client: SearchClient) -> None:
    client.publish("longer", "The ferryman rests")
    client.publish("whole", "The ferry rests")
    client.publish("other", "The fern grows")
    client.index()

    assert client.finds("ferry") == ["whole", "longer"]
    assert sorted(client.finds("fer")) == ["longer", "other", "whole"]
    assert client.finds("ferry ") == ["whole"]
    assert client.finds("rests -ferr") == client.finds("rests")


def test_chinese_is_found_by_word_by_character_in_mixed_text_and_in_either_script(
    client: SearchClient,
) -> None:
    client.publish("zh", "林当海峡渡轮沉没", language="zh-Hans")
    client.publish("hant", "林當海峽渡輪沉沒", language="zh-Hant")
    client.publish("disk", "技术员修复C盘，数据都在", language="zh-Hans")
    client.publish("en", "The word 渡轮 means ferry")
    client.index()

    assert sorted(client.finds("渡轮")) == ["en", "hant", "zh"]
    assert sorted(client.finds("渡輪 沉没")) == ["hant", "zh"]
    assert sorted(client.finds("海峡渡轮沉没")) == ["hant", "zh"]
    assert sorted(client.finds("渡轮", where={"language": "zh-Hans"})) == ["zh"]
    assert client.finds("c盘") == ["disk"]
    assert client.finds("Ｃ盘数据") == ["disk"]
    assert client.finds("盘数") == []


@pytest.mark.parametrize("text", ["", "   ", "!?…", '"', "-", '"" -crane', "-crane", "\0", "👩‍👩‍👧"])
def test_a_text_that_asks_for_nothing_finds_nothing(client: SearchClient, text: str) -> None:
    client.publish("crane", "The crane retires")
    client.index()
    found = client.search(text)

    assert found["edges"] == []
    assert found["totalCount"] == {"value": 0, "isLowerBound": False}
    assert found["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": False, "endCursor": None}
    assert found["facets"] == {"sections": [], "tags": [], "authors": [], "years": []}
    assert found["didYouMean"] is None


def test_a_text_that_is_too_long_is_refused_by_name(client: SearchClient) -> None:
    client.index()
    assert client.finds("x" * SEARCH_QUERY_MAX) == []

    refusal = client.api.refusal(SEARCH, text="桥" * (SEARCH_QUERY_MAX + 1), order="NEWEST")
    assert refusal["code"] == "BAD_USER_INPUT"
    assert refusal["message"] == "`query` has 301 characters; a search takes up to 300."


def test_what_is_new_counts_more_and_newest_does_not_rank(client: SearchClient) -> None:
    client.publish("old", "A bridge and a bridge", published_at=PUBLISHED_AT - 40 * DAY)
    client.publish("older", "The bridge", published_at=PUBLISHED_AT - 80 * DAY)
    client.publish("new", "The bridge")
    client.index()

    found = client.search("bridge")["edges"]
    assert [edge["node"]["slug"] for edge in found].index("new") < 2
    assert [edge["score"] for edge in found] == sorted((edge["score"] for edge in found), reverse=True)
    assert client.finds("bridge", order="NEWEST") == ["new", "old", "older"]
    assert client.search("bridge", order="NEWEST")["edges"][0]["score"] == 0


@pytest.fixture
def filed(client: SearchClient) -> SearchClient:
    """A newspaper whose articles about the bridge differ in how they are filed."""
    ann, bo = DraftAuthor("Ann Wu"), DraftAuthor("Bo Li")
    client.publish("council", "The bridge", section_path="city/council", tags=(BRIDGES,), authors=(ann,))
    client.publish(
        "city",
        "The bridge",
        section_path="city",
        section_name="The City",
        tags=(BRIDGES, FERRIES),
        authors=(ann, bo),
        published_at=PUBLISHED_AT - DAY,
    )
    client.publish(
        "asia",
        "The bridge",
        section_path="world/asia",
        tags=(FERRIES,),
        language="en-GB",
        published_at=PUBLISHED_AT.replace(year=2022),
    )
    client.publish("ferry", "A ferry", section_path="city", tags=(FERRIES,), authors=(bo,))
    client.index()
    return client


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"section": "city"}, ["city", "council"]),
        ({"section": "city", "includeDescendants": False}, ["city"]),
        ({"section": "nowhere"}, []),
        ({"tag": "ferries"}, ["asia", "city"]),
        ({"author": "ann-wu"}, ["city", "council"]),
        ({"language": "en-GB"}, ["asia"]),
        ({"publishedAfter": "2024-10-12T06:30:00Z"}, ["council"]),
        ({"publishedBefore": "2024-10-12T06:30:00Z"}, ["asia", "city"]),
        ({"publishedBefore": "0001-01-01T00:00:00Z"}, []),
        ({"publishedAfter": "9999-12-31T23:59:59Z"}, []),
        ({"tag": "ferries", "section": "city", "author": "bo-li"}, ["city"]),
        ({"tag": "ferr\0ies"}, []),
    ],
)
def test_a_search_is_narrowed_as_a_list_is(
    filed: SearchClient, where: dict[str, Any], found: list[str]
) -> None:
    assert sorted(filed.finds("bridge", where=where)) == found
    assert filed.search("bridge", where=where)["totalCount"]["value"] == len(found)


def counts(facet: list[dict[str, Any]]) -> dict[str, int]:
    """How many articles for each label."""
    return {each["label"]: each["count"] for each in facet}


def test_facets_count_what_is_found_by_names_that_readers_know(filed: SearchClient) -> None:
    facets = filed.search("bridge")["facets"]

    assert counts(facets["sections"]) == {"The City": 2, "Council": 1, "World": 1, "Asia": 1}
    assert counts(facets["tags"]) == {"Bridges": 2, "Ferries": 2}
    assert counts(facets["authors"]) == {"Ann Wu": 2, "Bo Li": 1}
    assert facets["years"] == [
        {"value": "2024", "label": "2024", "count": 2},
        {"value": "2022", "label": "2022", "count": 1},
    ]
    assert {each["value"] for each in facets["sections"]} == {"city", "city/council", "world", "world/asia"}


def test_a_facet_counts_without_its_own_filter_so_that_other_choices_stay_in_sight(
    filed: SearchClient,
) -> None:
    where = {"section": "city", "tag": "ferries", "publishedAfter": "2024-01-01T00:00:00Z"}
    facets = filed.search("bridge", where=where)["facets"]

    assert counts(facets["sections"]) == {"The City": 1}
    assert counts(facets["tags"]) == {"Bridges": 2, "Ferries": 1}
    assert counts(facets["authors"]) == {"Ann Wu": 1, "Bo Li": 1}
    assert counts(facets["years"]) == {"2024": 1}


def test_nothing_is_counted_or_respelled_unasked(
    filed: SearchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("nobody asked for it")

    for name in ("count", "facets", "similar_spellings"):
        monkeypatch.setattr(TantivySearcher, name, refuse)
    found = filed.api.ask('{ search(query: "bridgf") { nodes { slug } pageInfo { hasNextPage } } }')

    assert found["search"]["nodes"] == []


def test_the_total_is_exact_up_to_a_limit_and_then_says_so(
    filed: SearchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert filed.search("bridge", first=1)["totalCount"] == {"value": 3, "isLowerBound": False}
    monkeypatch.setattr(reading_search, "EXACT_COUNT_MAX", 2)

    assert filed.search("bridge", first=1)["totalCount"] == {"value": 2, "isLowerBound": True}


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("brigde", "bridge"),
        ('"the brigde" -council', '"the bridge" -council'),
        ("Brdige ", "bridge "),
        ("bridge", None),
        ("brid", None),
        ("xylophone", None),
        ("ferry brigde", None),
        ("bridge -fery", None),
        ("桥粱", None),
    ],
)
def test_a_slip_is_put_right_if_that_finds_something(
    filed: SearchClient, text: str, better: str | None
) -> None:
    assert filed.search(text)["didYouMean"] == better


def test_a_slip_is_not_put_right_where_the_filters_leave_nothing(filed: SearchClient) -> None:
    assert filed.search("brigde", where={"section": "nowhere"})["didYouMean"] is None


def test_what_was_found_is_shown_in_the_original_text_by_ranges(client: SearchClient) -> None:
    client.publish(
        "crane",
        "Old crane: “The CRANE’s last load”",
        summary="A harbour retires.",
        body_html="<p>Quay Nine &amp; the crane.</p><p>Its <b>last</b> load.</p>",
    )
    client.index()
    [edge] = client.search('crane "last load" ')["edges"]
    shown = [
        (each["field"], [each["text"][r["start"] : r["end"]] for r in each["ranges"]])
        for each in edge["highlights"]
    ]

    assert shown == [("HEADLINE", ["crane", "CRANE", "last load"]), ("BODY", ["crane", "last load"])]
    assert edge["highlights"][1]["text"].startswith("Quay Nine & the crane.")


def test_a_page_of_hits_takes_one_statement_at_most_and_its_texts_and_labels_one_each(
    filed: SearchClient, statements: list[str]
) -> None:
    filed.finds("bridge")
    statements.clear()
    filed.api.ask(
        '{ search(query: "bridge") { edges { node { slug tags { label } } highlights { text } } } }'
    )
    assert len(statements) in {1, 2}  # a plan needs one less

    statements.clear()
    filed.search("bridge")
    assert len(statements) == 2, "labels: the articles are known"
