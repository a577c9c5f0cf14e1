"""A publisher's feed comes in as its readers see it; what cannot is said."""

import io
from pathlib import Path

import pytest

from broadsheet_server.ingest import feeds
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_shared.vocabulary import TagKind

NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
ITEM = "<title>Ferry docks</title><link>https://post.example/ferry</link><description>It is in.</description>"


def rss(*items: str, channel: str = "") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    head = "<title>Harbour Post</title><link>https://post.example/</link>"
    return f'<rss version="2.0" {NAMESPACES}><channel>{head}{channel}{body}</channel></rss>'.encode()


def atom(entry: str, attributes: str = "") -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Blatt</title>'
        f"<id>tag:blatt.example,2026:feed</id>{entry}</feed>"
    ).encode()


def parse(data: bytes, **defaults: str) -> list[ParsedItem | RejectedItem]:
    return list(feeds.parse(io.BytesIO(data), ImportDefaults(None, "en", **defaults)))


def only(data: bytes, **defaults: str) -> ParsedItem:
    [item] = parse(data, **defaults)
    assert isinstance(item, ParsedItem), item
    return item


def draft(data: bytes, **defaults: str) -> ArticleDraft:
    return only(data, **defaults).draft


@pytest.mark.parametrize(
    "head",
    [
        '<?xml version="1.0"?>\n<!-- made by us --><rss version="0.91">',
        "<!DOCTYPE rss PUBLIC '-//x//y' 'z'><rss>",
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/">',
        "<atom:feed>",
    ],
)
def test_a_feed_is_recognised_by_its_root(head: str) -> None:
    assert feeds.recognises(head)


def test_another_document_is_no_feed() -> None:
    assert not feeds.recognises("<newsItem/>")
    assert not feeds.recognises("<html><!-- <rss> --></html>")


def test_an_item_of_rss_becomes_an_article_of_its_feed() -> None:
    item = (
        '<title>Ferry docks</title><guid isPermaLink="false">7</guid><link>https://post.example/ferry</link>'
        "<dc:creator>Ada Lee</dc:creator><category>Boats</category><description>It is in.</description>"
        "<pubDate>Mon, 12 Oct 2026 06:30:00 +0200</pubDate>"
        "<content:encoded>&lt;p&gt;The ferry docked.&lt;/p&gt;</content:encoded>"
    )
    article = draft(rss(item, channel="<language>de-AT</language><copyright>© Post</copyright>"))
    assert (article.headline, article.body_html, article.summary) == (
        "Ferry docks",
        "<p>The ferry docked.</p>",
        "It is in.",
    )
    assert (article.external_reference, article.reference_source) == ("7", "https://post.example/")
    assert article.reference_may_change
    assert article.canonical_url == "https://post.example/ferry"
    assert (article.source_name, article.source_url) == ("Harbour Post", "https://post.example/")
    assert [author.name for author in article.authors] == ["Ada Lee"]
    assert [(tag.label, tag.kind) for tag in article.tags] == [("Boats", TagKind.TOPIC)]
    assert str(article.published_at) == "2026-10-12 04:30:00+00:00"
    assert (article.language, article.copyright_notice) == ("de-AT", "© Post")


def test_an_entry_of_atom_becomes_an_article() -> None:
    entry = (
        '<entry><id>tag:blatt.example,2026:1</id><title type="html">Öl &amp;amp; Gas</title>'
        '<link href="https://blatt.example/1"/><published>2026-10-11T06:30:00+02:00</published>'
        "<updated>2026-10-12T06:30:00+02:00</updated><author><name>Jörg</name></author>"
        '<category term="7" scheme="urn:x" label="Wirtschaft"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        '<p>Das <a href="/mehr">Öl</a></p></div></content></entry>'
    )
    article = draft(atom(entry, 'xml:lang="de" xml:base="https://blatt.example/"'))
    assert article.headline == "Öl & Gas"
    assert 'href="https://blatt.example/mehr"' in article.body_html
    assert (str(article.published_at), str(article.updated_at)) == (
        "2026-10-11 04:30:00+00:00",
        "2026-10-12 04:30:00+00:00",
    )
    assert [(tag.label, tag.scheme, tag.code) for tag in article.tags] == [("Wirtschaft", "urn:x", "7")]
    assert (article.language, article.reference_may_change) == ("de", False)


def test_an_entry_that_atom_has_taken_back_is_withdrawn() -> None:
    namespace = 'xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    tombstone = '<at:deleted-entry ref="tag:blatt.example,2026:9" when="2026-10-13T06:30:00Z"/>'
    article = draft(atom(tombstone, namespace))
    assert article.withdrawn
    assert (article.external_reference, str(article.updated_at)) == (
        "tag:blatt.example,2026:9",
        "2026-10-13 06:30:00+00:00",
    )


def test_rss_1_and_0_91_come_in_too() -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="https://post.example/"><title>Post</title></channel><item>{ITEM}</item></rdf:RDF>'
    )
    old = f'<rss version="0.91"><channel><title>Post</title><item>{ITEM}</item></channel></rss>'
    assert draft(rdf.encode()).headline == draft(old.encode()).headline == "Ferry docks"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mon, 12 Oct 2026 06:30:00 GMT", "2026-10-12 06:30:00+00:00"),
        ("12 Oct 26 06:30 EST", "2026-10-12 11:30:00+00:00"),
        ("Mon, 12 Oct 2026 06:30:00 -0000", "2026-10-12 06:30:00+00:00"),
        ("2026-10-12T06:30:00+08:00", "2026-10-11 22:30:00+00:00"),
    ],
)
def test_dates_are_read_as_their_rules_say(written: str, moment: str) -> None:
    assert str(draft(rss(f"{ITEM}<pubDate>{written}</pubDate>")).published_at) == moment


@pytest.mark.parametrize("written", ["2016/6/29 15:07:41", "12 Oct 2026 06:30 CET", "gestern", "1760250600"])
def test_a_date_that_would_have_to_be_guessed_is_left_out(written: str) -> None:
    item = only(rss(f"{ITEM}<pubDate>{written}</pubDate>"))
    assert item.draft.published_at is None
    assert any(note.startswith(f"date left out: “{written}”") for note in item.notes)


def test_china_standard_time_is_not_central_standard_time() -> None:
    dated = f"{ITEM}<pubDate>Mon, 12 Oct 2026 06:30:00 CST</pubDate>"
    chinese = only(rss(dated, channel="<language>zh-CN</language>"))
    assert str(chinese.draft.published_at) == "2026-10-12 06:30:00+00:00"
    assert "dates without a time zone were read in UTC" in chinese.run_notes
    assert str(draft(rss(dated)).published_at) == "2026-10-12 12:30:00+00:00"


def test_the_best_text_is_the_body_and_a_link_alone_is_refused() -> None:
    assert draft(rss(ITEM)).body_html == "<p>It is in.</p>"
    [refused] = parse(rss("<title>Elsewhere</title><link>https://other.example/</link>"))
    assert isinstance(refused, RejectedItem)
    assert "no text, only a link" in refused.reason


def test_a_headline_is_plain_text_and_an_item_without_one_has_its_first_words() -> None:
    marked = "<title>Fish &amp;amp; &lt;b&gt;chips&lt;/b&gt;</title><description>x</description>"
    assert draft(rss(marked)).headline == "Fish & chips"
    item = only(rss("<description>The tram ran late.</description>"))
    assert item.draft.headline == "The tram ran late."
    assert "it has no headline: its first words stand as one" in item.notes


def test_items_that_share_a_guid_are_told_apart_by_their_links_and_the_operator_hears_of_it() -> None:
    item = "<title>{0}</title><guid>7</guid><link>https://p.example/{0}</link><description>x</description>"
    items = [each for each in parse(rss(item.format("a"), item.format("b"))) if isinstance(each, ParsedItem)]
    assert [each.draft.external_reference for each in items] == ["7 p.example/a", "7 p.example/b"]
    assert "2 of 2 items share a guid; their links tell them apart" in items[0].run_notes


def test_a_counting_link_is_not_the_address_to_cite() -> None:
    item = (
        "<title>x</title><link>https://feeds.example/~r/1</link><description>x</description>"
        "<feedburner:origLink>https://post.example/x</feedburner:origLink>"
    )
    article = draft(rss(item))
    assert (article.canonical_url, article.given_url) == (
        "https://post.example/x",
        "https://feeds.example/~r/1",
    )


def test_whose_the_article_is_is_said_by_the_operator_then_the_item_then_the_feed() -> None:
    taken_over = f"{ITEM}<source url='https://other.example/feed'>The Other</source>"
    assert draft(rss(taken_over)).source_name == "The Other"
    assert draft(rss(taken_over), source_name="Wire").source_name == "Wire"


def test_sound_and_film_are_noted_and_pictures_of_known_size_taken() -> None:
    item = only(
        rss(
            f'{ITEM}<enclosure url="https://p.example/a.mp3" type="audio/mpeg" length="1"/>'
            '<media:content url="https://p.example/1.jpg" type="image/jpeg" width="640" height="480"/>'
        )
    )
    assert [image.url for image in item.draft.images] == ["https://p.example/1.jpg"]
    assert "left out: audio/mpeg at https://p.example/a.mp3" in item.notes


def test_a_broken_feed_gives_what_can_be_read_and_says_where_it_is_broken() -> None:
    data = rss(ITEM, "<title>B</title><description>b & c</description>")[: -len("</channel></rss>")]
    items = parse(data)
    assert [item.draft.headline for item in items if isinstance(item, ParsedItem)] == ["Ferry docks", "B"]
    assert isinstance(items[0], ParsedItem)
    assert any("the feed is broken (line 1" in note for note in items[0].run_notes)


def test_a_bare_ampersand_is_read_as_what_it_is_and_said() -> None:
    found = only(rss("<title>Fish & chips</title><description>A & B <![CDATA[& C&D]]> x&y</description>"))
    assert (found.draft.headline, found.draft.body_html) == (
        "Fish & chips",
        "<p>A &amp; B &amp; C&amp;D x&amp;y</p>",
    )
    assert any("XML wants “&amp;” (line 1)" in note for note in found.run_notes)


def test_an_item_within_which_the_feed_breaks_off_is_rejected_and_the_others_come_in() -> None:
    whole = rss(ITEM, "<title>Half</title><description>The bridge is not open.</description>")
    first, last = parse(whole[: whole.index(b"not open")])
    assert isinstance(first, ParsedItem)
    assert isinstance(last, RejectedItem)
    assert (last.position, last.reason) == ("item 2", "The feed breaks off within this item.")


def test_entities_of_html_are_no_fault() -> None:
    item = only(rss("<title>12&nbsp;000&euro;</title><description>x</description>"))
    assert item.draft.headline == "12\xa0000€"
    assert item.notes == ()


@pytest.mark.parametrize("label", ["gb2312", "GBK", "gb18030"])
def test_any_label_of_the_gb_family_is_gb_18030(label: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{label}"?>'
        + rss("<title>𠀀渡轮靠岸</title><description>x</description>").decode()
    )
    item = only(text.encode("gb18030"))
    assert item.draft.headline == "𠀀渡轮靠岸"


def test_valid_utf_8_beats_a_wrong_label() -> None:
    text = (
        '<?xml version="1.0" encoding="iso-8859-1"?>'
        + rss("<title>Öl</title><description>x</description>").decode()
    )
    assert draft(text.encode()).headline == "Öl"
    assert only(text.encode("iso-8859-1")).draft.headline == "Öl"


def test_no_document_of_another_kind_and_no_file_of_this_machine_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "{"y" * 50}">]>'
    items = parse(doctype.encode() + rss("<title>a &x; b</title><description>&y;</description>"))
    assert "secret words" not in repr(items)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cannot be read"),
        (b"\xff\xfe\xfd", "not"),
        (b"<channel/>", "neither RSS nor Atom"),
        (rss(f"{ITEM}<author>{'a' * 2000}</author>"), "name of more than 1,000 characters"),
        (rss("<a/>" * 200_000), "more than 200,000 elements"),
        (b"<rss>" + b" " * feeds.FILE_BYTES_MAX, "larger than 15 MB"),
    ],
)
def test_what_is_no_feed_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    [item] = parse(data)
    assert isinstance(item, RejectedItem)
    assert words in item.reason


def test_a_picture_is_known_by_its_address_where_the_feed_does_not_name_its_type() -> None:
    media = '<media:content url="http://p.example/1.JPG?w=9"/><media:content url="https://p.example/1.mp4"/>'
    item = only(rss(ITEM + media + '<media:thumbnail url="https://p.example/small.jpg"/>'))
    assert [image.url for image in item.draft.images] == ["http://p.example/1.JPG?w=9"]
    assert item.notes == ("left out: a medium at https://p.example/1.mp4",)


def test_an_item_without_a_picture_has_its_thumbnail() -> None:
    item = only(rss(ITEM + '<media:thumbnail url="https://p.example/small.jpg" width="75"/>'))
    assert [image.url for image in item.draft.images] == ["https://p.example/small.jpg"]


PRISM = 'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'


def test_nobody_sees_an_item_before_its_embargo_ends_or_after_it_expires() -> None:
    times = (
        f"<prism:embargoDate {PRISM}>2031-05-01T06:00:00Z</prism:embargoDate>"
        f"<prism:expirationDate {PRISM}>Sun, 01 Jun 2031 06:00:00 GMT</prism:expirationDate>"
    )
    article = draft(rss(ITEM + times))
    assert str(article.embargoed_until) == "2031-05-01 06:00:00+00:00"
    assert str(article.expires_at) == "2031-06-01 06:00:00+00:00"


def test_of_several_dates_until_which_an_item_may_be_seen_the_earliest_counts() -> None:
    dates = (
        f"<prism:killDate {PRISM}>2032-01-01T00:00:00Z</prism:killDate>"
        f"<prism:expirationDate {PRISM}>2031-01-01T00:00:00Z</prism:expirationDate>"
    )
    assert str(draft(rss(ITEM + dates)).expires_at) == "2031-01-01 00:00:00+00:00"


def test_an_item_whose_embargo_cannot_be_read_is_held() -> None:
    [item] = parse(rss(f"{ITEM}<prism:embargoDate {PRISM}>next May</prism:embargoDate>"))
    assert isinstance(item, RejectedItem)
    assert item.reason.startswith("It is held: “next May” is no date")
