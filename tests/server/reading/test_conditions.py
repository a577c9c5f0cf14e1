"""Conditions that are joined mean in lists, counts, pages, searches and facets what they say."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from broadsheet_server.models.article_filter import ArticleFilter, simplified
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.reading.article_lists import ListRequest, article_page
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.pagination import ArticleOrder, PageArguments
from broadsheet_server.reading.search import search_page
from broadsheet_server.reading.selection import Selection
from broadsheet_server.search.engine import SearchOrder
from broadsheet_server.search.opening import open_index
from broadsheet_server.search.ranked_search import SearchRequest
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from broadsheet_shared.language_tags import matches_range
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, PUBLISHED_AT, publish
from tests.server.search.index_fixtures import update_index

EXAMPLES = int(os.environ.get("CONDITION_EXAMPLES", "25"))
"""How many filters each database is asked for."""

SECTIONS = ("city", "city/council", "world", "sport")
TAGS, AUTHORS = ("bridges", "ferries"), ("ann-wu", "bo-li")
LANGUAGES = ("en", "en-GB", "zh-Hans")
WHOLE = Selection.of("total_count", nodes=Selection.of("slug"))
FOUND = Selection.of("total_count", nodes=Selection.of("slug"), facets=Selection.of("sections", "tags"))


@dataclass(frozen=True)
class Printed:
    """What is known of an article."""

    slug: str
    section: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    language: str
    published_at: datetime


@pytest.fixture
def paper(database: Database, settings: Settings) -> list[Printed]:
    """Twenty-four articles of every combination, newest first, with an index."""
    printed = []
    for number in range(24):
        article = Printed(
            slug=f"story-{number}",
            section=SECTIONS[number % 4],
            tags=tuple(tag for bit, tag in enumerate(TAGS) if number // 4 >> bit & 1),
            authors=AUTHORS[number % 2 : number % 2 + 1 + number % 3 // 2],
            language=LANGUAGES[number % 3],
            published_at=PUBLISHED_AT - timedelta(minutes=number // 2),
        )
        publish(
            database,
            slug=article.slug,
            section_path=article.section,
            tags=[DraftTag(tag, TagKind.TOPIC) for tag in article.tags],
            authors=[DraftAuthor(author) for author in article.authors],
            language=article.language,
            published_at=article.published_at,
        )
        printed.append(article)
    publish(
        database,
        slug="tomorrow",
        tags=[DraftTag(TAGS[0], TagKind.TOPIC)],
        published_at=NOW + timedelta(days=1),
    )
    update_index(database, settings)
    return printed


names = st.fixed_dictionaries(
    {},
    optional={
        "section": st.sampled_from((*SECTIONS, "nowhere")),
        "descendants": st.booleans(),
        "tag": st.sampled_from((*TAGS, "none", "\0")),
        "author": st.sampled_from((*AUTHORS, "nobody")),
        "language": st.sampled_from(("en", "zh", "fr", "en-gb")),
        "published_after": st.just(PUBLISHED_AT - timedelta(minutes=7)),
        "published_before": st.just(PUBLISHED_AT - timedelta(minutes=2)),
    },
)
some = st.sampled_from(("section", "tag", "author", "language")).flatmap(
    lambda name: names.filter(lambda given: name in given)
)


def joined(of: st.SearchStrategy[ArticleFilter]) -> st.SearchStrategy[ArticleFilter]:
    """Conditions that are joined, with some of their own."""
    members = st.lists(of, max_size=3).map(tuple)
    nested = st.fixed_dictionaries(
        {}, optional={"every": members, "either": members, "excluded": st.lists(of, max_size=1).map(tuple)}
    )
    return st.builds(lambda own, more: ArticleFilter(**own, **more), names, nested)


filters = st.recursive(some.map(lambda given: ArticleFilter(**given)), joined, max_leaves=8)


def meets(article: Printed, wanted: ArticleFilter) -> bool:
    """What a filter says, in the plainest words."""
    section, language = wanted.section, wanted.language
    is_below = wanted.descendants and article.section.startswith(f"{section}/")
    return (
        (section is None or article.section == section or is_below)
        and (wanted.tag is None or wanted.tag in article.tags)
        and (wanted.author is None or wanted.author in article.authors)
        and (language is None or matches_range(article.language, language))
        and (wanted.published_after is None or article.published_at >= wanted.published_after)
        and (wanted.published_before is None or article.published_at < wanted.published_before)
        and all(meets(article, each) for each in wanted.every)
        and (not wanted.either or any(meets(article, each) for each in wanted.either))
        and not any(meets(article, each) for each in wanted.excluded)
    )


def in_time(ask: Callable[[], Any], database: Database) -> Any:
    """The answer, in an event loop of its own; asynchronous connections end with it."""

    async def answered() -> Any:
        answer = await ask()
        if not database.is_sqlite:
            await database.close()
        return answer

    return asyncio.run(answered())


@how(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(wanted=filters, order=st.sampled_from(ArticleOrder), size=st.integers(1, 7))
def test_a_list_its_pages_and_its_total_hold_what_meets_the_conditions(
    database: Database, paper: list[Printed], wanted: ArticleFilter, order: ArticleOrder, size: int
) -> None:
    expected = {article.slug for article in paper if meets(article, wanted)}
    context = ReadContext(database, Settings(), NOW)

    async def walk() -> tuple[list[str], set[int | None]]:
        found, totals, after = [], set(), None
        for _ in range(len(paper) + 1):
            request = ListRequest(simplified(wanted), order, PageArguments(size, after=after))
            page = await article_page(context, request, WHOLE)
            found += [node.slug for node in page.nodes]
            totals.add(page.total_count and page.total_count.value)
            if not page.page_info.has_next_page:
                return found, totals
            after = page.page_info.end_cursor
        raise AssertionError("the pages never end")

    found, totals = in_time(walk, database)
    dates = {article.slug: article.published_at for article in paper}
    assert Counter(found) == Counter(expected)
    assert totals == {len(expected)}
    in_order = sorted(found, key=dates.__getitem__, reverse=order is ArticleOrder.NEWEST)
    assert [dates[slug] for slug in found] == [dates[slug] for slug in in_order]


@how(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(wanted=filters)
def test_a_search_its_total_and_its_facets_hold_what_meets_the_conditions(
    database: Database, settings: Settings, paper: list[Printed], wanted: ArticleFilter
) -> None:
    condition = simplified(wanted)
    expected = [article for article in paper if meets(article, wanted)]
    bare = ArticleFilter(every=(condition,))  # so nothing of it is a facet's own condition
    context, index = ReadContext(database, settings, NOW), open_index(settings.index)

    def ask(filters: ArticleFilter) -> Any:
        request = SearchRequest("crane", filters, SearchOrder.NEWEST, NOW)
        return in_time(lambda: search_page(context, index, request, 50, None, FOUND), database)

    page = ask(condition)
    assert {node.slug for node in page.nodes} == {article.slug for article in expected}
    assert page.total_count.value == len(expected)
    tags = {each.value: each.count for each in ask(bare).facets.tags}
    assert tags == Counter(tag for article in expected for tag in article.tags)


@pytest.mark.slow
@given(wanted=filters)
@how(max_examples=4 * EXAMPLES, deadline=None, database=None)
def test_a_filter_means_the_same_when_it_is_simplified(wanted: ArticleFilter) -> None:
    articles = [
        Printed("", section, tags, authors, language, PUBLISHED_AT - timedelta(minutes=minutes))
        for section in SECTIONS
        for tags in ((), TAGS[:1], TAGS)
        for authors in (AUTHORS[:1], AUTHORS)
        for language in LANGUAGES
        for minutes in (0, 4)
    ]
    simple = simplified(wanted)

    assert [meets(article, wanted) for article in articles] == [
        meets(article, simple) for article in articles
    ]
    assert simplified(simple) == simple


def test_conditions_that_could_stand_alone_do() -> None:
    city, english = ArticleFilter(section="city"), ArticleFilter(language="en")
    bridges, ferries = ArticleFilter(tag="bridges"), ArticleFilter(tag="ferries")

    assert simplified(ArticleFilter(every=(city, english))) == ArticleFilter(section="city", language="en")
    assert simplified(ArticleFilter(either=(bridges,))) == bridges
    assert simplified(ArticleFilter(either=(bridges, bridges))) == bridges
    assert simplified(ArticleFilter(every=(bridges, ferries, bridges))) == ArticleFilter(
        tag="bridges", every=(ferries,)
    )
