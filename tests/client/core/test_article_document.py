"""The article page has everything that belongs on it, and nothing that can do harm."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from broadsheet_client.api.generated import PublicationDetails
from broadsheet_client.core.article_document import ArticleDocument, article_document, format_date
from broadsheet_client.core.document_theme import DocumentTheme
from tests.client import responses

PUBLICATION = PublicationDetails.from_json(responses.PUBLICATION)
SERVER = "https://news.example"


def document(**changes: Any) -> ArticleDocument:
    return article_document(responses.article_page(**changes), PUBLICATION, server=SERVER)


def whole(**changes: Any) -> str:
    """The document and its footer."""
    result = document(**changes)
    return result.html + result.footer_html


def in_order(html: str, *parts: str) -> bool:
    places = [html.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_the_page_is_in_the_order_of_a_newspaper() -> None:
    html = whole(
        corrections=[{"text": "The fare was wrong.", "correctedAt": "2026-11-21T09:00:00Z"}],
        leadImage=responses.image(credit="Jo Lens"),
    )
    assert in_order(
        html,
        '<a href="broadsheet-section:">Home</a> » <a href="broadsheet-section:world">World</a>',
        '<h1 dir="ltr">Story 1</h1>',
        "What happened.",
        "By Ana Brook",
        format_date(datetime(2026, 11, 28, 12, tzinfo=UTC)),
        "Corrections",
        "The fare was wrong.",
        '<img src="https://news.example/media/ferry.png" width="620" height="310">',
        "The ferry on Friday · Picture: Jo Lens",
        "The ferry sails again.",
        "© 2026 The Harbour Post",
        "Registration number: HP-1234",
    )


@pytest.mark.parametrize("field", ["headline", "summary", "byline", "dateline", "copyrightNotice"])
def test_text_is_never_markup(field: str) -> None:
    html = whole(**{field: "<img src=x onerror=y> & <b>"})
    assert "&lt;img src=x onerror=y&gt; &amp; &lt;b&gt;" in html


def test_the_dateline_stands_before_the_first_paragraph() -> None:
    html = document(dateline="PORT ANSEL", bodyHtml="<p>The ferry sails again.</p>").html
    assert html.index("2026") < html.index("PORT ANSEL") < html.index("The ferry sails again.")


def test_a_breadcrumb_and_a_caption_are_never_markup_either() -> None:
    section = {"path": '"><b>', "name": "x"}
    html = document(
        breadcrumb=[{"label": "<b>", "url": "/", "section": section}],
        leadImage=responses.image(caption="<b>", credit="<b>"),
    ).html
    assert "<b>" not in html


def test_a_chinese_article_speaks_chinese_and_has_chinese_letters() -> None:
    html = whole(
        language="zh-Hans",
        headline="轮渡复航",
        publishedAt="2026-11-20T14:05:00Z",
        corrections=[{"text": "票价有误。", "correctedAt": "2026-11-21T09:00:00Z"}],
    )
    assert in_order(html, "2026年11月20日", "阅读约 1 分钟", "更正", "票价有误。", "许可证编号：HP-1234")
    assert "'Noto Serif CJK SC'" in html


def test_an_arabic_article_runs_from_the_right() -> None:
    html = document(headline="العبارة تبحر", bodyHtml="<p>مرحبا</p><p>Ferry 12</p>").html
    assert '<h1 dir="rtl">العبارة تبحر</h1>' in html
    assert '<p dir="rtl">مرحبا</p>' in html
    assert '<p dir="ltr">Ferry 12</p>' in html


def test_a_image_that_stands_in_the_body_is_shown_once() -> None:
    values = document(
        leadImage=responses.image("a.png"),
        images=[responses.image("a.png"), responses.image("b.png"), responses.image("c.png")],
        bodyHtml='<p>x</p><figure><img src="/media/b.png" alt="B"></figure>',
    )
    for name in ("a.png", "b.png", "c.png"):
        assert values.html.count(name) == 1
    assert [image.url.rsplit("/")[-1] for image in values.images] == ["a.png", "c.png", "b.png"]
    assert {(image.width, image.height) for image in values.images} == {(1240, 620)}


def test_a_image_without_caption_shows_its_alternative_text() -> None:
    assert "A ferry at the pier" in document(leadImage=responses.image(caption=None)).html


def test_a_image_from_a_file_is_not_asked_for() -> None:
    values = document(leadImage=responses.image(url="file:///etc/hostname"))
    assert "hostname" not in values.html
    assert values.images == ()


@pytest.mark.parametrize(
    ("width", "height"), [(1, 2_147_483_647), (4_294_967_295, 1), (99_999_999_999, 99_999_999_999), (-5, 10)]
)
def test_an_absurd_size_is_taken_as_unknown(width: int, height: int) -> None:
    result = document(leadImage=responses.image(width=width, height=height))
    assert '<img src="https://news.example/media/ferry.png" width="620">' in result.html
    assert [(image.width, image.height) for image in result.images] == [(0, 0)]


def test_an_update_is_told_if_there_was_one() -> None:
    assert "Updated" not in document().html
    assert "Updated 29 November 2026" in document(updatedAt="2026-11-29T12:00:00Z").html


def test_the_links_of_the_body_are_listed() -> None:
    links = document(bodyHtml='<p><a href="/articles/y">More</a></p>').links
    assert [(link.text, link.url) for link in links] == [("More", "https://news.example/articles/y")]


def test_the_theme_colours_the_page() -> None:
    theme = DocumentTheme(text="#eeeeee", link="#88bbff")
    result = article_document(responses.article_page(), None, theme=theme)
    assert "color: #eeeeee" in result.html
    assert "color: #88bbff" in result.html
    assert "Registration" not in result.footer_html


def test_dates_are_words() -> None:
    moment = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    assert format_date(moment, "en", UTC) == "20 November 2026, 14:05"
    assert format_date(moment, "zh-Hant", UTC) == "2026年11月20日 14:05"
    assert format_date(moment.date(), "en", UTC) == "20 November 2026"
    assert format_date(moment.date(), "zh-Hant", UTC) == "2026年11月20日"
    assert format_date(moment + timedelta(hours=10), "zz", UTC) == "21 November 2026, 00:05"


def test_the_reader_loads_the_rendition_that_fits_its_column() -> None:
    files = [{"url": f"/media/ferry.png.{width}.webp", "width": width} for width in (320, 800, 1600)]
    ferry = responses.image(renditions=[{"url": "/media/ferry.png", "width": 1240}, *files])
    page = {"leadImage": ferry, "images": [ferry]}
    (image,) = document(**page).images
    assert (image.url, image.width) == ("https://news.example/media/ferry.png.800.webp", 1240)
    wide = article_document(responses.article_page(**page), PUBLICATION, server=SERVER, image_width=900)
    assert wide.images[0].url == "https://news.example/media/ferry.png.1600.webp"


def test_an_image_of_the_text_is_loaded_in_the_rendition_that_fits_too() -> None:
    files = ", ".join(f"/media/ferry.png.{width}.webp {width}w" for width in (320, 800, 1600))
    tag = f'<img src="/media/ferry.png" srcset="{files}" alt="A ferry" width="1240" height="620">'
    result = document(bodyHtml=f"<p>It sails.</p>{tag}")
    assert [image.url for image in result.images] == ["https://news.example/media/ferry.png.800.webp"]
    assert 'width="620" height="310"' in result.html
    assert document(bodyHtml=tag.replace(files, "nonsense")).images[0].url.endswith("/ferry.png")


def contributor(name: str, role: str) -> dict[str, object]:
    """Somebody who did something for the article."""
    return {"role": role, "author": {"slug": name.lower().replace(" ", "-"), "name": name}}


def test_a_reader_sees_beside_the_byline_who_did_what() -> None:
    people = [contributor("Ana Brook", "AUTHOR"), contributor("Mira Tolland", "PHOTOGRAPHER")]
    people += [contributor("Ben Li", "PHOTOGRAPHER"), contributor("Lena Dorvik", "EDITOR")]
    html = document(contributors=[*people, contributor("Ada Quill", "CHOREOGRAPHER")]).html
    assert (
        "Photographs: Mira Tolland, Ben Li · Edited by: Lena Dorvik · With contributions by: Ada Quill"
        in html
    )
    assert html.count("Ana Brook") == 1, "the byline names the author"


def test_the_authors_are_named_where_no_byline_was_printed() -> None:
    assert '<p class="byline" dir="ltr">Ana Brook</p>' in document(byline=None).html


def test_a_photographer_credited_at_the_image_is_named_there_only() -> None:
    lead = responses.image(credit="Photo: Mira Tolland / The Harbour Post")
    people = [contributor("Mira Tolland", "PHOTOGRAPHER"), contributor("Ben Li", "PHOTOGRAPHER")]
    html = document(leadImage=lead, contributors=people).html
    assert "Photographs: Ben Li" in html
    assert html.count("Mira Tolland") == 1


def test_a_chinese_article_names_roles_in_chinese() -> None:
    html = document(language="zh", contributors=[contributor("李明", "PHOTOGRAPHER")]).html
    assert "摄影：李明" in html


def test_labels_stay_before_their_names_in_an_arabic_article() -> None:
    html = document(language="ar", contributors=[contributor("سامي", "PHOTOGRAPHER")]).html
    assert "\u2066Photographs: \u2068سامي\u2069\u2069" in html


def test_a_reader_is_offered_the_translations_by_name() -> None:
    translations = [
        {"id": "QTp6aA==", "language": "zh", "headline": "渡轮复航"},
        {"id": "QTphcg==", "language": "ar", "headline": "العبّارة تعود"},
    ]
    names = {"zh": "中文", "ar": "العربية"}
    page = responses.article_page(translations=translations)
    result = article_document(page, PUBLICATION, language_name=names.__getitem__)
    assert 'Also in: <a href="broadsheet-article:QTp6aA%3D%3D"><span dir="ltr">中文</span></a>' in result.html
    assert '<span dir="rtl">العربية</span>' in result.html
    assert [link.text for link in result.links] == ["中文: 渡轮复航", "العربية: العبّارة تعود"]
    assert "Also in" not in document().html
