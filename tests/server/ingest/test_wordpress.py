"""Who leaves WordPress brings every published post along; nothing that was not public comes out."""

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet_server.ingest import feeds, wordpress, wordpress_stream
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.ingest.registry import parse_file
from tests.growth import slow_length
from tests.server.ingest.wordpress_exports import (
    CHANNEL,
    draft,
    export,
    is_summary,
    meta,
    only,
    parse,
    picture,
    post,
    rejected,
    term,
)


def test_an_export_is_told_from_an_ordinary_feed() -> None:
    head = export().decode()
    assert wordpress.recognises(head)
    assert feeds.recognises(head)
    assert not wordpress.recognises('<rss version="2.0"><channel/></rss>')
    [item] = parse_file(io.BytesIO(export(post())), ImportDefaults(None, "en"))
    assert isinstance(item, ParsedItem)
    assert item.draft.slug == "ferry-7"


def test_a_published_post_becomes_an_article_of_its_site() -> None:
    article = draft(post(title="Salt &amp; ice", excerpt="<p>It is in.</p>"))
    assert (article.headline, article.summary, article.body_html) == (
        "Salt & ice",
        "It is in.",
        "<p>The ferry docked.</p>",
    )
    assert (article.external_reference, article.reference_source) == ("https://post.example/?p=7", None)
    assert (article.canonical_url, article.slug) == ("https://post.example/2026/10/ferry-7/", "ferry-7")
    assert [author.name for author in article.authors] == ["Ada Lee"]
    assert str(article.published_at) == "2026-10-12 04:30:00+00:00"
    assert str(article.updated_at) == "2026-10-13 04:30:00+00:00"
    assert (article.source_name, article.source_url) == ("Harbour Post", "https://post.example")
    assert (article.language, article.section_path) == ("en-GB", "news")


def test_a_post_is_the_article_that_the_feed_of_its_site_brought_before() -> None:
    rss = (
        '<rss version="2.0"><channel><title>Harbour Post</title><link>https://post.example</link><item>'
        '<title>Ferry docks</title><guid isPermaLink="false">https://post.example/?p=7</guid>'
        "<link>https://post.example/2026/10/ferry-7/</link><description>It is in.</description>"
        "</item></channel></rss>"
    )
    [item] = feeds.parse(io.BytesIO(rss.encode()), ImportDefaults(None, "en"))
    assert isinstance(item, ParsedItem)
    article = draft(post())
    for name in ("external_reference", "reference_source", "canonical_url"):
        assert getattr(article, name) == getattr(item.draft, name)


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_old_exports_come_in_too(version: str) -> None:
    bare = "<category><![CDATA[Boats]]></category>"
    tag = '<category domain="tag"><![CDATA[Ice]]></category>'
    article = only(export(post(terms=bare + tag), version=version)).draft
    assert (article.section_path, [each.label for each in article.tags]) == ("boats", ["Ice"])


@pytest.mark.parametrize(
    "texts",
    [
        {"status": "draft"},
        {"status": "pending"},
        {"status": "private"},
        {"status": "trash"},
        {"status": "inherit"},
        {"status": "auto-draft"},
        {"status": "embargo-by-plugin"},
        {"status": ""},
        {"post_password": "seal"},
        {"post_type": "page"},
    ],
)
def test_what_was_not_public_is_skipped_with_its_reason(texts: dict[str, str]) -> None:
    item = rejected(export(post(**texts)))
    assert item.is_skipped
    assert item.reason.startswith("It")
    assert (item.headline, item.position) == ("Ferry docks", "item 1")


def test_a_scheduled_post_is_held_until_its_date() -> None:
    article = draft(post(status="future", link="https://post.example/?p=7"))
    assert str(article.embargoed_until) == "2026-10-12 04:30:00+00:00"
    assert article.canonical_url is None


def test_a_scheduled_post_without_a_date_is_rejected() -> None:
    item = rejected(export(post(status="future", post_date_gmt="", post_date="")))
    assert not item.is_skipped
    assert item.reason == "It is scheduled, but for no date."


def test_without_a_date_in_gmt_the_local_one_is_read_in_the_zone_of_the_site() -> None:
    item = only(export(post(post_date_gmt="0000-00-00 00:00:00")))
    assert str(item.draft.published_at) == "2026-10-12 06:30:00+00:00"
    assert item.run_notes == ("dates without a time zone were read in UTC",)


def test_without_any_other_date_that_of_rss_counts() -> None:
    dated = {"post_date_gmt": "0000-00-00 00:00:00", "post_date": "0000-00-00 00:00:00"}
    article = draft(post(**dated, pubDate="Mon, 12 Oct 2026 04:30:00 +0000"))
    assert str(article.published_at) == "2026-10-12 04:30:00+00:00"
    assert draft(post(**dated, pubDate="Mon, 30 Nov -0001 00:00:00 +0000")).published_at is None


def test_a_date_that_is_none_is_left_out() -> None:
    item = only(export(post(post_modified_gmt="yesterday")))
    assert item.draft.updated_at is None
    assert item.notes == ("post_modified left out: it is no date like 2026-10-12 06:30:00",)


def test_the_section_is_the_first_category_with_those_above_it() -> None:
    article = draft(post(terms=term("asia", "Asia & Pacific") + term("boats", "Boats")))
    assert (article.section_path, article.section_name) == ("world/asia", "Asia & Pacific")
    assert article.ancestor_names == ("World",)
    assert [tag.label for tag in article.tags] == ["Boats"]


def test_of_a_category_and_the_one_below_it_the_lower_is_the_section() -> None:
    article = draft(post(terms=term("world", "World") + term("asia", "Asia & Pacific")))
    assert (article.section_path, article.tags) == ("world/asia", ())


def test_the_category_that_the_editors_called_primary_is_the_section() -> None:
    terms = term("asia", "Asia & Pacific") + term("boats", "Boats")
    article = draft(post(terms=terms, meta=meta("_yoast_wpseo_primary_category", "4")))
    assert (article.section_path, [tag.label for tag in article.tags]) == ("boats", ["Asia & Pacific"])


def test_a_post_without_a_category_of_its_own_goes_where_the_publisher_says() -> None:
    article = draft(post(terms=term("uncategorized", "Uncategorized")), section_path="archive")
    assert (article.section_path, article.tags) == ("archive", ())


def test_categories_in_a_circle_and_in_other_scripts_have_paths() -> None:
    assert draft(post(terms=term("round", "Round"))).section_path == "about/round"
    chinese = draft(post(terms=term("%e6%96%b0", "新")))
    assert chinese.section_path.startswith("section-")
    assert chinese.section_name == "新"


def test_tags_are_topics_and_other_taxonomies_are_told_once() -> None:
    item = only(export(post(terms=term("ice", "Ice", "post_tag") + term("s", "Part 1", "series"))))
    assert [tag.label for tag in item.draft.tags] == ["Ice"]
    assert item.run_notes == ("terms of the taxonomy “series” left out",)


def test_guest_authors_take_the_place_of_the_one_who_typed_the_post() -> None:
    article = draft(post(terms=term("cap-tomas", "Tomas Hale", "author")))
    assert [author.name for author in article.authors] == ["Tomas Hale"]


def test_the_featured_image_is_the_lead_image_wherever_it_stands_in_the_file() -> None:
    lead = meta("_thumbnail_id", "9")
    for items in (
        [post(meta=lead), picture(9, "https://post.example/f.jpg")],
        [picture(9, "https://post.example/f.jpg"), post(meta=lead)],
    ):
        [image] = draft(*items).images
        assert (image.url, image.alt, image.caption) == (
            "https://post.example/f.jpg",
            "A ferry",
            "The ferry at dusk",
        )
        assert (image.media_type, image.width, image.height) == ("image/jpeg", 1200, 800)


def test_a_featured_image_that_is_not_in_the_file_is_noted() -> None:
    item = only(export(post(meta=meta("_thumbnail_id", "9"))))
    assert item.notes == ("image left out: the featured image is not in the file",)


def test_what_is_no_article_is_counted() -> None:
    items = parse(export(picture(9, "https://post.example/f.jpg"), post(post_type="nav_menu_item"), post()))
    assert [item.reason for item in items if is_summary(item)] == [
        "1 item of the kind “attachment” left out.",
        "1 item of the kind “nav_menu_item” left out.",
    ]


def test_comments_of_readers_stay_outside() -> None:
    comment = "<wp:comment><wp:comment_content><![CDATA[First!]]></wp:comment_content></wp:comment>"
    assert "First!" not in draft(post(meta=comment)).body_html


def test_characters_that_xml_forbids_are_left_out_and_told() -> None:
    item = only(export(post("The fer\x03ry docked.")))
    assert item.draft.body_html == "<p>The ferry docked.</p>"
    assert item.notes == ("characters that XML forbids were left out",)


def test_a_bare_ampersand_and_names_of_html_are_read_as_meant() -> None:
    broken = post().replace("<title><![CDATA[Ferry docks]]>", "<title>Salt & ice&nbsp;&copy; 2026 &uncle;")
    item = only(export(broken))
    assert item.draft.headline == "Salt & ice\N{NO-BREAK SPACE}© 2026 &uncle;"
    [note] = item.notes
    assert note.startswith("“&” and names such as “&nbsp;” were read as what they stand for")


def test_a_post_whose_xml_is_broken_is_rejected_with_its_line_and_the_others_come_in() -> None:
    broken = post(number=8).replace("</content:encoded>", "</content:encode>")
    items = parse(export(post(number=7), broken, post(number=9)))
    slugs = [item.draft.slug for item in items if isinstance(item, ParsedItem)]
    reasons = [item for item in items if isinstance(item, RejectedItem)]
    assert slugs == ["ferry-7", "ferry-9"]
    assert [item.position for item in reasons] == ["item 2, line 6"]


def test_a_file_that_was_cut_off_says_so() -> None:
    whole = export(post(number=7), post(number=8))
    items = parse(whole[: whole.index(b"ferry-8/")])
    assert [isinstance(item, ParsedItem) for item in items] == [True, False]
    assert isinstance(items[1], RejectedItem)
    assert items[1].position == "line 5"
    assert items[1].reason.endswith("it was cut off. What stands before it was taken.")


def test_an_entity_reads_no_file() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY pass SYSTEM "file:///etc/passwd">]>\n<rss'
    data = export(post().replace("<title><![CDATA[Ferry docks]]>", "<title>Who &pass;")).decode()
    for item in parse(data.replace("<rss", doctype, 1).encode()):
        assert isinstance(item, RejectedItem) or "root:" not in item.draft.headline


def test_an_item_of_any_size_ends_the_reading_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpress_stream, "ITEM_BYTES_MAX", 200_000)
    item = rejected(export(post("x" * 300_000)))
    assert item.reason.startswith("An item is larger than")
    monkeypatch.setattr(wordpress_stream, "TAGS_MAX", 1_000)
    assert rejected(export(post("<b>" * 50_000))).reason.startswith("It has more than 1,000 tags.")


def test_an_end_of_an_item_in_a_text_is_text() -> None:
    article = draft(post("<pre>&lt;item></item></pre>"))
    assert article.body_html == "<pre>&lt;item></item></pre>"


def test_a_blog_in_gbk_comes_in() -> None:
    data = export(post("渡轮今天早上已经靠岸，船上的乘客都平安无事。", title="渡轮靠岸"))
    old = data.decode().replace("UTF-8", "GBK").encode("gbk")
    item = only(old)
    assert item.draft.headline == "渡轮靠岸"


@pytest.mark.parametrize(
    "piece",
    [
        "<p ",
        "<!-- wp:a ",
        '[a b="',
        "\n\n",
        "[caption x=y]<img>",
        "<p '",
    ],
)
def test_hostile_bodies_take_linear_time(piece: str) -> None:
    assert slow_length(lambda body: parse(export(post(body))), piece) is None


def test_a_block_with_a_long_name_takes_linear_time() -> None:
    assert slow_length(lambda name: parse(export(post(f"<!-- wp:{name}"))), "/a") is None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_answered_and_never_crash(data: bytes) -> None:
    whole = export(post())
    middle = len(whole) // 2
    for damaged in (data, whole[:middle] + data + whole[middle:], export(post(data.decode("latin-1")))):
        for item in parse(damaged):
            assert isinstance(item, ParsedItem) or item.reason


@pytest.mark.slow
def test_memory_is_that_of_a_few_posts_whatever_the_file() -> None:
    data = export(*(post("Long. " * 500, number) for number in range(1_000)))
    parse(export(post()))  # what is loaded once is not of the file
    file = io.BytesIO(data)
    tracemalloc.start()
    count = sum(1 for _ in wordpress.parse(file, ImportDefaults(None, "en")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_000
    assert peak < len(data) / 4


def test_an_empty_channel_and_other_roots_have_nothing() -> None:
    assert parse(export()) == []
    assert parse(export(channel=CHANNEL)) == []
