"""Highlights that are kept are those of the text that the article has."""

import orjson
import pytest
from sqlmodel import select

from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom.withdraw import withdraw
from tests.builders import NOW, publish
from tests.server.execution.plans.store_asked import StoreAsked
from tests.server.execution.plans.test_cards import noted_statements, planned
from tests.server.search.index_fixtures import update_index

MARKS = "highlights { field text ranges { start end } }"
SEARCH = f'{{ search(query: "word", first: 5, orderBy: NEWEST) {{ edges {{ node {{ slug }} {MARKS} }} }} }}'


def asked_often(searched: StoreAsked, text: str = SEARCH) -> Document:
    """A document whose highlights are kept."""
    document = DocumentCache().get(text)
    searched.answer(document, {})
    for _ in range(2):
        planned(searched, document)
    return document


@pytest.mark.parametrize("text", [SEARCH, SEARCH.replace(MARKS, "")], ids=["highlights", "articles alone"])
def test_who_searches_for_the_same_again_asks_the_store_nothing(
    searched: StoreAsked, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    document = asked_often(searched, text)
    expected = searched.answer(DocumentCache().get(text), {})[0]
    sent = noted_statements(searched, monkeypatch)
    assert planned(searched, document) == expected
    assert not sent

    longer = text.replace("first: 5", "first: 8")
    expected = searched.answer(DocumentCache().get(longer), {})[0]
    assert planned(searched, asked_often(searched, longer)) == expected


def test_a_text_that_has_changed_is_highlighted_anew_whether_the_index_knows_it_or_not(
    searched: StoreAsked,
) -> None:
    document = asked_often(searched)
    kept = planned(searched, document)
    publish(searched.database, external_reference="urn:story:1", body_html="<p>Another word entirely.</p>")
    for _ in range(2):
        after = planned(searched, document)
        assert after == searched.answer(DocumentCache().get(SEARCH), {})[0]
        assert b"Another word entirely." in after
        assert after != kept
        update_index(searched.database, searched.settings)


def test_what_is_withdrawn_leaves_a_search_that_is_kept_before_the_index_knows(searched: StoreAsked) -> None:
    text = SEARCH.replace("{ edges", "{ totalCount { value } edges")
    document = asked_often(searched, text)
    before = orjson.loads(planned(searched, document))["search"]
    withdrawn = before["edges"][0]["node"]["slug"]
    with searched.database.write() as session:
        article = session.exec(select(Article).where(Article.slug == withdrawn)).one()
        withdraw(session, article.id, now=NOW)

    after = orjson.loads(planned(searched, document))["search"]
    assert after["totalCount"]["value"] == before["totalCount"]["value"] - 1
    assert withdrawn not in {edge["node"]["slug"] for edge in after["edges"]}
    assert after["edges"][:4] == before["edges"][1:]
    update_index(searched.database, searched.settings)
    assert orjson.loads(planned(searched, document))["search"] == after


def test_what_an_edge_shows_besides_is_read_with_or_without_highlights_kept(searched: StoreAsked) -> None:
    text = SEARCH.replace("slug", "slug language bodyText summary section { name } tags { label }")
    document = asked_often(searched, text)
    edges = orjson.loads(planned(searched, document))["search"]["edges"]
    assert planned(searched, document) == searched.answer(DocumentCache().get(text), {})[0]
    assert all("word" in edge["node"]["bodyText"] for edge in edges)
    assert all(edge["highlights"] for edge in edges)
