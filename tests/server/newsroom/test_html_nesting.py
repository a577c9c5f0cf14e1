"""Markup that would keep a parser busy for ever."""

import pytest

from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_tree import HostileMarkupError, NestedTooDeeplyError
from tests.processor_time import takes_at_most

pytestmark = pytest.mark.slow

MANY = 20_000


@pytest.mark.parametrize(
    "attack",
    [
        "<blockquote>" * MANY,
        "<ul><li>" * MANY,
        "<table><tr><td>" * MANY,
        "<em>" * MANY,
        "<x-y>" * MANY,
        "<h1><a><h2><a>" * MANY,
        "<blockquote></x>" * MANY,
        "<blockquote><table><tr><td></blockquote></td></tr></table>" * MANY,
        "<blockquote><!--</blockquote>-->" * MANY,
        "<blockquote><!--><!--</blockquote>-->" * MANY,
        "<blockquote><!x </blockquote>" * MANY,
        "<blockquote></ </blockquote>" * MANY,
        "<blockquote><p title='</blockquote>'>" * MANY,
        '<blockquote><p ="><!--"></blockquote>-->' * MANY,
        "<blockquote><div title='><!--'></blockquote>-->" * MANY,
        "<blockquote><script></blockquote></script>" * MANY,
        "<li><dd>" * MANY,
        "<div>" * MANY + "x",
    ],
)
def test_what_is_nested_too_deeply_is_refused_at_once(attack: str) -> None:
    def refused() -> None:
        with pytest.raises(NestedTooDeeplyError, match="more than 200 deep"):
            sanitise(attack)

    assert takes_at_most(1, refused)


@pytest.mark.parametrize(
    "burden",
    [
        "<div " * MANY,
        "<h2><ul><h1></h2>" * MANY,
        "<form><ul></form>" * MANY,
        "<span><ul></span>" * MANY,
        "<ul><svg><![CDATA[></ul>]]></svg>" * MANY,
        "".join(f"<p><b id={number}>x</p>" for number in range(MANY)),
        "".join(f"<div><b id={number}>x</div>" for number in range(MANY)),
        "<ul>" + "".join(f"<b id={number}>" for number in range(150)) + "</ul>" + "<p>x" * MANY,
        "<p " + " ".join(f"a{number}=''" for number in range(MANY)) + ">x",
        "<del><q><sup>" + "<p>x" * MANY,
        "<ruby><rt><rp>" * 60 + "<p>x" * MANY,
        "<figure>" * 190 + "<img src=x><iframe src=x>" * MANY,
        "<object>" * 190 + "<img src=x><embed src=x>" * MANY,
        "<h1>" * 190 + "<b>x</b>" * MANY,
        "<pre>" * 190 + "<b>x</b>" * MANY,
        "<sup>" * 190 + "<a href='#x'>x</a>" * MANY,
        "<div id=x>" * 190 + "<a href='#x'>x</a>" * MANY,
        "<picture>" * 190 + "<source srcset=x>" * MANY,
        "<a href='#x'>x</a><p id=x>" * MANY,
        "<s><p>x</p></s>" * MANY,
        "<p a=\"b c='" * MANY,
        "<p " + "a " * MANY + ">x",
        "<script>" * MANY,
        "<!--" * MANY,
        "<span><p></span>" * MANY,
        ("<blockquote>" * 150 + "</blockquote>" * 150) * 60,
    ],
)
def test_what_is_only_odd_is_read_at_once(burden: str) -> None:
    assert takes_at_most(1, lambda: sanitise(burden))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>One <b>two</b> <i>three</i></p>",
        "<div><p>One</div>",
        "<p>Unclosed",
        "<p><b><i>Crossed</b></i></p>",
        "<p><ruby>漢<rt>かん</ruby></p>",
        "<blockquote><p>Quoted</p><!-- <ul> --></blockquote><script async src='x'></script>",
        "<svg><path/><path/></svg><p>Drawn</p>",
        "<dl><dt>a<dd>b</dl>",
        "<table><tr><td>a<td>b</table>",
        "<figure><img src='https://x.example/a.png' alt=''><figcaption>Seen</figcaption></figure>",
    ],
)
def test_long_articles_of_ordinary_and_sloppy_markup_come_in(markup: str) -> None:
    once = sanitise(markup).html
    assert sanitise(markup * 300).html.count(once) >= 299


def test_a_list_without_end_tags_may_be_long() -> None:
    assert sanitise("<ul>" + "<li>x" * 1_000 + "</ul>").html.count("<li>") == 1_000


def test_a_comment_between_two_texts_makes_no_tag_of_them() -> None:
    markup = "<p>x</p>" * 300 + "<p>1 <<!-- c -->b>2 <i>3</i></p>"
    assert sanitise(markup).html.endswith("<p>1 &lt;b&gt;2 <i>3</i></p>")


def test_formatting_that_crosses_a_block_is_counted_until_its_end() -> None:
    assert sanitise("<ul><b>One</ul></b>" * 2_000).html.count("<strong>One</strong>") == 2_000


@pytest.mark.parametrize(
    "attack",
    [
        "<p>" + "&" * 2_900_000,
        "<p>" + "&<x></x>" * MANY,
        "<" * MANY,
        "<p>\u00a0</p><p>" + "<i>\u00a0</i>" * MANY + "x",
        "<p><a href='https://x.example' title='" + "&" * MANY + "'>x</a>",
    ],
)
def test_a_text_of_signs_to_escape_is_refused_at_once(attack: str) -> None:
    def refused() -> None:
        with pytest.raises(HostileMarkupError, match="more than 10,000 signs"):
            sanitise(attack)

    assert takes_at_most(1, refused)
