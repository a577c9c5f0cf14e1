"""Reading on through what was found, while news arrives."""

import pytest

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading import search as search_reading
from broadsheet_server.reading.pagination import read_search_cursor, write_search_cursor
from broadsheet_server.reading.search import search_fingerprint
from broadsheet_server.search import index_follower, index_generation, ranking
from broadsheet_server.search.engine import PointInTime, SearchOrder
from broadsheet_server.search.opening import open_index_storage
from broadsheet_server.search.ranked_search import SearchRequest
from broadsheet_server.search.tantivy.searcher import TantivySearcher
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW, PUBLISHED_AT
from tests.server.schema.api import Api
from tests.server.schema.search_client import DAY, MINUTE, SEARCH, SearchClient, asking_at, fill, take_back


@pytest.fixture
def client(api: Api, database: Database, settings: Settings) -> SearchClient:
    """An empty newspaper."""
    return SearchClient(api, database, settings)


def test_the_newest_are_read_without_gap_or_repeat_while_news_arrives(client: SearchClient) -> None:
    fill(client, 10)
    read: list[str] = []
    for number, page in enumerate(client.pages("bridge", 3, order="NEWEST")):
        read += page
        client.publish(f"news-{number}", "A bridge", published_at=PUBLISHED_AT + number * MINUTE)
        client.index()

    assert read == [f"story-{number}" for number in range(10)]


def test_by_relevance_one_reads_without_gap_or_repeat_and_without_the_news_that_arrives(
    client: SearchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "RESCORE_WINDOW", 4)
    for number in range(12):
        client.publish(f"story-{number}", "A bridge", published_at=PUBLISHED_AT - number * DAY)
    client.index()
    whole = client.finds("bridge")
    read: list[str] = []
    for number, page in enumerate(client.pages("bridge", 3)):
        read += page
        client.publish(f"news-{number}", "A bridge", published_at=PUBLISHED_AT + number * MINUTE)
        client.index()

    assert read == whole


def test_by_relevance_the_pages_keep_the_day_and_the_total_of_the_first(client: SearchClient) -> None:
    opens = NOW + 30 * DAY
    for number in range(6):
        words = "bridge " * (number + 1)
        client.publish(f"story-{number}", words, published_at=PUBLISHED_AT - number * number * DAY)
    client.publish("embargoed", "A bridge", embargoed_until=opens)
    client.index()
    with asking_at(NOW):
        whole = client.finds("bridge")
        page = client.search("bridge", first=2)
    with asking_at(opens):
        rest = client.search("bridge", after=page["pageInfo"]["endCursor"])
        afresh = client.search("bridge")

    assert [edge["node"]["slug"] for edge in rest["edges"]] == whole[2:]
    assert rest["totalCount"] == page["totalCount"] == {"value": 6, "isLowerBound": False}
    assert afresh["totalCount"]["value"] == 7


def test_a_forged_cursor_shows_nothing_before_its_time(client: SearchClient) -> None:
    for number in range(3):
        client.publish(f"story-{number}", "A bridge " * (number + 1))
    client.publish("embargoed", "A bridge", embargoed_until=NOW + DAY)
    client.index()
    with asking_at(NOW):
        whole = client.finds("bridge")
        fingerprint = search_fingerprint(SearchRequest("bridge", ArticleFilter(), SearchOrder.RELEVANCE, NOW))
        position = read_search_cursor(client.search("bridge", first=1)["pageInfo"]["endCursor"], fingerprint)
        future = position._replace(point_in_time=PointInTime(2**64 - 1, 2**64 - 1))
        forged = write_search_cursor(future, fingerprint)
        assert client.finds("bridge", after=forged) == whole[1:]


def test_articles_of_the_same_moment_are_read_once_each(client: SearchClient) -> None:
    for number in range(9):
        client.publish(f"story-{number}", "The bridge")
    client.index()

    for order in ("NEWEST", "RELEVANCE"):
        read = [slug for page in client.pages("bridge", 2, order=order) for slug in page]
        assert sorted(read) == [f"story-{number}" for number in range(9)]


@pytest.mark.parametrize("block", [2, 7, 100])
def test_pages_by_relevance_are_parts_of_one_order(
    client: SearchClient, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    fill(client, 20)
    monkeypatch.setattr(ranking, "RESCORE_WINDOW", block)
    pages = list(client.pages("bridge", 3))
    whole = client.search("bridge", first=30)["edges"]

    assert [slug for page in pages for slug in page] == [edge["node"]["slug"] for edge in whole]
    assert len(whole) == 20
    assert [edge["score"] for edge in whole] == sorted((edge["score"] for edge in whole), reverse=True)


def test_one_reads_on_by_relevance_though_the_article_read_last_has_gone(client: SearchClient) -> None:
    keys = fill(client, 9)
    whole = client.finds("bridge")
    place = client.search("bridge", first=3)["pageInfo"]["endCursor"]
    take_back(client, keys[whole[2]])
    client.index()

    assert sorted(client.finds("bridge", after=place)) == sorted(whole[3:])


def test_by_relevance_one_reads_so_far_and_is_told_where_it_ends(
    client: SearchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client, 8)
    for module in (ranking, search_reading):
        monkeypatch.setattr(module, "SEARCH_DEPTH_MAX", 5)
    page = client.search("bridge", first=5)
    refusal = client.api.refusal(
        SEARCH, text="bridge", order="RELEVANCE", after=page["pageInfo"]["endCursor"]
    )

    assert len(page["edges"]) == 5
    assert page["pageInfo"]["hasNextPage"]
    assert refusal["message"] == (
        "By relevance the first 5 can be read. Narrow the search, or order it by NEWEST."
    )
    assert len([slug for some in client.pages("bridge", 3, order="NEWEST") for slug in some]) == 8


def test_cursors_of_another_search_are_refused(client: SearchClient) -> None:
    fill(client, 4)
    place = client.search("bridge", first=2)["pageInfo"]["endCursor"]

    for change in (
        {"text": "bridges"},
        {"order": "NEWEST"},
        {"where": {"section": "city"}},
        {"where": {"includeDescendants": False}},
        {"where": {"tag": "bridges"}},
        {"where": {"author": "ann-wu"}},
        {"where": {"language": "en"}},
        {"where": {"publishedAfter": "2020-01-01T00:00:00Z"}},
        {"where": {"publishedBefore": "2030-01-01T00:00:00Z"}},
    ):
        arguments = {"text": "bridge", "order": "RELEVANCE", "after": place, **change}
        refusal = client.api.refusal(SEARCH, **arguments)
        assert refusal["code"] == "BAD_USER_INPUT"
        assert "a cursor of another search" in refusal["message"], change
    for mangled in ("", "x", place[:-2], place + "AA", "é", place[::-1]):
        refusal = client.api.refusal(SEARCH, text="bridge", order="RELEVANCE", after=mangled)
        assert refusal["code"] == "BAD_USER_INPUT"
        assert "cursor" in refusal["message"]


def test_a_page_is_as_long_as_asked_and_the_cap_is_named(client: SearchClient) -> None:
    fill(client, 3)

    assert len(client.finds("bridge", first=2)) == 2
    refusal = client.api.refusal('{ search(query: "bridge", first: 101) { nodes { slug } } }')
    assert refusal["message"] == "`first` is 101; a page has 0 to 100 entries."


def test_without_an_index_searching_says_so_and_nothing_else_suffers(client: SearchClient) -> None:
    client.publish("crane", "The crane")
    response = client.api.post('{ search(query: "crane") { nodes { slug } } }').json()

    assert response["data"] is None
    [error] = response["errors"]
    assert error["extensions"] == {"code": "SEARCH_UNAVAILABLE", "retryAfter": 5}
    assert "try again" in error["message"]
    assert client.api.ask("{ articles { nodes { slug } } }")["articles"]["nodes"] == [{"slug": "crane"}]
    client.index()
    assert client.finds("crane") == ["crane"]


def test_an_index_that_is_being_filled_does_not_answer_for_the_whole(
    client: SearchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        client.publish(f"story-{number}", "The bridge")
    monkeypatch.setattr(index_generation, "BATCH", 2)
    monkeypatch.setattr(index_generation, "COMMIT_EVERY", 1)
    indexer = index_follower.IndexFollower(client.database, open_index_storage(client.settings.index))
    indexer.step(NOW)

    [error] = client.api.post(SEARCH, {"text": "bridge", "order": "NEWEST"}).json()["errors"]
    assert error["extensions"] == {"code": "SEARCH_UNAVAILABLE", "retryAfter": 5, "percentIndexed": 50}
    assert "50 % of the archive" in error["message"]
    while indexer.step(NOW):
        pass
    assert len(client.finds("bridge")) == 4
    indexer.close()


@pytest.mark.parametrize("ending", ["idx", "fast"])
def test_an_index_that_is_damaged_while_it_is_open_is_built_anew(client: SearchClient, ending: str) -> None:
    fill(client, 3)
    assert len(client.finds("bridge")) == 3
    for file in client.settings.index.glob(f"g*/*.{ending}"):
        file.write_bytes(bytes(file.stat().st_size))

    assert (
        client.api.refusal(SEARCH, text='"bridge 2" river', order="RELEVANCE")["code"] == "SEARCH_UNAVAILABLE"
    )
    client.index()
    assert len(client.finds("bridge")) == 3


def test_a_mistake_of_ours_is_no_reason_to_build_the_index_anew(
    client: SearchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client, 1)
    monkeypatch.setattr(TantivySearcher, "search", lambda *_: 1 / 0)

    assert client.api.refusal(SEARCH, text="bridge", order="NEWEST")["code"] == "INTERNAL_SERVER_ERROR"
    assert not open_index_storage(client.settings.index).is_rebuild_requested


def test_many_searches_in_one_request_are_refused_before_they_run(client: SearchClient) -> None:
    some = " ".join(f'a{number}: search(query: "x") {{ nodes {{ slug }} }}' for number in range(6))

    assert client.api.refusal(f"{{ {some} }}")["code"] == "LIMIT_EXCEEDED"
