"""Who runs a cache in front of the server drops by `article` whatever an article's withdrawal changes."""

import pytest
from graphql import parse

from broadsheet_server.execution.cache_hints import TYPE_SECONDS, CacheHint, cache_hint, tag_headers


def hint(document: str) -> CacheHint:
    """What caches are told of a document."""
    return cache_hint(parse(document))


@pytest.mark.parametrize(
    "document",
    [
        '{ tag(slug: "tea") { label } }',
        '{ author(slug: "ada-moor") { name } }',
        '{ tombstone(by: { slug: "tea" }) { kind } }',
        "{ articles { totalCount { value } } }",
        "{ changes { head } }",
        '{ search(query: "tea") { facets { tags { count } } } }',
        '{ node(id: "QQ") { id } }',
        '{ nodes(ids: ["QQ"]) { ... on Article { headline } } }',
    ],
)
def test_an_answer_that_depends_on_articles_can_be_dropped_with_them(document: str) -> None:
    assert "article" in hint(document).tags


def test_the_sections_stay_when_an_article_changes() -> None:
    assert hint("{ sections { path } publication { name } }").tags == ("publication", "section")


def test_a_node_is_kept_no_longer_than_an_article_may_be() -> None:
    assert hint('{ node(id: "QQ") { ... on Article { headline } } }').seconds <= TYPE_SECONDS["Article"]


def test_where_there_is_no_tag_there_is_no_header() -> None:
    assert hint("{ __typename }").tags == ()
    assert tag_headers(()) == {}
