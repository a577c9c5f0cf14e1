"""A body is rebuilt from what a text view can show, whatever was in it."""

import pytest

from broadsheet_client.core.body_html import BodyHtml


def shown(source: str, **options: object) -> str:
    return BodyHtml(source, **options).html.replace("\n", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>One</p><p>Two</p>", '<p dir="ltr">One</p><p dir="ltr">Two</p>'),
        ("Bare text", '<p dir="ltr">Bare text</p>'),
        ("<p>a <b>b</b> <i>c</i></p>", '<p dir="ltr">a <b>b</b> <i>c</i></p>'),
        ("<h1>Big</h1><h6>Small</h6>", '<h2 dir="ltr">Big</h2><h4 dir="ltr">Small</h4>'),
        ("<div>a<div>b</div>c</div>", '<p dir="ltr">a</p><p dir="ltr">b</p><p dir="ltr">c</p>'),
        (
            "<ul><li>a<li>b</ul>",
            '<ul dir="ltr"><li dir="ltr">a</li><li dir="ltr">b</li></ul>',
        ),
        (
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
            '<ul dir="ltr"><li dir="ltr">a<ul dir="ltr"><li dir="ltr">b</li></ul></li></ul>',
        ),
        ("<li>alone</li>", '<p dir="ltr">alone</p>'),
        (
            "<table><tr><th>a<td>b<tr><td>c</table>",
            '<table class="data" cellspacing="0" cellpadding="6" dir="ltr"><tr dir="ltr">'
            '<th class="line" align="left" dir="ltr">a</th><td dir="ltr">b</td></tr>'
            '<tr dir="ltr"><td dir="ltr">c</td></tr></table>',
        ),
        ("<blockquote>said</blockquote>", '<blockquote dir="ltr"><p dir="ltr">said</p></blockquote>'),
        ("<p>مرحبا</p><p>Hello</p>", '<p dir="rtl">مرحبا</p><p dir="ltr">Hello</p>'),
        ("<p>«12» مرحبا</p>", '<p dir="rtl">«12» مرحبا</p>'),
        ("<p>1 &lt; 2 &amp; 3</p>", '<p dir="ltr">1 &lt; 2 &amp; 3</p>'),
        ("<p></p><p> </p><div><br></div>", ""),
        (
            "<ol start=5><li>a<li value=9>b<li>c</ol>",
            '<ol start="5" dir="ltr"><li dir="ltr">a</li></ol><ol start="9"><li dir="ltr">b</li>'
            '<li dir="ltr">c</li></ol>',
        ),
        (
            "<ol type=a><li>a<li value=9>b</ol>",
            '<ol type="a" dir="ltr"><li dir="ltr">a</li></ol><ol type="a" start="9">'
            '<li dir="ltr">b</li></ol>',
        ),
        (
            "<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>と<ruby>川<rt>かわ</ruby>",
            '<p dir="ltr">東京(とうきょう)と川(かわ)</p>',
        ),
        ("<pre>a\n  b</pre>", '<pre dir="ltr">a  b</pre>'),
        ("<p><del>£5</del> <ins>£7</ins> <s>no</s></p>", '<p dir="ltr"><s>£5</s> <u>£7</u> <s>no</s></p>'),
        ("<p>a</p><hr><p>b</p>", '<p dir="ltr">a</p><hr><p dir="ltr">b</p>'),
        ("<hr><p>b</p>", '<p dir="ltr">b</p>'),
        (
            "<dl><dt>a</dt><dd>b</dd></dl><dd>c</dd>",
            '<dl dir="ltr"><dt dir="ltr">a</dt><dd dir="ltr">b</dd></dl><p dir="ltr">c</p>',
        ),
        ("<p><q>no <q>x</q></q> <q lang=de>ja</q></p>", '<p dir="ltr">“no ‘x’” „ja“</p>'),
        ("<p><bdi>a</bdi> <bdo dir=rtl>b</bdo>", '<p dir="ltr">\u2068a\u2069 \u202eb\u202c</p>'),
        ("<p dir=rtl>Tarrow</p>", '<p dir="rtl">Tarrow</p>'),
        (
            "<p>x<sup><a href='#text-n'>1</a></sup></p><p id=text-n>Note</p>",
            '<p dir="ltr">x<sup><a href="#text-n">1</a></sup></p><p dir="ltr"><a name="text-n"></a>Note</p>',
        ),
    ],
)  # fmt: skip
def test_what_is_ours_is_kept_in_order(source: str, html: str) -> None:
    assert shown(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p onclick='x()' style='color:red'>a</p>", '<p dir="ltr">a</p>'),
        ("<script>alert(1)</script><p>a</p>", '<p dir="ltr">a</p>'),
        ("<style>p{}</style><p>a</p>", '<p dir="ltr">a</p>'),
        ("<link rel=stylesheet href=x><p>a</p>", '<p dir="ltr">a</p>'),
        ("<p>a<link>b</p>", '<p dir="ltr">ab</p>'),
        ("<iframe src=x>b</iframe><p>a</p>", '<p dir="ltr">a</p>'),
        ("<p><a href='javascript:x()'>a</a></p>", '<p dir="ltr">a</p>'),
        ("<p><a href='file:///etc/passwd'>a</a></p>", '<p dir="ltr">a</p>'),
        ("<p><img src='file:///etc/hostname' alt='no'>a</p>", '<p dir="ltr">[no]a</p>'),
        ("<p><img src='data:image/png;base64,A'>a</p>", '<p dir="ltr">a</p>'),
        ("<p><font color=red>a</font><marquee>b</marquee></p>", '<p dir="ltr">ab</p>'),
        ("<!-- <p>b</p> --><p>a</p>", '<p dir="ltr">a</p>'),
        ("</p></div></li><p>a</b></p>", '<p dir="ltr">a</p>'),
    ],
)
def test_what_is_not_ours_goes_and_its_text_stays(source: str, html: str) -> None:
    assert shown(source) == html


def test_links_are_listed_and_made_whole() -> None:
    body = BodyHtml(
        '<p><a href="/articles/x?a=1&amp;b=2">The <b>ferry</b></a> <a href="https://x.example/"><img></a></p>',
        server="https://news.example",
    )
    assert body.links == [("The ferry", "https://news.example/articles/x?a=1&b=2")]
    assert 'href="https://news.example/articles/x?a=1&amp;b=2"' in body.html


def test_a_image_has_its_size_and_its_words() -> None:
    body = BodyHtml(
        '<figure><img src="/media/a.png" alt="Ferry"></figure><p>x</p>',
        server="https://news.example",
        sizes={"https://news.example/media/a.png": (1240, 620)},
        width=620,
    )
    assert '<img src="https://news.example/media/a.png" width="620" height="310">' in body.html
    assert '<p class="caption" dir="ltr">Ferry</p></div>' in body.html
    assert body.images[0].alt == "Ferry"


def test_a_caption_of_its_own_is_enough() -> None:
    html = shown('<figure><img src="https://x.example/a.png" alt="Alt"><figcaption>Cap</figcaption></figure>')
    assert '<p class="caption" dir="ltr">Cap</p>' in html
    assert "Alt" not in html


def test_a_image_in_a_line_or_a_link_has_its_words_below() -> None:
    html = shown(
        '<p>See <a href="https://x.example"><img src="https://x.example/a.png" alt="Map"></a> here</p>'
    )
    assert html.endswith('here</p><p class="caption" dir="ltr">Map</p>')


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>a<![endif]>b</p>", "ab"),
        ("<p>a<!-- x > y -->b</p>", "ab"),
        ("<p>a<!---->b<?php x ?>c</p>", "abc"),
        ("<p>ab<!-- no end <p>c</p>", "ab"),
        ("<p>a</p>1 < 2", '</p><p dir="ltr">1 &lt; 2'),
    ],
)
def test_comments_and_declarations_end_where_browsers_end_them(source: str, html: str) -> None:
    body = shown(source)
    assert html in body
    assert "no end" not in body


def test_a_run_without_blanks_gets_places_to_break_and_chinese_needs_none() -> None:
    assert shown(f"<p>{'x' * 1_200}</p>").count("\u200b") == 2
    assert "\u200b" not in shown(f"<p>{'水' * 1_200}</p><p>{'word ' * 400}</p>")


@pytest.mark.slow
def test_a_body_without_end_is_bounded() -> None:
    assert len(shown("<p>a</p>" * 1_000_000)) < 4_000_000


def test_a_table_keeps_its_spans_its_empty_cells_and_its_caption() -> None:
    html = shown(
        "<table><caption>Fares</caption><tr><th colspan=2>Day<th></tr>"
        "<tr><td rowspan='2'>Mon<td>1,200.50 €<td></tr><tr><td>-3 %<td>about 5</tr></table>"
    )
    assert html.startswith('<p class="table-caption" dir="ltr">Fares</p><table class="data titled"')
    assert '<th colspan="2" class="line" align="left" dir="ltr">Day</th>' in html
    assert (
        '<td rowspan="2" dir="ltr">Mon</td><td class="line" dir="ltr">1,200.50 €</td><td dir="ltr"></td>'
        in html
    )
    assert '<td class="line" dir="ltr">-3 %</td><td dir="ltr">about 5</td>' in html


def test_a_link_around_blocks_leads_from_each() -> None:
    body = BodyHtml('<a href="https://x.example/"><h3>Head</h3><p>Text</p></a><p>After</p>')
    link = '<a href="https://x.example/">'
    assert f"{link}Head</a></h3>" in body.html
    assert f"{link}Text</a></p>" in body.html
    assert '<p dir="ltr">After</p>' in body.html
    assert body.links == [("Head", "https://x.example/")]


def test_links_to_notes_are_not_listed_and_telephone_numbers_are() -> None:
    body = BodyHtml("<p><a href='#text-n'>1</a> <a href='tel:+441234'>Call</a> <a href='sms:1'>x</a></p>")
    assert body.links == [("Call", "tel:+441234")]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>البحر</p>", '<p dir="rtl">البحر</p>'),
        ("<p><em>Café</em></p>", '<p dir="ltr"><em>Café</em></p>'),
        (
            "<p>The word, <em>a &lt; 北京 &amp; b</em>.</p>",
            '<p dir="ltr">The word, <em>a &lt; <span class="upright">北京</span> &amp; b</em>.</p>',
        ),
        (
            "<blockquote>البحر هنا</blockquote>",
            '<blockquote dir="rtl"><p dir="rtl"><span class="upright">البحر هنا</span></p></blockquote>',
        ),
    ],
)
def test_only_words_in_italics_that_have_no_italic_form_are_set_upright(source: str, html: str) -> None:
    assert shown(source, language="en") == html
