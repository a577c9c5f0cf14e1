"""Editors rename and merge tags and authors, once and for all that comes later."""

from typing import Any

from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import publish
from tests.server.schema.api import Api
from tests.server.schema.editing import done, error_of

TAG = "query ($slug: String!) { tag(slug: $slug) { id slug label sameAs articles { nodes { slug } } } }"
AUTHOR = "query ($slug: String!) { author(slug: $slug) { id slug name articles { nodes { slug } } } }"
NAMES = "query ($by: ArticleBy!) { article(by: $by) { tags { label } authors { name } } }"

BRIDGE = DraftTag("Bridge", TagKind.TOPIC, same_as=("https://www.wikidata.org/wiki/Q12280",))
BRIDGES = DraftTag("Bridges", TagKind.TOPIC)


def tag(editor: Api, slug: str) -> Any:
    return editor.ask(TAG, slug=slug)["tag"]


def author(editor: Api, slug: str) -> Any:
    return editor.ask(AUTHOR, slug=slug)["author"]


def test_a_tag_gets_another_label_and_keeps_its_address(editor: Api, database: Database) -> None:
    publish(database, slug="one", tags=(BRIDGE,))
    renamed = done(editor, "renameTag", tag=tag(editor, "bridge")["id"], label="River crossings")["tag"]
    assert (renamed["slug"], renamed["label"]) == ("bridge", "River crossings")
    publish(database, slug="two", headline="Another", tags=(BRIDGE,))
    assert editor.ask(NAMES, by={"slug": "two"})["article"]["tags"] == [{"label": "River crossings"}]


def test_a_renamed_tag_is_known_by_both_labels_and_so_is_an_author(editor: Api, database: Database) -> None:
    publish(database, slug="one", tags=(BRIDGES,), authors=(DraftAuthor("Ada Moor"),))
    done(editor, "renameTag", tag=tag(editor, "bridges")["id"], label="River crossings")
    done(editor, "renameAuthor", author=author(editor, "ada-moor")["id"], name="Ada Lee")
    for label, name in (("Bridges", "Ada Moor"), ("river  crossings", "Ada Lee")):
        tags = (DraftTag(label, TagKind.TOPIC),)
        publish(database, slug=name, headline=label, tags=tags, authors=(DraftAuthor(name),))
    assert len(tag(editor, "bridges")["articles"]["nodes"]) == 3
    assert len(author(editor, "ada-moor")["articles"]["nodes"]) == 3


def test_a_label_that_another_tag_has_stays_its_own(editor: Api, database: Database) -> None:
    publish(database, slug="one", tags=(BRIDGE, BRIDGES))
    done(editor, "renameTag", tag=tag(editor, "bridge")["id"], label="Bridges")
    publish(database, slug="two", headline="Two", tags=(BRIDGES,))
    assert [node["slug"] for node in tag(editor, "bridge")["articles"]["nodes"]] == ["one"]


def test_who_follows_the_feed_learns_of_another_name(editor: Api, database: Database) -> None:
    ada = DraftAuthor("Ada Moor")
    publish(database, slug="one", tags=(BRIDGE,), authors=(ada,), section_path="city/harbour")
    edits: list[tuple[str, dict[str, str]]] = [
        ("renameTag", {"tag": tag(editor, "bridge")["id"], "label": "Crossings"}),
        ("renameAuthor", {"author": author(editor, "ada-moor")["id"], "name": "Ada Lee"}),
        ("updateSection", {"path": "city", "name": "Our City"}),
        ("moveSection", {"path": "city/harbour", "newPath": "harbour"}),
    ]
    for mutation, values in edits:
        head = editor.ask("{ changes { head } }")["changes"]["head"]
        done(editor, mutation, **values)
        document = "query ($after: Sequence) { changes(after: $after) { nodes { kind article { slug } } } }"
        told = editor.ask(document, after=head)["changes"]["nodes"]
        assert told == [{"kind": "REVISED", "article": {"slug": "one"}}], mutation


def test_two_tags_become_one_for_all_articles_and_all_that_come(editor: Api, database: Database) -> None:
    publish(database, slug="one", tags=(BRIDGE,))
    publish(database, slug="two", headline="Two", tags=(BRIDGES,))
    publish(database, slug="both", headline="Both", tags=(BRIDGE, BRIDGES))
    goes, stays = tag(editor, "bridge")["id"], tag(editor, "bridges")["id"]
    merged = done(editor, "mergeTags", tag=goes, into=stays)["tag"]
    assert merged["slug"] == "bridges"
    publish(database, slug="three", headline="Three", tags=(BRIDGE,))
    for slug in ("bridge", "bridges"):
        found = tag(editor, slug)
        assert found["id"] == stays
        assert {node["slug"] for node in found["articles"]["nodes"]} == {"one", "two", "both", "three"}
    assert found["sameAs"] == ["http://www.wikidata.org/entity/Q12280"]
    assert editor.ask(NAMES, by={"slug": "both"})["article"]["tags"] == [{"label": "Bridges"}]


def test_what_was_merged_before_follows_the_next_merge(editor: Api, database: Database) -> None:
    for label in ("First", "Second", "Third"):
        publish(database, headline=label, tags=(DraftTag(label, TagKind.TOPIC),))
    first, second, third = (tag(editor, slug)["id"] for slug in ("first", "second", "third"))
    done(editor, "mergeTags", tag=first, into=second)
    done(editor, "mergeTags", tag=second, into=third)
    assert tag(editor, "first")["id"] == third


def test_tags_that_cannot_be_one_stay_two(editor: Api, database: Database) -> None:
    publish(database, tags=(BRIDGE, DraftTag("Vallmere", TagKind.PLACE)))
    bridge, place = tag(editor, "bridge")["id"], tag(editor, "vallmere")["id"]
    other_kind = error_of(editor, "mergeTags", tag=bridge, into=place)
    assert (other_kind["code"], other_kind["path"]) == ("INVALID_VALUE", ["input", "into"])
    assert error_of(editor, "mergeTags", tag=bridge, into=bridge)["path"] == ["input", "into"]
    unknown = error_of(editor, "mergeTags", tag=bridge, into="nothing")
    assert (unknown["code"], unknown["path"]) == ("TAG_NOT_FOUND", ["input", "into"])
    assert error_of(editor, "renameTag", tag=bridge, label="  ")["path"] == ["input", "label"]


def test_two_spellings_of_an_author_become_one_person(editor: Api, database: Database) -> None:
    publish(database, slug="one", authors=(DraftAuthor("T. Hale"),))
    publish(database, slug="two", headline="Two", authors=(DraftAuthor("Tomas Hale"),))
    goes, stays = author(editor, "t-hale")["id"], author(editor, "tomas-hale")["id"]
    done(editor, "mergeAuthors", author=goes, into=stays)
    publish(database, slug="three", headline="Three", authors=(DraftAuthor("T. Hale"),))
    assert {node["slug"] for node in author(editor, "t-hale")["articles"]["nodes"]} == {
        *("one", "two", "three")
    }
    done(editor, "renameAuthor", author=stays, name="Tomás Hale")
    assert editor.ask(NAMES, by={"slug": "three"})["article"]["authors"] == [{"name": "Tomás Hale"}]
    assert error_of(editor, "renameAuthor", author=goes, name="X")["code"] == "AUTHOR_NOT_FOUND"
