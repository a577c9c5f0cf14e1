"""Of what a NewsML-G2 item carries, its text and its pictures are taken, and the rest is told."""

import pytest

from broadsheet_server.ingest.parse_results import ParsedItem, RejectedItem
from tests.server.ingest.wire_documents import (
    GUID,
    NITF,
    PLAIN,
    XHTML,
    draft,
    message,
    news_item,
    nitf,
    only,
    parse,
)

PICTURE = (
    '<remoteContent href="https://pictures.example/tram.jpg" contenttype="image/jpeg" '
    'width="{}" height="80"/>'
)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (PLAIN.format("Short") + XHTML.format("<p>Long</p>"), "<p>Long</p>"),
        (PLAIN.format("One\nTwo &amp; 3"), "<p>One</p><p>Two &amp; 3</p>"),
        (NITF.format(nitf("<p>Of NITF</p>")), "<p>Of NITF</p>"),
        ('<inlineXML contenttype="text/html"><![CDATA[<p>In CDATA</p>]]></inlineXML>', "<p>In CDATA</p>"),
        (
            '<inlineData contenttype="text/plain" encoding="base64">VHJhbXM=</inlineData>',
            "<p>Trams</p>",
        ),
        (
            '<inlineXML><h:p xmlns:h="http://www.w3.org/1999/xhtml">A<h:br/>b</h:p></inlineXML>',
            "A<br>b</p>",
        ),
    ],
)
def test_the_best_of_its_texts_is_taken(content: str, body: str) -> None:
    assert body in draft(news_item(content)).body_html


def test_a_document_inside_says_what_the_item_does_not() -> None:
    inside = nitf(body_head="<byline>By Ada Lee</byline><dateline>QUAY</dateline>", root='nitf baselang="de"')
    article = draft(news_item(NITF.format(inside), content_meta="<by>By Tomas Hale</by>", attributes=""))
    assert (article.headline, article.byline, article.dateline) == ("Trams return", "By Tomas Hale", "QUAY")
    assert (article.language, article.language_is_assumed) == ("de", False)
    assert article.external_reference == GUID


def test_content_that_is_no_text_is_noted_and_the_description_stands_in() -> None:
    item = only(
        news_item(
            '<inlineXML><sports-content/></inlineXML><remoteContent contenttype="video/mp4" href="a.mp4"/>',
            content_meta="<headline>x</headline><description>Back in March.</description>",
        )
    )
    assert item.draft.body_html == "<p>Back in March.</p>"
    assert item.notes == (
        "left out: sports-content is no text (line 1, <inlineXML>)",
        "video/mp4 at a.mp4 left out (line 1, <remoteContent>)",
        "there is no text: the description was taken for it",
    )


def test_a_picture_of_the_message_becomes_the_image_of_the_article_that_links_to_it() -> None:
    picture = news_item(
        PICTURE.format(120) + PICTURE.format(1200),
        item_class="picture",
        guid="urn:pic",
        content_meta="<headline>Tram</headline><description>A tram.</description><creditline>Jo</creditline>",
    )
    linking = news_item(item_meta='<link rel="irel:seeAlso" residref="urn:pic"/>')
    article, skipped = parse(message(linking, picture))
    assert isinstance(article, ParsedItem)
    [image] = article.draft.images
    assert (image.url, image.width) == ("https://pictures.example/tram.jpg", 1200)
    assert (image.alt, image.caption, image.credit) == ("Tram", "A tram.", "Jo")
    assert isinstance(skipped, RejectedItem)
    assert skipped.is_skipped


def test_a_picture_that_a_package_sends_with_one_article_becomes_its_image() -> None:
    picture = news_item(PICTURE.format(120), item_class="picture", guid="urn:pic")
    package = (
        f'<packageItem><groupSet><group><itemRef residref="{GUID}"/><itemRef residref="urn:pic"/>'
        "{}</group></groupSet></packageItem>"
    )
    other = news_item(guid="urn:other")
    article, *_ = parse(message(news_item(), picture, package.replace("{}", "")))
    package_of_two = package.replace("{}", '<itemRef residref="urn:other"/>')
    undecided, *_ = parse(message(news_item(), other, picture, package_of_two))
    assert isinstance(article, ParsedItem)
    assert isinstance(undecided, ParsedItem)
    assert (len(article.draft.images), len(undecided.draft.images)) == (1, 0)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("<packageItem/>", "a packageItem is a package, which lists other items"),
        ("<conceptItem/>", "a conceptItem is a concept of a vocabulary"),
        ("<knowledgeItem/>", "a knowledgeItem is a vocabulary"),
        ("<planningItem/>", "a planningItem is a plan"),
        (news_item(item_class="video"), "its class is “video”, not “text”"),
    ],
)
def test_what_is_no_article_is_skipped_and_said_so(item: str, words: str) -> None:
    skipped, article = parse(message(item, news_item()))
    assert isinstance(skipped, RejectedItem)
    assert (skipped.is_skipped, skipped.position) == (True, "item 1, line 1")
    assert words in skipped.reason
    assert isinstance(article, ParsedItem)
    assert article.position == "item 2"
