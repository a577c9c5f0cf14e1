"""Markup from outside is made safe."""

import re

import pytest

from broadsheet_server.newsroom.html_sanitiser import sanitise


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ("<p onclick='x()'>Hello</p>", "<p>Hello</p>"),
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ("<p><a href='javascript:alert(1)'>no</a></p>", "<p>no</p>"),
        ("<p><a href='/relative'>no</a></p>", "<p>no</p>"),
        ("<p><img src='data:image/png;base64,AAAA' alt='no'></p>", ""),
        ("<p>a<img src='images/x.png' alt='no'></p>", "<p>a</p>"),
        ("<p style='color:red' class='x' id='y'>plain</p>", "<p>plain</p>"),
        ("<svg><text>gone</text></svg><p>kept</p>", "<p>kept</p>"),
        ("<p>a<!-- secret -->b</p>", "<p>ab</p>"),
        ("<h1>Big</h1><h6>Small</h6>", "<h2>Big</h2><h4>Small</h4>"),
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<section class='main'><p>One</p></section>", "<p>One</p>"),
        (
            "<p>One</p><p> &nbsp; </p><p><br></p><blockquote><p></p></blockquote><p>Two</p>",
            "<p>One</p><p>Two</p>",
        ),
        (
            "<p>One</p><ul> <li><p><br></p> </li></ul><figure><p>Two</p><p></p></figure>",
            "<p>One</p><figure><p>Two</p></figure>",
        ),
        ("<html><head><title>T</title></head><body><p>One</p></body></html>", "<p>One</p>"),
        ("no markup at all", "<p>no markup at all</p>"),
        ('<p lang="ar" dir="rtl">مرحبا</p>', '<p lang="ar" dir="rtl">مرحبا</p>'),
        ('<ol start="7"><li>A</li><li value="12">B</li></ol>',) * 2,
        ("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>",) * 2,
        (
            "<table><tr><th scope='col'>A</th></tr></table>",
            '<table><tbody><tr><th scope="col">A</th></tr></tbody></table>',
        ),
    ],
)
def test_only_what_is_allowed_is_kept(markup: str, kept: str) -> None:
    assert sanitise(markup).html == kept


@pytest.mark.parametrize(
    "attack",
    [
        "<p><img src=x onerror=alert(1)></p>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<div title='><script>alert(1)</script>'>x</div>",
        '<article data-x="<p>"><iframe src=https://evil.example></iframe>x</article>',
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
        "<a href='jAvAsCrIpT&colon;alert(1)'>x</a>",
        "<h1/onmouseover=alert(1)>x",
        "<details open ontoggle=alert(1)>x</details>",
    ],
)
def test_nothing_that_runs_survives(attack: str) -> None:
    safe = sanitise(attack).html
    assert "<script" not in safe
    assert "<iframe" not in safe
    assert "javascript" not in safe.lower()
    assert not any(f"{event}=" in safe.split(">", 1)[0] for event in ("onerror", "onmouseover", "ontoggle"))
    assert sanitise(safe).html == safe


def test_links_to_the_web_and_to_mail_are_kept() -> None:
    safe = sanitise(
        '<p><a href="https://x.example/?a=1&b=2" title="t">w</a> <a href="mailto:a@x.example">m</a></p>'
    ).html
    assert 'href="https://x.example/?a=1&amp;b=2"' in safe
    assert 'href="mailto:a@x.example"' in safe


def test_relative_links_and_images_begin_at_the_articles_own_address() -> None:
    markup = (
        "<p><a href='/contact'>a</a> <a href=\"more.html?x#y\">b</a> <a href='#notes'>c</a> "
        "<a href='//other.example/d'>d</a> <a href='https://x.example/'>e</a> "
        "<img src='images/crane.png' alt='A crane'></p>"
    )
    safe = sanitise(markup, "https://courier.example/2024/crane.html").html
    assert re.findall(r' (?:href|src)="([^"]*)"', safe) == [
        "https://courier.example/contact",
        "https://courier.example/2024/more.html?x#y",
        "https://courier.example/2024/crane.html#notes",
        "https://other.example/d",
        "https://x.example/",
        "https://courier.example/2024/images/crane.png",
    ]


@pytest.mark.parametrize("base", ["http://[", "https://x y/", "http://x:99999999/"])
def test_an_address_from_which_nothing_can_begin_is_as_good_as_none(base: str) -> None:
    assert sanitise("<p><a href='/x'>a</a></p>", base).html == "<p>a</p>"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:alert(1)"])
def test_a_base_makes_no_bad_link_good(link: str) -> None:
    assert (
        "href" not in sanitise(f"<p><a href='{link}'>a</a><a href='/b'>b</a></p>", "mailto:x@y.example").html
    )
    assert link not in sanitise(f"<p><a href='{link}'>a</a><a href='/b'>b</a></p>", "https://x.example/").html


@pytest.mark.parametrize(
    ("markup", "note"),
    [
        ("<p><a href='/x'>a</a></p>", "a link in the text lost its address"),
        ("<p>a<img src='x.png' alt='A crane'></p>", "an image in the text is left out"),
        ("<p>a<img src='data:image/png;base64,AAAA'></p>", "an image in the text is left out"),
        ("<p>a<img src='https://x.example/a.png'></p>", "an image in the text has no description"),
    ],
)
def test_what_a_link_or_an_image_loses_is_told(markup: str, note: str) -> None:
    (told,) = sanitise(markup).notes
    assert told.startswith(note)


@pytest.mark.parametrize(
    "markup",
    [
        "<p><a name='top'>a</a> <A HREF='https://x.example/'>b</A></p>",
        "<p>a<img src='https://x.example/a.png' alt=''></p>",
    ],
)
def test_where_nothing_is_lost_nothing_is_told(markup: str) -> None:
    assert sanitise(markup).notes == ()
