"""Names and texts of feed items that feedparser misreads, and drafts of Atom."""

import io

import pytest

from broadsheet_server.ingest import feeds
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem
from broadsheet_server.newsroom.drafts import ArticleDraft
from tests.server.ingest.feed_documents import rss

NAMESPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'


def draft(elements: str) -> ArticleDraft:
    feed = rss([f"<item {NAMESPACES}><guid>urn:x:1</guid><title>Ferry docks</title>{elements}</item>"])
    [item] = feeds.parse(io.BytesIO(feed), ImportDefaults(None, "en"))
    assert isinstance(item, ParsedItem), item
    return item.draft


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("<author>ana@post.london (Ana Brook)</author>", ["Ana Brook"]),
        ("<author>Ana Brook (ana@post.london)</author>", ["Ana Brook"]),
        ("<author>Ana Brook &lt;ana@post.london&gt;</author>", ["Ana Brook"]),
        ("<author>ana@post.london</author>", []),
        (
            "<dc:creator>ana@post.london (Ana Brook)</dc:creator><dc:creator>Mei Tan</dc:creator>",
            ["Ana Brook", "Mei Tan"],
        ),
        ("<dc:creator>Ana Brook (Ansel)</dc:creator>", ["Ana Brook (Ansel)"]),
    ],
)
def test_a_reader_sees_the_name_of_an_author_and_no_piece_of_a_mail_address(
    written: str, names: list[str]
) -> None:
    article = draft(f"<description>It docked.</description>{written}")
    assert [author.name for author in article.authors] == names


def test_what_an_image_shows_is_not_the_text_of_the_article() -> None:
    media = '<media:content url="https://p.example/a.png" medium="image">{}</media:content>'
    media = f"<media:group>{media.format('<media:description>A crane.</media:description>')}</media:group>"
    assert draft(f"<description>It docked.</description>{media}").body_html == "<p>It docked.</p>"
    assert draft(media).body_html == "<p>A crane.</p>"


@pytest.mark.parametrize(("is_draft", "is_withheld"), [("yes", True), ("no", False)])
def test_a_draft_of_atom_is_withheld(is_draft: str, is_withheld: bool) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app"><title>Post</title>'
        "<entry><id>urn:x:1</id><title>Ferry docks</title><content>It docked.</content>"
        f"<app:control><app:draft>{is_draft}</app:draft></app:control></entry></feed>"
    )
    [item] = feeds.parse(io.BytesIO(feed.encode()), ImportDefaults(None, "en"))
    assert isinstance(item, ParsedItem)
    assert item.draft.withheld is is_withheld
