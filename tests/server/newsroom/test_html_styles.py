"""What a style says of a text counts as much as an element: editors use the one or the other."""

import pytest

from broadsheet_server.newsroom.html_body import HIDDEN_TEXT
from broadsheet_server.newsroom.html_sanitiser import sanitise


@pytest.mark.parametrize("property_name", ["text-decoration", "text-decoration-line", "TEXT-DECORATION"])
def test_what_a_style_strikes_out_is_struck_out(property_name: str) -> None:
    body = sanitise(f"<p>The fare is <span style='color:red;{property_name}: line-through'>£5</span> £7.</p>")
    assert body.html == "<p>The fare is <s>£5</s> £7.</p>"
    assert body.text == "The fare is £7."


def test_a_paragraph_that_its_style_strikes_out_is_not_part_of_the_text() -> None:
    body = sanitise("<p style='text-decoration:line-through'>Cancelled.</p><p>It goes on.</p>")
    assert (body.html, body.text) == ("<p><s>Cancelled.</s></p><p>It goes on.</p>", "It goes on.")


def test_stress_stays_where_only_a_style_says_it() -> None:
    body = sanitise(
        "<p><span style='font-weight:700'>Never</span> <span style='font-style: italic'>again</span>, "
        "10<span style='vertical-align:super'>6</span></p>"
    )
    assert body.html == "<p><strong>Never</strong> <em>again</em>, 10<sup>6</sup></p>"
    assert body.text == "Never again, 10⁶"


def test_a_copy_from_an_online_document_is_not_bold_from_end_to_end() -> None:
    body = sanitise("<b style='font-weight:normal' id='docs-guid'><p>One.</p><p>Two.</p></b>")
    assert body.html == "<p>One.</p><p>Two.</p>"


@pytest.mark.parametrize(
    "hidden",
    ["<p style='display: none'>Old</p>", "<p hidden>Old</p>", "<i style='visibility:hidden'>Old</i>"],
)
def test_what_no_browser_shows_is_left_out_with_a_note(hidden: str) -> None:
    body = sanitise(f"<p>New.</p>{hidden}")
    assert (body.html, body.text, body.notes) == ("<p>New.</p>", "New.", (HIDDEN_TEXT,))


def test_a_hidden_image_counts_readers_and_is_left_out() -> None:
    body = sanitise("<p>New.</p><img src='https://x.example/count.png' style='display:none'>")
    assert (body.html, body.images, body.notes) == ("<p>New.</p>", (), ())


def test_a_text_that_browsers_reveal_when_searched_stays() -> None:
    assert sanitise("<div hidden='until-found'>Answer</div>").text == "Answer"


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("<div dir=rtl lang=he><p>שלום</p><ul><li>א</li></ul></div>",
         '<p lang="he" dir="rtl">שלום</p><ul lang="he" dir="rtl"><li>א</li></ul>'),
        ("<div dir=rtl>שלום <b>Tarrow</b></div>", '<p dir="rtl">שלום <b>Tarrow</b></p>'),
        ("<section dir=rtl>א<div><p dir=ltr>Tarrow</p></div></section>",
         '<p><span dir="rtl">א</span></p><p dir="ltr">Tarrow</p>'),
    ],
)  # fmt: skip
def test_language_and_direction_of_a_block_reach_its_paragraphs(markup: str, html: str) -> None:
    assert sanitise(markup).html == html
