"""What else to read, how strongly it belongs and why, and where else it was published."""

from typing import Any

import pytest

from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish
from tests.server.schema.api import Api
from tests.server.schema.sample_articles import entries_of, publish_articles, relate


def test_related_news_comes_with_scores_and_reasons_in_the_readers_language(
    api: Api, database: Database
) -> None:
    publish_articles(database)
    query = """query ($language: String!) { article(by: {slug: "story-20"}) {
        related(first: 2, language: $language) {
            edges { score cursor node { slug } reasons { kind text weight } }
            pageInfo { hasNextPage endCursor }
            nodes { slug }
        } } }"""
    english, chinese = (
        api.ask(query, language=language)["article"]["related"] for language in ("en", "zh-Hans")
    )

    assert [edge["node"]["slug"] for edge in english["edges"]] == ["story-0", "story-1"]
    assert english["nodes"] == [{"slug": "story-0"}, {"slug": "story-1"}]
    assert english["pageInfo"] == {"hasNextPage": True, "endCursor": english["edges"][1]["cursor"]}
    assert english["edges"][0]["score"] == 0.5
    assert english["edges"][0]["reasons"] == [
        {"kind": "SHARED_PERSON", "text": "Also about Ilse Tarrant", "weight": 0.5},
        {"kind": "BACKGROUND", "text": "Earlier in this story", "weight": 0.25},
    ]
    assert chinese["edges"][0]["reasons"][0]["text"] == "同样提及Ilse Tarrant"


def test_related_news_leaves_out_what_is_public_no_more(api: Api, database: Database) -> None:
    published = publish_articles(database, 10)
    with database.write() as session:
        for each in published[:6]:
            withdraw(session, each.article_id, now=NOW)
    article = api.ask(
        '{ article(by: {slug: "story-9"}) { related(first: 2) { nodes { slug } pageInfo { hasNextPage } } } }'
    )

    assert article["article"]["related"] == {
        "nodes": [{"slug": "story-6"}, {"slug": "story-7"}],
        "pageInfo": {"hasNextPage": True},
    }


def test_an_article_without_related_news_has_an_empty_list(api: Api, database: Database) -> None:
    alone = publish(database, slug="alone")
    relate(database, alone, [])
    publish(database, slug="never-related")
    for slug in ("alone", "never-related"):
        related = api.ask(f'{{ article(by: {{slug: "{slug}"}}) {{ related {{ nodes {{ id }} }} }} }}')
        assert related["article"]["related"] == {"nodes": []}


RELATED = """query ($first: Int!) { article(by: {slug: "repair"}) { related(first: $first) {
    edges { node { slug } score reasons { kind } alsoPublishedBy { slug } }
    pageInfo { hasNextPage startCursor endCursor } nodes { slug } } } }"""
BARE = """query ($first: Int!) { article(by: {slug: "repair"}) { related(first: $first) {
    nodes { slug } pageInfo { hasNextPage } } } }"""


@pytest.fixture
def papers(database: Database) -> dict[str, PublishResult]:
    """The repair of a bridge is related to a report that two other papers printed too, and to an inquiry."""
    published = {slug: publish(database, slug=slug) for slug in ("repair", "wire", "one", "two", "inquiry")}
    report, inquiry = entries_of([published["wire"], published["inquiry"]])
    copies = (published["one"].article_id, published["two"].article_id)
    relate(database, published["repair"], [report._replace(score=0.75, near_duplicates=copies), inquiry])
    return published


def take_back(database: Database, *articles: PublishResult) -> None:
    """Withdraw articles."""
    with database.write() as session:
        for article in articles:
            withdraw(session, article.article_id, now=NOW)


def shown(related: Any) -> list[tuple[str, list[str]]]:
    """The articles, each with where else it was published."""
    slugs = [[node["slug"] for node in (edge["node"], *edge["alsoPublishedBy"])] for edge in related["edges"]]
    return [(first, others) for first, *others in slugs]


def test_near_copies_are_told_beside_the_article_that_is_listed(
    api: Api, papers: dict[str, PublishResult]
) -> None:
    related = api.ask(RELATED, first=5)["article"]["related"]
    assert shown(related) == [("wire", ["one", "two"]), ("inquiry", [])]


def test_the_first_copy_that_is_public_takes_the_place_of_what_was_withdrawn(
    api: Api, database: Database, papers: dict[str, PublishResult]
) -> None:
    before = api.ask(RELATED, first=1)["article"]["related"]["edges"][0]
    take_back(database, papers["wire"])
    related = api.ask(RELATED, first=1)["article"]["related"]
    assert shown(related) == [("one", ["two"])]
    assert related["edges"][0] == {**before, "node": {"slug": "one"}, "alsoPublishedBy": [{"slug": "two"}]}
    assert related["nodes"] == [{"slug": "one"}]
    assert related["pageInfo"]["hasNextPage"]
    assert related["pageInfo"]["startCursor"] == related["pageInfo"]["endCursor"] is not None

    take_back(database, papers["one"])
    assert shown(api.ask(RELATED, first=5)["article"]["related"]) == [("two", []), ("inquiry", [])]
    take_back(database, papers["two"])
    assert shown(api.ask(RELATED, first=5)["article"]["related"]) == [("inquiry", [])]


def test_copies_are_read_only_where_they_are_asked_for_or_needed(
    api: Api, database: Database, papers: dict[str, PublishResult], statements: list[str]
) -> None:
    def ask_again(query: str, first: int) -> tuple[Any, int]:
        """The related list and the number of statements, once everything that can be kept is kept."""
        for _ in range(3):
            statements.clear()
            related = api.ask(query, first=first)["article"]["related"]
        return related, len(statements)

    assert ask_again(RELATED, 5)[1] == 0
    assert ask_again(BARE, 1) == ({"nodes": [{"slug": "wire"}], "pageInfo": {"hasNextPage": True}}, 0)
    take_back(database, papers["wire"])
    nodes = [{"slug": "one"}, {"slug": "inquiry"}]
    assert ask_again(BARE, 5) == ({"nodes": nodes, "pageInfo": {"hasNextPage": False}}, 2)


def test_a_longer_list_than_a_page_is_refused(api: Api, papers: dict[str, PublishResult]) -> None:
    refusal = api.refusal(RELATED, first=101)
    assert refusal["message"] == "`first` is 101; a page has 0 to 100 entries."


PAGED = """query ($first: Int, $after: String, $last: Int, $before: String) { article(by: {slug: "repair"}) {
    related(first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { slug } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""


def test_a_related_list_is_read_from_both_ends_by_its_cursors(api: Api, database: Database) -> None:
    names = ("repair", "wire", "one", "two", "inquiry")
    repair, *others = [publish(database, slug=name) for name in names]
    relate(database, repair, entries_of(others))

    def page(**ends: Any) -> tuple[list[str], dict[str, Any]]:
        answers = [api.ask(PAGED, **ends)["article"]["related"] for _ in range(3)]
        assert answers[0] == answers[1] == answers[2], "by the executor, and by a plan"
        return [edge["node"]["slug"] for edge in answers[0]["edges"]], answers[0]["pageInfo"]

    first, around = page(first=2)
    assert (first, around["hasNextPage"], around["hasPreviousPage"]) == (["wire", "one"], True, False)
    second, around = page(first=2, after=around["endCursor"])
    assert (second, around["hasNextPage"], around["hasPreviousPage"]) == (["two", "inquiry"], False, True)
    assert page(last=1)[0] == ["inquiry"]
    back, around = page(last=2, before=around["endCursor"])
    assert (back, around["hasNextPage"], around["hasPreviousPage"]) == (["one", "two"], True, True)
    assert page(first=0)[1] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }

    gone = global_id("RelatedEdge", repair.article_id)
    for _ in range(3):
        assert api.refusal(PAGED, after=gone)["message"] == (
            "`after` is no cursor of this list, or its article is not related any more. Begin without it."
        )
