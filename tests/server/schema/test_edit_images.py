"""Editors add images to articles, say what they show, and change and remove them."""

import re
from ipaddress import ip_network
from typing import Any

import pytest
from sqlmodel import select

from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.settings import FetchingSettings, Settings
from broadsheet_server.storage.database import Database
from tests.pictures import png
from tests.server.fetching.web_server import WebServer, response
from tests.server.schema.api import Api
from tests.server.schema.editing import ARTICLE, IMAGE, REVISIONS, done, error_of
from tests.server.schema.uploads import upload

SHOWN = (
    f"query ($by: ArticleBy!) {{ article(by: $by) {{ bodyHtml leadImage {{ id }} images {{ {IMAGE} }} }} }}"
)
FEED = "{ changes(first: 10) { nodes { kind article { images { alt } } } } }"
POINT = {"x": 0.25, "y": 0.5}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A newspaper that fetches images, also from this machine."""
    fetching = FetchingSettings(allowed_networks=[ip_network("127.0.0.1/32")])
    return settings.model_copy(update={"fetching": fetching})


def shown(editor: Api, story: str) -> Any:
    """What readers see of its images; without the smaller forms of those in the text."""
    article = editor.ask(SHOWN, by={"id": story})["article"]
    return article | {"bodyHtml": re.sub(' srcset="[^"]*"', "", article["bodyHtml"])}


def test_an_uploaded_image_stands_for_the_article_with_all_its_words_and_is_a_revision(
    editor: Api, story: str
) -> None:
    words = {"alt": "A ferry", "caption": "At noon.", "credit": "Ada Moor", "focalPoint": POINT}
    rights = {"copyrightNotice": "© Ada Moor", "usageTerms": "No archives."}
    added = upload(
        editor, "addImage", png(40, 30), article=story, place="LEAD", reason="New.", **words, **rights
    )
    assert added["userErrors"] == []
    assert added["article"]["revision"] == 2
    [image] = shown(editor, story)["images"]
    assert image == added["image"]
    assert {name: image[name] for name in (*words, *rights)} == words | rights
    assert (image["width"], image["height"]) == (40, 30)
    assert image["url"].startswith("https://news.example/media/")
    [revision] = editor.ask(REVISIONS, id=story, first=1)["editedArticle"]["revisions"]["nodes"]
    assert (revision["kind"], revision["reason"]) == ("REVISED", "New.")
    assert revision["actor"].startswith(str(editor.key)[:8])
    assert [change["field"] for change in revision["changes"]] == ["images"]
    assert [node["kind"] for node in editor.ask(FEED)["changes"]["nodes"]] == ["PUBLISHED", "REVISED"]


def test_an_image_is_fetched_by_its_address_and_a_second_one_may_lead(
    editor: Api, story: str, pictures: WebServer
) -> None:
    pictures.answers = {"/a": response(png(4, 3)), "/b": response(png(5, 3))}
    for name, place in (("a", "BESIDE"), ("b", "BESIDE")):
        url = f"{pictures.url}/{name}"
        done(editor, "addImage", article=story, file={"url": url}, alt=name, place=place)
    first, second = shown(editor, story)["images"]
    assert [first["alt"], second["alt"]] == ["a", "b"]
    led = done(editor, "updateImage", article=story, image={"id": second["id"]}, place="LEAD")
    assert led["image"]["id"] == second["id"]
    after = shown(editor, story)
    assert [image["alt"] for image in after["images"]] == ["b", "a"]
    assert after["leadImage"]["id"] == second["id"]


def test_words_and_file_of_an_image_change_apart_and_it_can_be_removed(editor: Api, story: str) -> None:
    first = upload(editor, "addImage", png(4, 3), article=story, alt="A fery", caption="Noon.")["image"]
    by = {"id": first["id"]}
    mended = done(editor, "updateImage", article=story, image=by, alt="A ferry", minor=True)["image"]
    assert (mended["alt"], mended["caption"], mended["url"]) == ("A ferry", "Noon.", first["url"])
    gone = error_of(editor, "updateImage", article=story, image=by, alt="A boat")
    assert (gone["code"], gone["path"]) == ("IMAGE_NOT_FOUND", ["input", "image"])
    by = {"id": mended["id"]}
    larger = upload(editor, "updateImage", png(8, 6), article=story, image=by)["image"]
    assert (larger["alt"], larger["caption"], larger["width"]) == ("A ferry", "Noon.", 8)
    done(editor, "removeImage", article=story, image={"id": larger["id"]})
    assert shown(editor, story)["images"] == []


def test_an_image_in_the_text_stands_where_it_was_put_and_leaves_with_its_figure(editor: Api) -> None:
    body = "<p>One &amp; all.</p><p>Two.</p>"
    story = done(editor, "publishArticle", article=ARTICLE | {"bodyHtml": body})["article"]["id"]
    kept = upload(editor, "uploadImage", png(40, 30))["image"]
    words = {"alt": "A <b> ferry", "caption": "At noon.", "credit": "Ada Moor"}
    url = kept["url"]
    values = {"file": {"url": url}, "place": "BODY", "afterBlock": 1}
    done(editor, "addImage", article=story, **values, **words)
    figure = (
        f'<figure><img src="{url}" alt="A &lt;b&gt; ferry" width="40" height="30">'
        "<figcaption>At noon. <cite>Ada Moor</cite></figcaption></figure>"
    )
    assert shown(editor, story)["bodyHtml"] == f"<p>One &amp; all.</p>{figure}<p>Two.</p>"
    done(editor, "updateImage", article=story, image={"url": url}, caption="At night.")
    assert shown(editor, story)["bodyHtml"].count("At night. <cite>Ada Moor</cite>") == 1
    done(editor, "removeImage", article=story, image={"url": url})
    assert shown(editor, story)["bodyHtml"] == body


def test_images_of_an_article_that_is_not_public_are_for_its_editors(editor: Api) -> None:
    later = ARTICLE | {"publishedAt": "2033-01-01T00:00:00Z"}
    story = done(editor, "publishArticle", article=later)["article"]["id"]
    image = upload(editor, "addImage", png(4, 3), article=story, alt="A ferry")["image"]
    edited = "query ($id: ID!) { editedArticle(id: $id) { images { id alt } } }"
    images = editor.ask(edited, id=story)["editedArticle"]["images"]
    assert images == [{"id": image["id"], "alt": "A ferry"}]
    node = "query ($id: ID!) { node(id: $id) { ... on Image { alt } } }"
    assert editor.ask(node, id=image["id"])["node"] is None


def test_the_audit_log_has_a_file_that_no_article_shows_yet(editor: Api, database: Database) -> None:
    kept = upload(editor, "uploadImage", png(40, 30))["image"]
    assert upload(editor, "uploadImage", b"no image")["userErrors"]
    with database.read() as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == "uploadImage")).all()
    assert entry.detail
    assert kept["url"].endswith(entry.detail)
