"""Images and what is embedded are shown, linked, or told to the editor."""

import pytest

from broadsheet_server.newsroom.html_images import addresses_of_set
from broadsheet_server.newsroom.html_sanitiser import sanitise

X, PNG = "https://x.example", "https://x.example/a.png"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(
    "markup",
    [
        f"<img src='{PIXEL}' data-src='https://x.example/a.png' alt='Pier'>",
        f"<img src='{X}/blank.gif' data-original='{PNG}' alt='Pier'>",
        f"<img src='{X}/blank.gif' data-ll-src='{PNG}' data-thumb-src='{X}/s.png' alt='Pier'>",
        f"<img src='{PIXEL}' data-srcset='{X}/s.png 320w, {PNG} 1280w' alt='Pier'>",
        f"<img src='{PIXEL}' srcset='https://x.example/a.png 2x, https://x.example/s.png' alt='Pier'>",
        f"<img src='{PIXEL}' alt=''><noscript><img src='https://x.example/a.png' alt='Pier'></noscript>",
        "<noscript><img src='https://x.example/a.png' alt='Pier'><p>Switch scripts on</p></noscript>",
        f"<picture><source srcset='{X}/a.webp'><img src='{PNG}' alt='Pier'></picture>",
        f"<picture><source srcset='https://x.example/a.png'><img src='{PIXEL}' alt='Pier'></picture>",
        "<img src='//x.example/a.png' alt='Pier'>",
    ],
)
def test_the_image_that_is_meant_is_shown(markup: str) -> None:
    body = sanitise(f"<figure>{markup}<figcaption>The pier</figcaption></figure>")
    assert body.html == (
        '<figure><img src="https://x.example/a.png" alt="Pier"><figcaption>The pier</figcaption></figure>'
    )
    assert [image.url for image in body.images] == ["https://x.example/a.png"]
    assert body.notes == ()


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ("<amp-youtube data-videoid='abc'></amp-youtube>", "https://www.youtube.com/watch?v=abc"),
        ("<lite-youtube videoid='abc'></lite-youtube>", "https://www.youtube.com/watch?v=abc"),
        ("<figure><oembed url='https://x.example/1'></oembed></figure>", "https://x.example/1"),
        ("<amp-twitter data-tweetid='7'></amp-twitter>", "https://twitter.com/i/status/7"),
    ],
)
def test_what_only_a_script_plays_becomes_a_link(markup: str, address: str) -> None:
    assert f'<a href="{address}"' in sanitise(markup).html


def test_the_words_of_a_post_stay_where_they_stand_in_it() -> None:
    markup = "<amp-twitter data-tweetid='7'><blockquote>The pier is open.</blockquote></amp-twitter>"
    assert sanitise(markup).text == "The pier is open."


def test_what_a_script_alone_can_show_is_noted() -> None:
    body = sanitise("<p>Vote:</p><my-poll id=7></my-poll><amp-ad type=x><p>Buy!</p></amp-ad>")
    assert (body.text, body.notes) == (
        "Vote:",
        ("what a script shows in the text is left out: <my-poll>",),
    )


def test_an_image_for_browsers_without_scripts_is_not_shown_twice() -> None:
    body = sanitise(
        "<p>a</p><img data-src='https://x.example/a-800.png' alt='A'> "
        "<noscript><img src='https://x.example/a.png' alt='A'></noscript><p>b</p>"
        "<noscript><img src='https://x.example/seen' width=1 height=1></noscript>"
    )
    assert body.html.count("<img") == 1
    assert body.notes == ()


@pytest.mark.parametrize(
    ("source_set", "addresses"),
    [
        ("a.png 1x, b.png 2x", ["b.png", "a.png"]),
        ("a.png 320w,b.png 640w,c.png 100w", ["b.png", "a.png", "c.png"]),
        ("w_100,h_50/a.png 1x, w_200,h_90/b.png 3x", ["w_200,h_90/b.png", "w_100,h_50/a.png"]),
        ("a.png, b.png 1.5x", ["b.png", "a.png"]),
        (" , a.png", ["a.png"]),
        ("a.png 2q", ["a.png"]),
        ("", []),
    ],
)
def test_the_largest_file_of_a_set_comes_first(source_set: str, addresses: list[str]) -> None:
    assert addresses_of_set(source_set) == addresses


@pytest.mark.parametrize(
    ("image", "html", "reason"),
    [
        (
            "<img src='http://x.example/a.png' alt='A tower'>",
            '<p><a href="http://x.example/a.png" rel="noopener noreferrer">A tower</a></p>',
            "it is at http, and pages show only https: http://x.example/a.png",
        ),
        ("<img src='a.png' alt='A tower'>", "<p>[The tower]</p>", "its address is relative"),
        (f"<img src='{PIXEL}' alt='A tower'>", "<p>[The tower]</p>", "its file stands in the text itself"),
        ("<img alt='A tower'>", "<p>[The tower]</p>", "it has no address"),
    ],
)
def test_a_figure_without_its_image_does_not_look_as_if_it_had_one(
    image: str, html: str, reason: str
) -> None:
    body = sanitise(f"<figure>{image}<figcaption>The tower</figcaption></figure>")
    assert body.html == html
    (note,) = body.notes
    assert note.startswith(f"an image in the text is left out: {reason}")
    assert "“A tower”" in note


@pytest.mark.parametrize(
    ("markup", "label"),
    [
        ("<iframe src='https://www.tube.example/e/x' title='Waves'></iframe>", "Waves (tube.example)"),
        ("<iframe data-src='https://www.tube.example/e/x'></iframe>", "tube.example/e/x"),
        ("<video src='https://www.tube.example/e/x' aria-label='Waves'></video>", "Waves (tube.example)"),
        ("<audio><source src='https://www.tube.example/e/x?t=1'></audio>", "tube.example/e/x"),
        ("<object data='https://www.tube.example/e/x'><param name=a></object>", "tube.example/e/x"),
        ("<object><embed src='https://www.tube.example/e/x' title='Waves'></object>", "Waves (tube.example)"),
    ],
)
def test_what_is_embedded_becomes_a_link_in_its_place(markup: str, label: str) -> None:
    body = sanitise(f"<p>a</p>{markup}<p>b</p>")
    assert body.text == f"a\n\n{label}\n\nb"
    assert 'href="https://www.tube.example/e/x' in body.html
    assert body.notes == ()


def test_the_caption_of_a_film_is_the_text_of_its_link() -> None:
    body = sanitise(
        "<figure><video src='https://x.example/p.mp4'></video><figcaption>The pier</figcaption></figure>"
    )
    assert body.html == (
        '<p><a href="https://x.example/p.mp4" rel="noopener noreferrer">The pier (x.example)</a></p>'
    )


def test_a_film_within_a_line_stays_in_it() -> None:
    body = sanitise("<p>After: <audio src='https://x.example/a.mp3'></audio>.</p>")
    assert body.text == "After: x.example/a.mp3."


@pytest.mark.parametrize(
    ("markup", "note"),
    [
        ("<svg><text>Chart: 40%</text></svg>", "a drawing (SVG) in the text is left out"),
        ("<iframe src='http://x.example/'></iframe>", "something of another site in the text is left out"),
        ("<iframe srcdoc='<script>alert(1)</script>'></iframe>", "something of another site"),
        ("<video src='blob:https://x.example/1'></video>", "a film in the text is left out"),
        ("<object data='javascript:alert(1)'></object>", "something of another site"),
        ("<form><select><option>a</select></form>", "a field or a button of a form"),
    ],
)
def test_what_can_only_be_left_out_is_told(markup: str, note: str) -> None:
    body = sanitise(f"<p>a</p>{markup}")
    (told,) = body.notes
    assert told.startswith(note)
    assert body.html == "<p>a</p>"


def test_a_post_of_another_site_stays_a_quotation() -> None:
    body = sanitise(
        "<div class=embed-block><blockquote class=post><p>Waves <a href='https://t.example/a'>pic</a></p>"
        "&mdash; Harbour Office</blockquote><script async src='https://t.example/w.js'></script></div>"
    )
    assert body.text == "Waves pic\n\n— Harbour Office"
    assert body.html.startswith("<blockquote><p>Waves <a ")


def test_the_figure_of_a_table_stays_one() -> None:
    markup = "<figure><table><tbody><tr><td>a</td></tr></tbody></table><figcaption>b</figcaption></figure>"
    assert sanitise(markup).html == markup


@pytest.mark.parametrize(
    "markup",
    [
        f"<blockquote class='instagram-media' data-instgrm-permalink='{X}/p/1'></blockquote>",
        f"<div class='fb-post' data-href='{X}/p/1'> </div>",
        f"<blockquote class='tiktok-embed' cite='{X}/p/1'><section></section></blockquote>",
    ],
)
def test_a_post_that_a_script_would_bring_becomes_a_link(markup: str) -> None:
    link = f'<p><a href="{X}/p/1" rel="noopener noreferrer">x.example/p/1</a></p>'
    assert sanitise(f"<p>Before.</p>{markup}").html == f"<p>Before.</p>{link}"


def test_a_post_with_its_words_and_a_quotation_stay_as_they_are() -> None:
    quotation = f"<blockquote cite='{X}/speech'>We will build it.</blockquote>"
    assert sanitise(quotation).html == "<blockquote>We will build it.</blockquote>"


def test_an_emoji_that_is_drawn_as_an_image_is_read_as_text() -> None:
    body = sanitise(f"<p>Won <img class='emoji' alt='🏆' src='{X}/1f3c6.svg'> again</p>")
    assert (body.html, body.text, body.images) == ("<p>Won 🏆 again</p>", "Won 🏆 again", ())
    assert sanitise(f"<img class='emoji' alt='A cup' src='{PNG}'>").images
