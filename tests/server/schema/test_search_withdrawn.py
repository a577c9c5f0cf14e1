"""What is not public any more is in no answer, though the index has not heard of it yet."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.newsroom.withdraw import restore
from broadsheet_server.reading import search as search_pages
from broadsheet_server.reading import withdrawn_articles
from broadsheet_server.search import ranking
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW
from tests.server.schema.api import Api
from tests.server.schema.searching import MINUTE, Paper, asking_at, fill, take_back

EITHER_ORDER = pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST"])

PLAINLY = """query ($order: SearchOrder!) {
    search(query: "bridge", first: 1, orderBy: $order) { nodes { slug } pageInfo { hasNextPage } } }"""


@pytest.fixture
def paper(api: Api, database: Database, settings: Settings) -> Paper:
    """An empty newspaper."""
    return Paper(api, database, settings)


def slugs(page: Any) -> list[str]:
    """The articles on a page."""
    return [edge["node"]["slug"] for edge in page["edges"]]


@pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST"])
def test_a_withdrawn_article_is_gone_at_once_and_the_page_is_filled_up(paper: Paper, order: str) -> None:
    keys = fill(paper, 6)
    whole = paper.finds("bridge", order=order)
    take_back(paper, keys[whole[1]])
    page = paper.search("bridge", order=order, first=3)

    assert [edge["node"]["slug"] for edge in page["edges"]] == [whole[0], whole[2], whole[3]]
    assert page["pageInfo"]["hasNextPage"]
    assert page["totalCount"]["value"] == 5
    read = [slug for some in paper.pages("bridge", 3, order=order) for slug in some]
    assert read == [whole[0], *whole[2:]]


@pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST"])
def test_an_article_is_found_from_the_moment_it_is_public_until_it_is_not(paper: Paper, order: str) -> None:
    opens, closes = NOW + 10 * MINUTE, NOW + 20 * MINUTE
    paper.publish("always", "The bridge")
    paper.publish("embargoed", "The bridge", embargoed_until=opens)
    paper.publish("dated", "The bridge", published_at=opens)
    paper.publish("expiring", "The bridge", expires_at=closes)
    paper.index()

    def found_at(moment: datetime) -> tuple[set[str], int]:
        with asking_at(moment):
            page = paper.search("bridge", order=order)
        total = page["totalCount"]["value"]
        assert sum(year["count"] for year in page["facets"]["years"]) == total
        return {edge["node"]["slug"] for edge in page["edges"]}, total

    instant = timedelta(milliseconds=1)
    assert found_at(NOW) == ({"always", "expiring"}, 2)
    assert found_at(opens - instant) == ({"always", "expiring"}, 2)
    assert found_at(opens) == ({"always", "expiring", "embargoed", "dated"}, 4)
    assert found_at(closes - instant) == ({"always", "expiring", "embargoed", "dated"}, 4)
    assert found_at(closes) == ({"always", "embargoed", "dated"}, 3)


@EITHER_ORDER
def test_where_the_first_articles_were_withdrawn_the_page_is_filled_from_far_below(
    paper: Paper, order: str
) -> None:
    keys = fill(paper, 9)
    whole = paper.finds("bridge", order=order)
    for slug in whole[:6]:
        take_back(paper, keys[slug])

    page = paper.api.ask(PLAINLY, order=order)["search"]
    assert page == {"nodes": [{"slug": whole[6]}], "pageInfo": {"hasNextPage": True}}


@EITHER_ORDER
def test_there_is_no_next_page_of_withdrawn_articles_alone(paper: Paper, order: str) -> None:
    keys = fill(paper, 9)
    whole = paper.finds("bridge", order=order)
    for slug in whole[2:]:
        take_back(paper, keys[slug])

    assert list(paper.pages("bridge", 2, order=order)) == [whole[:2]]


@EITHER_ORDER
def test_an_empty_page_among_a_great_many_withdrawn_says_where_to_go_on(
    paper: Paper, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "RESCORE_WINDOW", 2)
    monkeypatch.setattr(search_pages, "EXAMINED_MAX", 4)
    monkeypatch.setattr(withdrawn_articles, "CHANGES_EXAMINED", 0)
    keys = fill(paper, 12)
    whole = paper.finds("bridge", order=order)
    for slug in whole[:9]:
        take_back(paper, keys[slug])

    pages = list(paper.pages("bridge", 1, order=order))
    assert pages[0] == []
    assert [slug for page in pages for slug in page] == whole[9:]


def test_what_was_withdrawn_is_not_counted_in_totals_and_facets_or_suggested(paper: Paper) -> None:
    bridges = DraftTag("Bridges", TagKind.TOPIC)
    paper.publish("stays", "A bridge", tags=(bridges,), section_path="city")
    paper.publish("expires", "A bridge", external_reference="a", section_path="world/asia")
    gone = paper.publish("goes", "A bridge and a drawbar", tags=(bridges,), section_path="business")
    paper.index()
    assert paper.search("brigde")["didYouMean"] == "bridge"
    assert paper.search("drawber")["didYouMean"] == "drawbar"
    take_back(paper, gone.article_id)
    paper.publish("expires", "A bridge", external_reference="a", expires_at=NOW + MINUTE)

    page = paper.search("bridge")
    assert (slugs(page), page["totalCount"]["value"]) == (["stays"], 1)
    counts = {name: [each["count"] for each in facet] for name, facet in page["facets"].items()}
    assert counts == {"sections": [1], "tags": [1], "authors": [], "years": [1]}
    assert paper.search("brigde")["didYouMean"] == "bridge"
    assert paper.search("drawber")["didYouMean"] is None


def test_what_was_withdrawn_and_restored_is_counted(paper: Paper) -> None:
    keys = fill(paper, 3)
    take_back(paper, keys["story-1"])
    with paper.database.write() as session:
        restore(session, keys["story-1"], now=NOW)

    assert paper.search("bridge")["totalCount"]["value"] == 3
