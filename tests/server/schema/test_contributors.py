"""Readers see who worked on an article beside its authors; editors say who it was."""

from typing import Any

from broadsheet_server.newsroom.drafts import DraftAuthor, DraftContributor
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ContributorRole
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.editing import ARTICLE, REVISIONS, done, error_of

PEOPLE = """query ($by: ArticleBy!, $role: ContributorRole) { article(by: $by) {
    authors { name } contributors { author { id slug name } role }
    some: contributors(role: $role) { role } } }"""
BO, MEI = {"name": "Bo Li", "role": "PHOTOGRAPHER"}, {"name": "Mei Tan", "role": "TRANSLATOR"}
ADA = {"name": "Ada Moor", "role": "AUTHOR"}


def published(editor: Api, *people: Any, **values: Any) -> Any:
    article = ARTICLE | {"contributors": list(people), **values}
    return done(editor, "publishArticle", article=article)["article"]


def people(editor: Api, by: Any, role: str | None = None) -> Any:
    """The article's people, after the executor, the plan and the known answer have agreed on them."""
    first, *others = (editor.ask(PEOPLE, by=by, role=role)["article"] for _ in range(3))
    assert others == [first, first]
    return first


def named(article: Any) -> list[dict[str, str]]:
    return [{"name": each["author"]["name"], "role": each["role"]} for each in article["contributors"]]


def test_contributors_come_after_the_authors_in_their_order(editor: Api) -> None:
    published(editor, MEI, BO, authors=[{"name": "Ada Moor"}])
    article = people(editor, {"slug": "ferry-returns"}, "PHOTOGRAPHER")
    assert named(article) == [ADA, MEI, BO]
    assert (article["authors"], article["some"]) == ([{"name": "Ada Moor"}], [{"role": "PHOTOGRAPHER"}])


def test_a_photographer_is_found_by_name_and_has_written_nothing(editor: Api) -> None:
    published(editor, BO)
    found = editor.ask('{ author(slug: "bo-li") { name articles { nodes { slug } } } }')
    assert found["author"] == {"name": "Bo Li", "articles": {"nodes": []}}


def test_who_has_two_roles_is_there_twice_and_in_one_once(editor: Api) -> None:
    published(editor, BO, BO, {"name": "Bo Li", "role": "EDITOR"}, {"name": " ", "role": "EDITOR"})
    assert named(people(editor, {"slug": "ferry-returns"})) == [BO, {"name": "Bo Li", "role": "EDITOR"}]


def test_an_author_among_the_contributors_is_an_author(editor: Api) -> None:
    story = published(editor, BO, ADA)
    assert people(editor, {"id": story["id"]})["authors"] == [{"name": "Ada Moor"}]
    changes = {"contributors": [{"name": "Jo Ek", "role": "AUTHOR"}]}
    done(editor, "reviseArticle", article=story["id"], expectedRevision=1, changes=changes)
    assert named(people(editor, {"id": story["id"]})) == [{"name": "Jo Ek", "role": "AUTHOR"}]


def test_contributors_stay_until_they_are_named_or_removed(editor: Api) -> None:
    story = published(editor, ADA, BO)
    revise: Any = {"article": story["id"]}
    done(editor, "reviseArticle", **revise, expectedRevision=1, changes={"headline": "Ferry is back"})
    assert named(people(editor, {"id": story["id"]})) == [ADA, BO]
    done(editor, "reviseArticle", **revise, expectedRevision=2, changes={"contributors": [MEI]})
    assert named(people(editor, {"id": story["id"]})) == [ADA, MEI]
    done(editor, "reviseArticle", **revise, expectedRevision=3, changes={"contributors": None})
    assert named(people(editor, {"id": story["id"]})) == [ADA]

    nodes = editor.ask(REVISIONS, id=story["id"])["editedArticle"]["revisions"]["nodes"]
    assert [node["changes"] for node in nodes[:2]] == [
        [{"field": "contributors", "before": "Mei Tan (translator)", "after": None}],
        [{"field": "contributors", "before": "Bo Li (photographer)", "after": "Mei Tan (translator)"}],
    ]
    conflict = error_of(editor, "reviseArticle", **revise, expectedRevision=3, changes={"summary": "It is."})
    assert conflict["differingFields"] == ["contributors"]


def test_too_many_contributors_are_refused_whole(editor: Api) -> None:
    crowd = [{"name": f"Extra {number}", "role": "CONTRIBUTOR"} for number in range(201)]
    refused = error_of(editor, "publishArticle", article=ARTICLE | {"contributors": crowd})
    assert (refused["code"], refused["path"]) == ("INVALID_VALUE", ["input", "article", "contributors"])
    assert refused["message"] == "It has 201 contributors; at most 200 are taken."
    assert editor.ask('{ author(slug: "extra-1") { name } }') == {"author": None}


def test_what_merged_people_contributed_is_told_once(editor: Api, database: Database) -> None:
    def photographed(*names: str) -> tuple[DraftContributor, ...]:
        return tuple(DraftContributor(DraftAuthor(name), ContributorRole.PHOTOGRAPHER) for name in names)

    publish(database, slug="one", authors=(), contributors=photographed("B. Li"))
    both = photographed("B. Li", "Bo Li")
    publish(database, slug="both", headline="Both", authors=(DraftAuthor("B. Li"),), contributors=both)
    ids = [
        editor.ask("query ($slug: String!) { author(slug: $slug) { id } }", slug=slug)["author"]["id"]
        for slug in ("b-li", "bo-li")
    ]
    assert named(people(editor, {"slug": "one"})) == [{"name": "B. Li", "role": "PHOTOGRAPHER"}]
    done(editor, "mergeAuthors", author=ids[0], into=ids[1])
    assert named(people(editor, {"slug": "one"})) == [BO]
    assert named(people(editor, {"slug": "both"})) == [{"name": "Bo Li", "role": "AUTHOR"}, BO]
    done(editor, "renameAuthor", author=ids[1], name="Bo Li-Hale")
    assert named(people(editor, {"slug": "one"})) == [BO | {"name": "Bo Li-Hale"}]
