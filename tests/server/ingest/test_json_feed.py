"""A JSON Feed comes in like any other feed."""

import io

import orjson
import pytest

from broadsheet_server.ingest import json_feed
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem

HERE = ImportDefaults(None, "en")


def parse(*items: object, **members: object) -> list[ParsedItem | RejectedItem]:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour Post", "items": items, **members}
    return list(json_feed.parse(io.BytesIO(orjson.dumps(feed)), HERE))


def only(*items: object, **members: object) -> ParsedItem:
    [item] = parse(*items, **members)
    assert isinstance(item, ParsedItem), item
    return item


def test_a_feed_is_recognised_by_its_version() -> None:
    assert json_feed.recognises('{\n "version": "https:\\/\\/jsonfeed.org\\/version\\/1"')
    assert not json_feed.recognises('{"uri": "a", "headline": "b"}')


def test_an_item_becomes_an_article_of_its_feed() -> None:
    article = only(
        {
            "id": 7,
            "url": "/ferry",
            "title": "Ferry docks",
            "content_html": "<p>It is in.</p>",
            "summary": "Docked.",
            "tags": ["Boats", 3, ""],
            "date_published": "2026-10-12T06:30:00+02:00",
            "date_modified": "2026-10-13T06:30:00Z",
        },
        home_page_url="https://post.example/",
        language="de",
        authors=[{"name": "Ada Lee"}, {"url": "https://x.example"}],
    ).draft
    assert (article.headline, article.body_html, article.summary) == (
        "Ferry docks",
        "<p>It is in.</p>",
        "Docked.",
    )
    assert (article.external_reference, article.reference_source) == ("7", "https://post.example/")
    assert (article.canonical_url, article.language) == ("https://post.example/ferry", "de")
    assert (article.source_name, article.source_url) == ("Harbour Post", "https://post.example/")
    assert ([tag.label for tag in article.tags], [author.name for author in article.authors]) == (
        ["Boats"],
        ["Ada Lee"],
    )
    assert (str(article.published_at), str(article.updated_at)) == (
        "2026-10-12 04:30:00+00:00",
        "2026-10-13 06:30:00+00:00",
    )


def test_plain_text_has_paragraphs_and_an_item_without_a_title_its_first_words() -> None:
    item = only({"id": "1", "content_text": "The tram ran late.\n\nIt rained <hard>."})
    assert item.draft.body_html == "<p>The tram ran late.</p><p>It rained &lt;hard&gt;.</p>"
    assert item.draft.headline.startswith("The tram ran late.")
    assert "it has no headline: its first words stand as one" in item.notes


def test_what_is_not_taken_is_said() -> None:
    item = only(
        {
            "id": "1",
            "content_text": "x",
            "date_published": "gestern",
            "attachments": [{"url": "https://p.example/a.mp3", "mime_type": "audio/mpeg"}, None],
        }
    )
    assert "date_published left out: “gestern” is no date like 2026-10-12T06:30:00Z" in item.notes
    assert "left out: audio/mpeg at https://p.example/a.mp3" in item.notes


@pytest.mark.parametrize("odd", [None, "text", [], {"id": "1"}, {"id": "1", "content_html": 5}])
def test_an_odd_item_is_refused_and_the_next_one_comes_in(odd: object) -> None:
    refused, taken = parse(odd, {"id": "2", "title": "B", "content_text": "b"})
    assert isinstance(refused, RejectedItem)
    assert refused.position == "$.items[0]"
    assert isinstance(taken, ParsedItem)


def test_addresses_that_cannot_be_read_cost_no_item() -> None:
    items = parse({"id": "1", "url": "ferry", "content_text": "a"}, home_page_url="http://[")
    assert all(isinstance(item, ParsedItem) for item in items)


@pytest.mark.parametrize("data", [b"{", b"[" * 100_000, b'{"items": 3}', b'{"items": null}', b"\xff{"])
def test_what_is_no_feed_is_refused_in_a_sentence(data: bytes) -> None:
    [item] = json_feed.parse(io.BytesIO(data), HERE)
    assert isinstance(item, RejectedItem)
    assert item.reason.endswith(".")


@pytest.mark.parametrize("odd", [True, 7, "a.mp3", {"url": "a.mp3"}])
def test_attachments_that_are_no_list_cost_no_article(odd: object) -> None:
    assert only({"id": "1", "url": "/ferry", "content_html": "<p>It sails.</p>", "attachments": odd}).draft
