"""A key that is limited to sections writes there and below, and nowhere else, whatever the mutation."""

from collections.abc import Iterator
from typing import Any

import pytest

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.schema.schema import CORE
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope, TagKind
from tests.builders import NOW, publish
from tests.server.schema.api import Api
from tests.server.schema.editing import ARTICLE, done, error_of, send, with_key

NO_EDITING = {
    *("shareArticle", "createApiKey", "rotateApiKey", "revokeApiKey", "uploadImage"),
    *("registerDocuments", "removeDocuments", "createWebhook", "updateWebhook", "deleteWebhook"),
    *("rotateWebhookSecret", "pauseWebhook", "resumeWebhook", "replayWebhook", "testWebhook"),
}
"""Mutations that change nothing of an article or of what it is filed under."""


class Paper:
    """An article in `city` and one in `sport`, with a tag and an author each; the key is one for `city`."""

    def __init__(self, api: Api, database: Database) -> None:
        self.api = api
        self.ids: dict[str, str] = {}
        for section in ("city", "sport"):
            published = publish(
                database,
                headline=f"News of {section}",
                section_path=section,
                external_reference=f"cms:{section}",
                tags=[DraftTag(f"Tag of {section}", TagKind.TOPIC), DraftTag("Both", TagKind.TOPIC)],
                authors=[DraftAuthor(f"Author of {section}")],
            )
            self.ids[section] = global_id("Article", published.article_id)
        with database.write() as session:
            scopes = [Scope.EDIT, Scope.INGEST]
            _, api.key = create_key(session, "city desk", scopes, now=NOW, sections=["city"])
        found = api.ask("{ articles(first: 9) { nodes { tags { id label } authors { id name } } } }")
        for article in found["articles"]["nodes"]:
            self.ids |= {each["label"]: each["id"] for each in article["tags"]}
            self.ids |= {each["name"]: each["id"] for each in article["authors"]}


@pytest.fixture
def paper(api: Api, database: Database) -> Paper:
    """The paper, for the holder of a key of its section `city`."""
    return Paper(api, database)


def attempts(paper: Paper, section: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each editorial mutation, as it would change something of a section."""
    article, new = paper.ids[section], {**ARTICLE, "headline": "Something new", "section": section}
    tag, author = paper.ids[f"Tag of {section}"], paper.ids[f"Author of {section}"]
    yield "publishArticle", {"article": new}
    yield "reviseArticle", {"article": article, "expectedRevision": 1, "changes": {"headline": "Revised"}}
    yield "correctArticle", {"article": article, "correction": "It was Monday."}
    yield "withdrawArticle", {"article": article}
    yield "restoreArticle", {"article": article}
    yield "pinRelated", {"article": article, "related": []}
    yield "createSection", {"path": f"{section}/new"}
    yield "updateSection", {"path": section, "name": "Another name"}
    yield "moveSection", {"path": f"{section}/new", "newPath": f"{section}/newer"}
    yield "removeSection", {"path": section}
    yield "renameTag", {"tag": tag, "label": "Renamed"}
    yield "mergeTags", {"tag": tag, "into": tag}
    yield "renameAuthor", {"author": author, "name": "Renamed"}
    yield "mergeAuthors", {"author": author, "into": author}
    image = {"url": "https://news.example/media/none.png"}
    yield "addImage", {"article": article, "file": {"url": "http://127.0.0.1/a.png"}, "alt": "A crane"}
    yield "updateImage", {"article": article, "image": image, "alt": "Another crane"}
    yield "removeImage", {"article": article, "image": image}
    yield "upsertArticles", {"articles": [{**new, "externalReference": "cms:new"}]}


def answer(api: Api, mutation: str, values: dict[str, Any]) -> Any:
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    document = f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ userErrors {{ message }} }} }}"
    if mutation == "upsertArticles":
        return send(api, mutation, **values)
    return api.post(document, {"input": values}).json()


def test_nothing_of_another_section_can_be_changed(paper: Paper, database: Database) -> None:
    before = everything(paper.api)
    tried = set()
    for mutation, values in attempts(paper, "sport"):
        if mutation in {"moveSection", "restoreArticle", "mergeTags", "mergeAuthors"}:
            values = values_for_refusal(paper, mutation)
        found, tried = answer(paper.api, mutation, values), tried | {mutation}
        if mutation == "upsertArticles":
            [error] = found["userErrors"]
            assert (error["code"], found["results"]) == ("SECTION_FORBIDDEN", [])
            assert error["path"] == ["input", "articles", "0", "section"]
            continue
        [error] = found["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN", mutation
        assert "API key may" in error["message"] or "where this API key" in error["message"], mutation
    assert everything(paper.api) == before
    mutations = set(getattr(CORE.type_map["Mutation"], "fields"))  # noqa: B009
    assert tried == mutations - NO_EDITING, "a new mutation has to say what it does for a limited key"


def values_for_refusal(paper: Paper, mutation: str) -> dict[str, Any]:
    """Where something else would stand in the way first."""
    ids = paper.ids
    return {
        "moveSection": {"path": "sport", "newPath": "city/sport"},
        "restoreArticle": {"article": ids["sport"]},
        "mergeTags": {"tag": ids["Tag of city"], "into": ids["Tag of sport"]},
        "mergeAuthors": {"author": ids["Author of sport"], "into": ids["Author of city"]},
    }[mutation]


def everything(api: Api) -> Any:
    return api.ask(
        "{ articles(first: 9) { nodes { headline section { path name } tags { label } "
        "authors { name } revision: updatedAt } } sections { path name children { path } } }"
    )


def test_in_its_own_section_all_of_it_is_allowed(paper: Paper) -> None:
    for mutation, values in attempts(paper, "city"):
        found = answer(paper.api, mutation, values)
        assert "errors" not in found, mutation


def test_an_article_leaves_and_enters_no_section_that_the_key_may_not_write_in(paper: Paper) -> None:
    moved = {"article": paper.ids["city"], "expectedRevision": 1, "changes": {"section": "sport"}}
    assert answer(paper.api, "reviseArticle", moved)["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    taken = {**ARTICLE, "headline": "Taken", "section": "city", "externalReference": "cms:sport"}
    assert error_of(paper.api, "upsertArticles", articles=[taken])["code"] == "SECTION_FORBIDDEN"
    section = {"path": "city", "newPath": "sport/city"}
    assert answer(paper.api, "moveSection", section)["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_the_others_of_a_bulk_are_taken_where_one_is_out_of_reach(paper: Paper) -> None:
    articles = [
        {**ARTICLE, "headline": name, "section": name, "externalReference": f"new:{name}"}
        for name in ("city", "sport")
    ]
    payload = send(paper.api, "upsertArticles", articles=articles, errorPolicy="REJECT_FAILED")
    assert [each["outcome"] for each in payload["results"]] == ["CREATED", "REJECTED"]


def test_a_tag_that_articles_elsewhere_have_is_not_theirs_to_rename(paper: Paper) -> None:
    found = answer(paper.api, "renameTag", {"tag": paper.ids["Both"], "label": "Ours"})
    assert found["errors"][0]["message"] == (
        "Articles in “sport” would change as well, where this API key may not write."
    )


def test_the_limit_follows_a_section_that_is_moved(paper: Paper, database: Database) -> None:
    limited = paper.api.key
    done(with_key(paper.api, database, Scope.EDIT), "moveSection", path="city", newPath="region/city")
    paper.api.key = limited
    for path in ("region/city", "city/quays", "region/city/quays"):
        done(paper.api, "publishArticle", article={**ARTICLE, "headline": path, "section": path})
    elsewhere = answer(paper.api, "publishArticle", {"article": {**ARTICLE, "section": "region"}})
    assert elsewhere["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_nobody_links_a_translation_to_an_article_of_another_section(paper: Paper) -> None:
    new = {**ARTICLE, "headline": "渡轮回来了", "language": "zh-Hans", "section": "city"}
    elsewhere = {"translationOf": paper.ids["sport"]}
    published = {"article": {**new, **elsewhere}}
    revised = {
        "article": paper.ids["city"],
        "expectedRevision": 1,
        "changes": {"language": "zh", **elsewhere},
    }
    for mutation, values in (("publishArticle", published), ("reviseArticle", revised)):
        assert answer(paper.api, mutation, values)["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    done(paper.api, "publishArticle", article={**new, "translationOf": paper.ids["city"]})
