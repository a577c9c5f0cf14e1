"""What a text means survives: on the page, and in the text that is searched and read aloud."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet_server.newsroom.html_sanitiser import OPEN_COMMENT, sanitise


def test_what_is_struck_out_stays_struck_and_is_not_part_of_the_text() -> None:
    body = sanitise("<p>The fare is <del>£5</del> <ins>£7</ins>. <strike>Children travel free.</strike></p>")
    assert body.html == "<p>The fare is <del>£5</del> <ins>£7</ins>. <s>Children travel free.</s></p>"
    assert body.text == "The fare is £7."


@pytest.mark.parametrize("tag", ["del", "s", "S", "strike", "s class=x"])
def test_paragraphs_that_are_struck_out_together_stay_struck(tag: str) -> None:
    body = sanitise(f"<div><{tag}><p>One.</p><p>Two.</p></{tag.split()[0]}>Three.</div>")
    assert body.html == "<p><del>One.</del></p><p><del>Two.</del></p><p>Three.</p>"
    assert body.text == "Three."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She said “no, ‘never’ again”."),
        ("de-AT", "She said „no, ‚never‘ again“."),
        ("fr", "She said «\u202fno, “never” again\u202f»."),
        ("zh-Hant", "She said 「no, 『never』 again」."),
        ("", "She said “no, ‘never’ again”."),
    ],
)
def test_a_quotation_has_the_marks_of_its_language(language: str, text: str) -> None:
    body = sanitise("<p>She said <q>no, <q>never</q> again</q>.</p>", language=language)
    assert (body.html, body.text) == ("<p>She said <q>no, <q>never</q> again</q>.</p>", text)


def test_a_quotation_in_another_language_has_the_marks_of_that() -> None:
    assert sanitise("<p lang=de>Er: <q>ja</q></p><p>He: <q>yes</q></p>", language="en").text == (
        "Er: „ja“\n\nHe: “yes”"
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("H<sub>2</sub>O, 10<sup>6</sup>, 10<sup>-3</sup>, 5 m<sup>2</sup>", "H₂O, 10⁶, 10⁻³, 5 m²"),
        ("the 21<sup>st</sup>, M<sup>me</sup>, x<sub>i</sub>", "the 21st, Mme, xi"),
        ("e<sup>x+1</sup>", "e^(x+1)"),
        ("test<sup><a href='#n'>1</a></sup>.<i id=n></i>", "test [1]."),
        ("test<a href='#n'><sup>1</sup></a>.<i id=n></i>", "test [1]."),
        ("test<sup><a href='#n'>[1]</a></sup><i id=n></i>", "test [1]"),
        ("水质<sup><a href='#n'>1</a></sup>。<i id=n></i>", "水质[1]。"),
        ("test<sup>[4]</sup>.", "test [4]."),
    ],
)
def test_raised_and_lowered_characters_stay_apart_in_the_text(markup: str, text: str) -> None:
    assert sanitise(f"<p>{markup}</p>").text == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ol reversed><li>Bronze<li>Silver<li>Gold</ol>", "3. Bronze\n2. Silver\n1. Gold"),
        ("<ol type=a start=25><li>One<li>Two<li>Three</ol>", "y. One\nz. Two\naa. Three"),
        ("<ol type=I><li value=1999>One<li>Two</ol>", "MCMXCIX. One\nMM. Two"),
        ("<ol type=i start=0><li>One<li>Two</ol>", "0. One\ni. Two"),
    ],
)
def test_the_text_numbers_a_list_as_the_page_does(markup: str, text: str) -> None:
    assert sanitise(markup).text == text


def test_a_list_that_counts_down_says_the_number_of_each_item() -> None:
    assert sanitise("<ol reversed><li>Silver<li>Gold</ol>").html == (
        '<ol reversed=""><li value="2">Silver</li><li value="1">Gold</li></ol>'
    )


def test_a_comment_without_an_end_hides_the_rest_and_is_told() -> None:
    body = sanitise("<p>One.</p><!-- more <p>Two.</p>")
    assert (body.html, body.notes) == ("<p>One.</p>", (OPEN_COMMENT,))


def test_a_text_marked_as_text_and_escaped_again_loses_its_marks() -> None:
    assert sanitise("<![CDATA[<p>One.</p>]]>").html == "<p>One.</p>"


def test_ruby_reads_as_its_base_text() -> None:
    markup = "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>の<ruby>本<rt>ほん</ruby></p>"
    body = sanitise(markup)
    assert body.text == "漢字の本"
    assert body.html.count("<rt>") == 3


def test_the_brackets_of_ruby_without_end_tags_are_not_nested() -> None:
    assert sanitise("<p><ruby>漢<rp>(<rt>かん<rp>)</ruby>").html == (
        "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>"
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<div>First<div>Ana Brook</div>Second<div>Ilse</div></div>", "First\n\nAna Brook\n\nSecond\n\nIlse"),
        ("<p>x<br><br>y</p>", "x\n\ny"),
        ("<blockquote>Said<footer>— Mayor</footer></blockquote>", "Said\n\n— Mayor"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "a\nb\n\nc\n\nd"),
        ("<dl><dt>Pier</dt><dd>Built 1890</dd><dd>Long</dd></dl>", "Pier\nBuilt 1890\nLong"),
        (
            "<table><caption>Ages</caption><tr><td>A</td><td>7</td></tr><tr><td>B<td>8</table>",
            "Ages\n\nA 7\nB 8",
        ),
        (
            "<figure><img src='https://x.example/a.png' alt=''><figcaption>Pier</figcaption></figure>x",
            "Pier\n\nx",
        ),
        (
            "<section>a<article>b</article></section><details><summary>c</summary>d</details>",
            "a\n\nb\n\nc\n\nd",
        ),
        ("<p>a<hr>b</p>", "a\n\n* * *\n\nb"),
        ("<p>One &amp; <em>t</em>wo\n three</p>", "One & two three"),
        ("a<!-- x -->b<wbr>c&shy;d", "abc\u00add"),
        ("<h1>a<h2>b</h2>c", "a\n\nb\n\nc"),
    ],
)
def test_words_of_neighbouring_blocks_stand_apart(markup: str, text: str) -> None:
    assert sanitise(markup).text == text


def test_numbers_of_lists_and_cells_that_span_several_are_kept() -> None:
    markup = (
        '<ol start="21"><li>a</li><li>b</li><li value="30">c</li></ol>'
        '<table><caption>T</caption><tbody><tr><th colspan="2" scope="col">A</th><td rowspan="3">B</td></tr>'
        "</tbody></table><hr><dl><dt>a</dt><dd>b</dd></dl>"
    )
    body = sanitise(markup)
    assert body.html == markup
    assert body.text.startswith("21. a\n22. b\n30. c\n\nT")


def test_preformatted_text_keeps_its_lines_and_no_other_text_gets_hard_ones() -> None:
    body = sanitise("<pre>\nif wet:\n    close()\n\topen()</pre><p>A line\nthat goes on\nfor long.</p>")
    assert body.text == "if wet:\n    close()\n\topen()\n\nA line that goes on for long."
    assert body.html.startswith("<pre>if wet:\n    close()\n\topen()</pre>")


def test_notes_and_telephone_numbers_are_reached() -> None:
    body = sanitise(
        "<p>Test<sup id='r:1'><a href='#fn%3A1'>1</a></sup></p><ol>"
        "<li id='fn:1'>Report. <a href='#r:1'>↩</a> "
        "<a href='tel:+441234'>Call</a></li></ol><p id='cookies'>x</p>"
    )
    assert body.html == (
        '<p>Test<span id="text-r-1"></span><sup><a href="#text-fn-1" rel="noopener noreferrer">1</a></sup>'
        '</p><ol><li id="text-fn-1">Report. <a href="#text-r-1" rel="noopener noreferrer">↩</a> '
        '<a href="tel:+441234" rel="noopener noreferrer">Call</a></li></ol><p>x</p>'
    )
    assert body.notes == ()


def test_a_link_to_the_articles_own_page_and_a_named_place_is_one_within_the_text() -> None:
    body = sanitise("<a href='https://x.example/a#n'>1</a><p><a name='n'></a>Note</p>", "https://x.example/a")
    assert 'href="#text-n"' in body.html
    assert '<span id="text-n"></span>Note' in body.html


def test_no_id_of_a_text_can_pass_for_one_of_the_page() -> None:
    body = sanitise("<a href='#location'>a</a><p id='location'>x</p><p id='body'>y</p>")
    assert ' id="location"' not in body.html
    assert body.html.count(" id=") == 1


def test_a_heading_that_repeats_the_headline_is_left_out() -> None:
    markup = "<header><h1>Ferry  stops.</h1></header><h2>Ferry stops</h2><p>It rained.</p>"
    assert sanitise(markup, headline="Ferry stops").html == "<p>It rained.</p>"
    assert sanitise("<p>a</p><h2>Ferry stops</h2>", headline="Ferry stops").text == "a\n\nFerry stops"
    assert sanitise("<h1>Other</h1>", headline="Ferry stops").text == "Other"


def test_spaces_that_do_not_break_and_wide_ones_stay() -> None:
    body = sanitise("<p>«\u202fNon\u202f»\u00a0: 12\u202f000\u00a0€</p><p>\u3000首相は</p><p> \u00a0 </p>")
    assert body.text == "«\u202fNon\u202f»\u00a0: 12\u202f000\u00a0€\n\n\u3000首相は"


def test_the_words_of_right_to_left_texts_keep_their_isolation() -> None:
    markup = '<p dir="rtl">בית <bdi>Tarrow School</bdi> <span dir="ltr">8:30</span></p>'
    assert sanitise(markup).html == markup


def test_what_a_word_processor_leaves_behind_is_gone() -> None:
    markup = (
        "<?xml version='1.0'?><p class=MsoNormal><!--[if gte mso 9]><xml><o:X/></xml><![endif]--><o:p></o:p>"
        "<span style='color:red'>Minutes of the <st1:place w:st=on>Tarrow</st1:place> council.</span></p>"
        "<p><font color=red>Agreed</font></p><center>* * *</center>"
    )
    assert sanitise(markup).html == "<p>Minutes of the Tarrow council.</p><p>Agreed</p><p>* * *</p>"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>One &amp; two <b>three <i>four</i></b> &nbsp;five</p>\n<h2>Head</h2>\n<p>Six<br>seven</p>",
        "<ul> <li>a</li>\n<li><p>b</p></li></ul><blockquote><p>c</p></blockquote><pre>d\n e</pre>",
        '<p><a href="https://x.example/?a=1&amp;b=2" title="&quot;" rel="noopener noreferrer">w</a></p>',
    ],
)
def test_ordinary_markup_stays_as_it_is_to_the_letter(markup: str) -> None:
    assert sanitise(markup).html == markup


_WORDS = ["One", " two ", "\n", "&nbsp;", "&amp;", "<br>", "<hr>", "<img src='https://x.example/a.png'>"]
_BLOCKS = ("p", "div", "h1", "h3", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "section")
_OTHERS = ("table", "tr", "td", "th", "b", "i", "a", "del", "sup", "font")
_TAGS = [f"<{mark}{tag}>" for tag in (*_BLOCKS, *_OTHERS) for mark in ("", "/")]


@settings(derandomize=True)
@given(st.lists(st.sampled_from([*_WORDS, *_TAGS]), max_size=12).map("".join))
def test_however_broken_it_is_what_comes_out_is_whole_and_comes_out_the_same_again(markup: str) -> None:
    body = sanitise(markup)
    again = sanitise(body.html)
    assert again.html == body.html
    assert again.text == body.text
