"""A reader of Chinese asks for `zh` and gets Chinese of both scripts, in lists as in searches (RFC 4647)."""

from datetime import timedelta
from typing import Any

import pytest

from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import PUBLISHED_AT, publish
from tests.server.schema.api import Api
from tests.server.search.index_fixtures import update_index

LANGUAGES = ("en", "en-GB", "fil", "zh", "zh-Hans", "zh-Hans-CN", "zh-Hant")
"""One article in each, the newest first."""

LIST = """query ($where: ArticleWhere, $first: Int, $after: String) {
    articles(where: $where, first: $first, after: $after) {
        nodes { language } totalCount { value } pageInfo { endCursor hasNextPage } } }"""
SEARCH = """query ($where: ArticleWhere, $first: Int, $after: String, $order: SearchOrder!) {
    search(query: "bridge", where: $where, first: $first, after: $after, orderBy: $order) {
        nodes { language } totalCount { value } pageInfo { endCursor hasNextPage }
        facets { tags { value count } } } }"""

RANGES = {
    "zh": ["zh", "zh-Hans", "zh-Hans-CN", "zh-Hant"],
    "zh-Hans": ["zh-Hans", "zh-Hans-CN"],
    "ZH-hans": ["zh-Hans", "zh-Hans-CN"],
    "en": ["en", "en-GB"],
    "EN-gb": ["en-GB"],
    "e": [],
    "en-GB-x": [],
    "zh-": [],
    "fi": [],
    "": [],
    "zh\0": [],
    "*": list(LANGUAGES),
}
"""The languages that each range matches."""


@pytest.fixture
def reader(api: Api, database: Database, settings: Settings) -> Api:
    """Somebody who reads a newspaper in many languages."""
    for number, language in enumerate(LANGUAGES):
        publish(
            database,
            headline="The bridge",
            language=language,
            tags=(DraftTag("Bridges", TagKind.TOPIC),),
            published_at=PUBLISHED_AT - timedelta(minutes=number),
        )
    update_index(database, settings)
    return api


def languages(page: Any) -> list[str]:
    """The languages of the articles on a page."""
    return [node["language"] for node in page["nodes"]]


def test_a_list_and_its_count_hold_every_language_in_the_range(
    reader: Api, subtests: pytest.Subtests
) -> None:
    for language, matched in RANGES.items():
        with subtests.test(language):
            page = reader.ask(LIST, where={"language": language})["articles"]

            assert languages(page) == matched
            assert page["totalCount"]["value"] == len(matched)


@pytest.mark.parametrize("order", ["NEWEST", "RELEVANCE"])
def test_a_search_and_its_counts_hold_every_language_in_the_range(
    reader: Api, order: str, subtests: pytest.Subtests
) -> None:
    for language, matched in RANGES.items():
        with subtests.test(language):
            page = reader.ask(SEARCH, where={"language": language}, order=order)["search"]

            found = languages(page)
            assert (sorted(found) if order == "RELEVANCE" else found) == matched
            assert page["totalCount"]["value"] == len(matched)
            assert [tag["count"] for tag in page["facets"]["tags"]] == ([len(matched)] if matched else [])


def test_a_range_adds_up_with_the_other_conditions(reader: Api, subtests: pytest.Subtests) -> None:
    for where in (
        {"section": "city"},
        {"tag": "bridges"},
        {"section": "city", "tag": "bridges"},
        {"publishedAfter": "2024-01-01T00:00:00Z"},
    ):
        with subtests.test(str(where)):
            page = reader.ask(LIST, where={"language": "zh", **where})["articles"]

            assert languages(page) == ["zh", "zh-Hans", "zh-Hans-CN", "zh-Hant"]
            assert page["totalCount"]["value"] == 4


@pytest.mark.parametrize(
    ("query", "field", "order"), [(LIST, "articles", {}), (SEARCH, "search", {"order": "NEWEST"})]
)
def test_the_pages_of_a_range_are_read_without_gap_or_repeat(
    reader: Api, query: str, field: str, order: dict[str, str]
) -> None:
    read: list[str] = []
    after, has_next = None, True
    while has_next:
        page = reader.ask(query, where={"language": "zh"}, first=1, after=after, **order)[field]
        read += languages(page)
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert read == ["zh", "zh-Hans", "zh-Hans-CN", "zh-Hant"]


@pytest.mark.parametrize(
    ("query", "field", "order"), [(LIST, "articles", {}), (SEARCH, "search", {"order": "NEWEST"})]
)
def test_a_cursor_is_good_for_the_same_range_in_other_letters_and_for_no_other_range(
    reader: Api, query: str, field: str, order: dict[str, str]
) -> None:
    page = reader.ask(query, where={"language": "ZH-hans"}, first=1, **order)[field]
    after = page["pageInfo"]["endCursor"]

    rest = reader.ask(query, where={"language": "zh-Hans"}, after=after, **order)[field]
    assert languages(rest) == ["zh-Hans-CN"]
    refusal = reader.refusal(query, where={"language": "zh"}, after=after, **order)
    assert "a cursor of another" in refusal["message"]


def test_more_languages_than_are_merged_are_still_one_list(reader: Api, database: Database) -> None:
    """A range of very many tags is filtered from the whole list in place of one index range a tag."""
    regions = [f"en-{first}{second}" for first in "AB" for second in "ABCDEFGHIJKLM"]
    for number, language in enumerate(regions):
        publish(database, language=language, published_at=PUBLISHED_AT - timedelta(days=number + 1))

    page = reader.ask(LIST, where={"language": "en"}, first=100)["articles"]
    assert languages(page) == ["en", "en-GB", *regions]
    assert page["totalCount"]["value"] == 2 + len(regions)
