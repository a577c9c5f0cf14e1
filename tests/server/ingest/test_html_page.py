"""The page of an article comes in as its readers see it; a page of another kind does not."""

import io

import orjson
import pytest

from broadsheet_server.ingest import html_page
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, RejectedItem
from broadsheet_server.newsroom.html_sanitiser import sanitise

URL = "https://post.example/2026/ferry"
TEXT = (
    "The ferry docked on Monday morning near the pier, and all of its passengers went ashore within minutes, "
    "before the harbour master closed the gates for the night and told the crew to wait for the inquiry."
)
PARAGRAPHS = f"<p>{TEXT}</p>" * 5


def page(body: str, head: str = "<title>Ferry docks | Harbour Post</title>", language: str = "en") -> bytes:
    frame = '<nav><a href="/">Home</a></nav><main>{}</main><footer>All rights reserved.</footer>'
    return (
        f'<!doctype html><html lang="{language}"><head>{head}</head><body>{frame.format(body)}</body></html>'
    ).encode()


def json_ld(**members: object) -> str:
    article = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry docks", **members}
    return f'<script type="application/ld+json">{orjson.dumps(article).decode()}</script>'


def parse(data: bytes, url: str | None = URL) -> ParsedItem | RejectedItem:
    [item] = html_page.parse(io.BytesIO(data), ImportDefaults(None, "en", url=url))
    return item


def parsed(data: bytes, url: str | None = URL) -> ParsedItem:
    item = parse(data, url)
    assert isinstance(item, ParsedItem), item
    return item


def test_a_page_is_recognised_by_its_beginning() -> None:
    assert html_page.recognises("\n<!-- x --><!DOCTYPE html><html>")
    assert html_page.recognises("<html lang='en'>")
    assert not html_page.recognises("<rss>")


def test_what_the_page_says_of_its_article_is_taken() -> None:
    described = json_ld(
        datePublished="2026-10-12T06:30:00+02:00",
        dateModified="2026-10-13T06:30:00Z",
        author=[{"@type": "Person", "name": "Ada Lee"}],
        publisher={"@type": "Organization", "name": "Harbour Post"},
        articleSection="Business",
        keywords="Boats, Piers",
        inLanguage="en-GB",
        description="It is in.",
        copyrightNotice="© Harbour Post",
        copyrightHolder={"@type": "Organization", "name": "Harbour Press Ltd"},
    )
    article = parsed(page(f"<h1>Ferry docks</h1>{PARAGRAPHS}", described)).draft
    assert (article.headline, article.summary, article.language) == ("Ferry docks", "It is in.", "en-GB")
    assert ([author.name for author in article.authors], article.source_name) == (["Ada Lee"], "Harbour Post")
    assert [tag.label for tag in article.tags] == ["Business", "Boats", "Piers"]
    assert (article.copyright_notice, article.copyright_holder) == ("© Harbour Post", "Harbour Press Ltd")
    assert (str(article.published_at), str(article.updated_at)) == (
        "2026-10-12 04:30:00+00:00",
        "2026-10-13 06:30:00+00:00",
    )
    assert (article.canonical_url, article.given_url, article.withheld) == (URL, URL, False)
    assert TEXT in article.body_html
    assert "All rights reserved" not in article.body_html


def test_references_inside_a_graph_are_followed() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "Post"},
            {"@type": "Article", "headline": "Ferry docks", "author": {"@id": "#ada"}},
            {"@type": "Person", "@id": "#ada", "name": "Ada Lee"},
        ]
    }
    head = f'<script type="application/ld+json">{orjson.dumps(graph).decode()}</script>'
    assert [author.name for author in parsed(page(PARAGRAPHS, head)).draft.authors] == ["Ada Lee"]


def test_microdata_and_open_graph_stand_in_where_there_is_no_json_ld() -> None:
    microdata = (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ferry docks</h1>'
        '<span itemprop="author" itemscope><b itemprop="name">Ada Lee</b></span>'
        f'<time itemprop="datePublished" datetime="2026-10-12T06:30:00Z">Monday</time>{PARAGRAPHS}</div>'
    )
    graph = '<meta property="og:type" content="article"><meta property="og:site_name" content="Harbour Post">'
    article = parsed(page(microdata, graph)).draft
    assert (article.headline, [author.name for author in article.authors]) == ("Ferry docks", ["Ada Lee"])
    assert (str(article.published_at), article.source_name) == ("2026-10-12 06:30:00+00:00", "Harbour Post")


def test_a_title_loses_the_name_of_its_site() -> None:
    assert parsed(page(f"<h1>Ferry docks</h1>{PARAGRAPHS}")).draft.headline == "Ferry docks"
    kept = page(PARAGRAPHS, "<title>Ferry – a history</title>")
    assert parsed(kept).draft.headline == "Ferry – a history"


def test_the_canonical_address_is_believed_unless_it_is_the_home_page() -> None:
    canonical = '<link rel="canonical" href="{}"><title>Ferry docks</title>'
    cited = page(PARAGRAPHS, canonical.format("/2026/ferry-docks"))
    assert parsed(cited).draft.canonical_url == "https://post.example/2026/ferry-docks"
    home = parsed(page(PARAGRAPHS, canonical.format("https://post.example/")))
    assert home.draft.canonical_url == URL
    assert any("home page" in note for note in home.notes)


def test_a_date_is_never_guessed_from_the_text() -> None:
    article = parsed(page(f"<p>Monday, 12 October 2026</p>{PARAGRAPHS}"))
    assert article.draft.published_at is None
    odd = parsed(page(PARAGRAPHS, json_ld(datePublished="last Monday")))
    assert any(note.startswith("date left out: “last Monday”") for note in odd.notes)


def test_a_page_that_keeps_its_text_out_of_its_markup_gives_it_all_the_same() -> None:
    data = page("<div id=app></div>", json_ld(articleBody=f"{TEXT}\n\n{TEXT}"))
    assert parsed(data).draft.body_html.count(TEXT) == 2


def test_a_page_that_is_hardly_an_article_is_kept_back_with_its_score() -> None:
    item = parsed(page("<p>Opening hours: nine to five, Monday to Friday.</p>", "<title>About us</title>"))
    assert item.draft.withheld
    assert any(note.startswith("kept back: as the page of an article it scores 0.") for note in item.notes)


@pytest.mark.parametrize(
    "data",
    [
        page("".join(f'<h2><a href="/{n}">Story {n}</a></h2><p>{TEXT}</p>' for n in range(12))),
        page(PARAGRAPHS, json_ld() + json_ld(headline="Another")),
        page(PARAGRAPHS, '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'),
    ],
)
def test_a_page_that_lists_articles_is_refused(data: bytes) -> None:
    item = parse(data)
    assert isinstance(item, RejectedItem)
    assert "lists articles" in item.reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html></html>", "No text of an article"),
        (page(PARAGRAPHS, ""), "no headline"),
        (page("<b>x</b>" * 50_001), "more than 50,000 elements"),
        (b"<html>" + b" " * html_page.FILE_BYTES_MAX, "larger than 15 MB"),
    ],
)
def test_what_is_no_article_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    item = parse(data)
    assert isinstance(item, RejectedItem)
    assert words in item.reason


@pytest.mark.parametrize(
    "broken", ["{", "[" * 5_000, '{"@type": "Article", "headline": 5}', "null", '{"@graph": 7}']
)
def test_broken_metadata_costs_nothing_but_itself(broken: str) -> None:
    head = f'<title>Ferry docks</title><script type="application/ld+json">{broken}</script>'
    assert parsed(page(PARAGRAPHS, head)).draft.headline == "Ferry docks"


def test_a_chinese_page_in_gbk_is_read() -> None:
    text = "周一上午，渡轮在码头靠岸，所有乘客在几分钟内安全上岸。" * 20
    head = '<meta charset="gb2312"><title>渡轮靠岸</title>'
    data = page(f"<h1>渡轮靠岸</h1><p>{text}</p>", head, "zh-CN").decode().encode("gb18030")
    article = parsed(data).draft
    assert (article.headline, article.language) == ("渡轮靠岸", "zh-CN")
    assert "码头靠岸" in article.body_html


def test_headings_links_and_images_of_the_text_stay() -> None:
    text = f"<h2>Why</h2>{PARAGRAPHS}<p>{TEXT} <a href='/tide'>The tide</a></p>"
    image = "<figure><img src='/ferry.jpg' alt='A ferry'></figure>"
    draft = parsed(page(f"<article><h1>Ferry docks</h1>{PARAGRAPHS}{text}{image}</article>")).draft
    html = sanitise(draft.body_html, draft.canonical_url, headline=draft.headline).html
    assert "<h2>Why</h2>" in html
    assert '<a href="https://post.example/tide"' in html
    assert 'src="https://post.example/ferry.jpg"' in html
    assert "Ferry docks" not in html


def test_the_picture_that_a_page_names_is_the_lead_image_of_its_article() -> None:
    head = '<meta property="og:image" content="/i/ferry.jpg"><meta property="og:image" content="/i/2.jpg">'
    item = parsed(page(f"<h1>Ferry docks</h1>{PARAGRAPHS}", head + "<title>Ferry docks</title>"))
    assert [image.url for image in item.draft.images] == ["https://post.example/i/ferry.jpg"]
    described = json_ld(image={"@type": "ImageObject", "url": "https://p.example/ferry.jpg"})
    item = parsed(page(f"<h1>Ferry docks</h1>{PARAGRAPHS}", head + described))
    assert [image.url for image in item.draft.images] == ["https://p.example/ferry.jpg"]


def test_a_picture_whose_address_cannot_be_resolved_is_none() -> None:
    head = '<meta property="og:image" content="/i/ferry.jpg"><meta property="og:type" content="article">'
    head += "<title>Ferry docks</title>"
    assert parsed(page(f"<h1>Ferry docks</h1>{PARAGRAPHS}", head), url=None).draft.images == ()


def test_a_page_that_is_hardly_an_article_and_has_no_address_is_refused_with_what_to_do() -> None:
    found = parse(page("<p>Opening hours: nine to five.</p>", "<title>Contact</title>"), url=None)
    assert isinstance(found, RejectedItem)
    assert "names no address by which it could be kept" in found.reason


def test_an_author_is_known_without_the_word_before_the_name() -> None:
    head = '<title>Ferry docks</title><meta name="author" content="By Ada Lee">'
    assert [author.name for author in parsed(page(TEXT, head)).draft.authors] == ["Ada Lee"]


def test_editors_and_translators_are_known_from_json_ld_and_microdata() -> None:
    person = {"@type": "Person", "name": "Mei Tan"}
    described = json_ld(editor=person, translator=[{**person, "name": "Jo Ek"}], contributor="Bo Li")
    found = parsed(page(PARAGRAPHS, described)).draft.contributors
    assert [(each.author.name, each.role.value) for each in found] == [
        *(("Mei Tan", "editor"), ("Jo Ek", "translator"), ("Bo Li", "contributor")),
    ]
    marked = (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ferry docks</h1>'
        f'<p itemprop="editor">Mei Tan</p>{PARAGRAPHS}</div>'
    )
    [found_editor] = parsed(page(marked)).draft.contributors
    assert (found_editor.author.name, found_editor.role.value) == ("Mei Tan", "editor")


def test_the_page_names_the_same_story_in_other_languages_but_not_their_home_pages() -> None:
    head = (
        '<link rel="alternate" hreflang="zh" href="/2026/duchuan">'
        '<link rel="alternate" hreflang="de" href="/">'
        '<link rel="alternate" hreflang="x-default" href="/choose/language">'
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    )
    described = json_ld(workTranslation={"@id": "https://post.example/fr/bac"})
    draft = parsed(page(PARAGRAPHS, described + head)).draft
    assert [each.value for each in draft.translations] == [
        "https://post.example/fr/bac",
        "https://post.example/2026/duchuan",
    ]
