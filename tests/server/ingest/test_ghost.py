"""Who leaves Ghost brings the public posts along; what members paid for stays theirs."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet_server.ingest import feeds, ghost
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.ingest.registry import parse_file
from broadsheet_server.newsroom.drafts import ArticleDraft
from tests.pictures import png

POST = {
    "id": "5ddc9141c35e7700383b2937",
    "uuid": "21bcb2ce-8a41-4bd2-ae46-2b1a4e7bd0b1",
    "title": "Ferry docks",
    "slug": "ferry-docks",
    "html": "<p>The ferry docked.</p>",
    "custom_excerpt": "It is in.",
    "status": "published",
    "visibility": "public",
    "type": "post",
    "published_at": "2026-10-12T04:30:00.000Z",
    "updated_at": "2026-10-13T04:30:00.000Z",
}


def tables(*posts: dict[str, Any], **others: object) -> dict[str, Any]:
    return {
        "posts": list(posts),
        "tags": [
            {"id": "t1", "name": "Harbour News", "slug": "harbour", "visibility": "public"},
            {"id": "t2", "name": "Ice", "slug": "ice"},
            {"id": "t3", "name": "#layout", "slug": "hash-layout", "visibility": "internal"},
        ],
        "posts_tags": [
            {"post_id": POST["id"], "tag_id": "t2", "sort_order": 2},
            {"post_id": POST["id"], "tag_id": "t3", "sort_order": 0},
            {"post_id": POST["id"], "tag_id": "t1", "sort_order": 1},
        ],
        "users": [{"id": "u1", "name": "Ada Lee"}, {"id": "u2", "name": "Tomas Hale"}],
        "posts_authors": [{"post_id": POST["id"], "author_id": "u2", "sort_order": 0}],
        "settings": [{"key": "title", "value": "Harbour Post"}, {"key": "locale", "value": "en-GB"}],
        **others,
    }


def export(*posts: dict[str, Any], **others: object) -> bytes:
    meta = {"exported_on": 1_760_000_000_000, "version": "5.96.0"}
    return json.dumps({"db": [{"meta": meta, "data": tables(*posts, **others)}]}).encode()


def parse(data: bytes, folder: Path | None = None, **defaults: str) -> list[ParsedItem | RejectedItem]:
    return list(ghost.parse(io.BytesIO(data), ImportDefaults(folder, "en", **defaults)))


def only(data: bytes, folder: Path | None = None, **defaults: str) -> ParsedItem:
    [item] = parse(data, folder, **defaults)
    assert isinstance(item, ParsedItem), item
    return item


def draft(**changes: Any) -> ArticleDraft:
    return only(export(POST | changes)).draft


@pytest.mark.parametrize(
    "document",
    [
        {"db": [{"meta": {"exported_on": 1}, "data": {"posts": []}}]},
        {"meta": {"exported_on": 1}, "data": {"posts": []}},
        {"data": {"posts": []}},
    ],
)
def test_an_export_is_told_from_other_json(document: dict[str, Any]) -> None:
    assert ghost.recognises(json.dumps(document, indent=2))
    assert list(parse_file(io.BytesIO(json.dumps(document).encode()), ImportDefaults(None, "en"))) == []
    assert not ghost.recognises('{"data": {"headline": "Ferry docks"}}')


def test_a_published_post_becomes_an_article_of_its_site() -> None:
    article = draft()
    assert (article.headline, article.summary) == ("Ferry docks", "It is in.")
    assert article.body_html == "<p>The ferry docked.</p>"
    assert (article.external_reference, article.other_references) == (POST["id"], (POST["uuid"],))
    assert (article.reference_source, article.slug) == ("Harbour Post", "ferry-docks")
    assert str(article.published_at) == "2026-10-12 04:30:00+00:00"
    assert str(article.updated_at) == "2026-10-13 04:30:00+00:00"
    assert [author.name for author in article.authors] == ["Tomas Hale"]
    assert (article.source_name, article.language) == ("Harbour Post", "en-GB")


def test_a_post_is_the_article_that_the_feed_of_its_site_brought_before() -> None:
    rss = (
        f'<rss version="2.0"><channel><title>Post</title><link>https://post.example/</link><item>'
        f'<title>Ferry docks</title><guid isPermaLink="false">{POST["id"]}</guid>'
        f"<description>It is in.</description></item></channel></rss>"
    )
    [item] = feeds.parse(io.BytesIO(rss.encode()), ImportDefaults(None, "en", source_name="Post"))
    assert isinstance(item, ParsedItem)
    article = only(export(POST), source_name="Post").draft
    assert article.external_reference == item.draft.external_reference
    assert article.reference_source == item.draft.reference_source == "Post"


def test_the_primary_tag_is_the_section_and_internal_tags_stay_inside() -> None:
    article = draft()
    assert (article.section_path, article.section_name) == ("harbour", "Harbour News")
    assert [tag.label for tag in article.tags] == ["Ice"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "draft"}, "It is a draft."),
        ({"status": "sent"}, "It was sent to members by mail only."),
        ({"status": None}, "Its status “” is not “published”."),
        ({"visibility": "members"}, "It is for members only (visibility “members”)."),
        ({"visibility": "paid"}, "It is for members only (visibility “paid”)."),
        ({"visibility": "tiers", "status": "scheduled"}, "It is for members only (visibility “tiers”)."),
        ({"type": "page"}, "It is a page, not a post."),
        ({"page": 1}, "It is a page, not a post."),
    ],
)
def test_what_was_not_public_is_skipped_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    [item] = parse(export(POST | changes))
    assert isinstance(item, RejectedItem)
    assert (item.is_skipped, item.reason, item.headline) == (True, reason, "Ferry docks")
    assert item.position == "$.posts[0]"


def test_a_part_of_a_public_post_that_members_see_stays_out() -> None:
    begin, end = "<!--kg-gated-block:begin nonMember:{} memberSegment:'' -->", "<!--kg-gated-block:end-->"
    html = f"<p>Open.</p>{begin.format('false')}<p>Paid.</p>{end}{begin.format('true')}<p>End.</p>{end}"
    item = only(export(POST | {"html": html}))
    assert item.draft.body_html == "<p>Open.</p><p>End.</p>"
    assert item.notes == ("a part of the text is left out, which is not for everybody (for members)",)


def test_a_scheduled_post_waits_for_its_date() -> None:
    assert str(draft(status="scheduled").embargoed_until) == "2026-10-12 04:30:00+00:00"
    [item] = parse(export(POST | {"status": "scheduled", "published_at": None}))
    assert isinstance(item, RejectedItem)
    assert (item.is_skipped, item.reason) == (False, "It is scheduled, but for no date.")


def test_a_post_without_html_gives_its_plain_text_and_says_so() -> None:
    item = only(export(POST | {"html": None, "lexical": "{}", "plaintext": "One.\n\nTwo."}))
    assert item.draft.body_html == "<p>One.</p><p>Two.</p>"
    assert item.notes == ("it has no HTML: its plain text was taken, without images and links",)
    [rejected] = parse(export(POST | {"html": None, "mobiledoc": "{}"}))
    assert isinstance(rejected, RejectedItem)
    assert rejected.reason.startswith("It has neither HTML nor plain text.")


def test_the_placeholder_becomes_the_address_that_the_export_was_fetched_from() -> None:
    body = '<p><a href="__GHOST_URL__/ice/">Ice</a></p>'
    article = only(export(POST | {"html": body}), url="https://post.example/export.json").draft
    assert article.body_html == '<p><a href="https://post.example/ice/">Ice</a></p>'
    assert article.canonical_url == "https://post.example/ferry-docks/"
    assert draft(canonical_url="__GHOST_URL__/x/").canonical_url is None
    assert draft(canonical_url="https://other.example/x/").canonical_url == "https://other.example/x/"


def test_the_feature_image_is_found_in_the_content_folder(tmp_path: Path) -> None:
    (tmp_path / "content" / "images").mkdir(parents=True)
    (tmp_path / "content" / "images" / "f.png").write_bytes(png())
    texts = {"post_id": POST["id"], "feature_image_alt": "A ferry", "feature_image_caption": "<b>At</b> dusk"}
    data = export(POST | {"feature_image": "__GHOST_URL__/content/images/f.png"}, posts_meta=[texts])
    [image] = only(data, tmp_path).draft.images
    assert (image.file, image.alt, image.caption) == (
        tmp_path / "content" / "images" / "f.png",
        "A ferry",
        "At dusk",
    )
    assert only(data).notes[0].startswith("image left out: “content/images/f.png” is a file")


def test_an_export_of_ghost_0_comes_in_too() -> None:
    old = {
        "id": 7,
        "title": "Ferry docks",
        "slug": "ferry-docks",
        "html": "<p>It docked.</p>",
        "status": "published",
        "author_id": "u1",
        "published_at": 1_413_000_000_000,
    }
    data = json.dumps({"meta": {"exported_on": 1, "version": "003"}, "data": tables(old)}).encode()
    article = only(data).draft
    assert (article.external_reference, [author.name for author in article.authors]) == ("7", ["Ada Lee"])
    assert str(article.published_at) == "2014-10-11 04:00:00+00:00"


def test_a_date_that_is_none_is_left_out() -> None:
    item = only(export(POST | {"updated_at": "gestern"}))
    assert item.draft.updated_at is None
    assert item.notes[0].startswith("updated_at left out: “gestern” is no date")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"db": [', "This is not JSON"),
        (b'{"db": []}', "The export has no list of posts"),
        (b'{"db": [{"data": {"posts": {}}}]}', "The export has no list of posts"),
        (b'{"db": [7]}', "The export has no list of posts"),
    ],
)
def test_what_is_no_export_after_all_is_rejected(data: bytes, reason: str) -> None:
    [item] = parse(data)
    assert isinstance(item, RejectedItem)
    assert item.reason.startswith(reason)


def test_half_an_emoji_costs_no_export() -> None:
    data = export(POST | {"title": "Ferry \ud83d docks"})
    assert b"\\ud83d" in data
    assert only(data).draft.headline == "Ferry \ud83d docks"


def test_an_export_that_is_nested_without_end_is_rejected() -> None:
    [item] = parse(b'{"db": ' + b"[" * 200_000)
    assert isinstance(item, RejectedItem)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(_JSON, st.sampled_from(sorted(POST)), st.sampled_from(["tags", "posts_tags", "users", "settings"]))
def test_any_json_in_any_place_is_answered(value: object, member: str, table: str) -> None:
    for data in (
        export(POST | {member: value}),
        export(POST, **{table: value}),
        export(POST, **{table: [value]}),
        json.dumps({"db": value}).encode(),
    ):
        for item in parse(data):
            assert isinstance(item, ParsedItem) or item.reason


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(data: bytes) -> None:
    for item in parse(data):
        assert isinstance(item, ParsedItem) or item.reason
