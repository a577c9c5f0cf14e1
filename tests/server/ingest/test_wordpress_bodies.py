"""A post reads here as it read in WordPress: its paragraphs, its captions, its galleries."""

import pytest

from broadsheet_server.ingest.wordpress_paragraphs import with_paragraphs
from broadsheet_server.ingest.wordpress_shortcodes import ShortcodeReader
from broadsheet_server.ingest.wordpress_site import Attachment

PICTURE = Attachment("https://post.example/f.jpg", "A ferry", "At dusk", 1200, 800)


def shown(markup: str) -> tuple[str, list[str]]:
    reader = ShortcodeReader({"9": PICTURE})
    return " ".join(reader.replace(markup).split()), reader.notes


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("One.\r\n \r\nTwo.\nStill two.", "<p>One.</p>\n<p>Two.<br>\nStill two.</p>"),
        ("One.\n<h2>Ice</h2>\nTwo.", "<p>One.</p><h2>Ice</h2><p>Two.</p>"),
        ("<p>One.</p>\n\n<p>Two.</p>", "<p>One.</p>\n\n<p>Two.</p>"),
        ("<blockquote>One.\n\nTwo.</blockquote>", "<blockquote><p>One.</p>\n<p>Two.</p></blockquote>"),
        ("<ul>\n<li>One\n\ntwo</li>\n</ul>", "<ul>\n<li>One<br><br>two</li>\n</ul>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<pre>a\n\n<div>b\n\nc</div></pre>", "<pre>a\n\n<div>b\n\nc</div></pre>"),
        ('<div title="a > b">One.</div>', '<div title="a > b"><p>One.</p></div>'),
        ("One <em>and\n\ntwo</em>", "<p>One <em>and</p>\n<p>two</em></p>"),
        (
            "See\nhttps://film.example/7",
            '<p>See<br>\n<a href="https://film.example/7">https://film.example/7</a></p>',
        ),
        ("One.<!--more-->\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
    ],
)
def test_line_ends_of_the_classic_editor_become_paragraphs(written: str, becomes: str) -> None:
    assert with_paragraphs(written) == becomes


def test_blocks_keep_their_line_ends_and_lose_their_comments() -> None:
    body = (
        '<!-- wp:paragraph {"align":"left"} -->\n<p>One\ntwo.</p>\n<!-- /wp:paragraph -->\n\n'
        "Typed\n\noutside.\n\n<!-- wp:latest-posts /-->\n"
        "<!-- wp:group --><div><!-- wp:code --><pre>a\n\nb</pre><!-- /wp:code --></div><!-- /wp:group -->"
    )
    assert with_paragraphs(body) == (
        "\n<p>One\ntwo.</p>\n<p>Typed</p>\n<p>outside.</p>\n<div><pre>a\n\nb</pre></div>"
    )


@pytest.mark.parametrize(
    "written",
    [
        '[caption id="attachment_9" width="300"]<a href="/f"><img src="f.jpg" /></a> The ferry[/caption]',
        '[wp_caption caption="The ferry"]<a href="/f"><img src="f.jpg" /></a>[/wp_caption]',
    ],
)
def test_a_caption_stands_below_its_picture(written: str) -> None:
    figure = '<figure><a href="/f"><img src="f.jpg" /></a><figcaption>The ferry</figcaption></figure>'
    assert shown(written) == (figure, [])


def test_a_gallery_shows_the_pictures_that_the_file_knows() -> None:
    text, notes = shown('[gallery columns="2" ids="9,10"]')
    image = '<img src="https://post.example/f.jpg" alt="A ferry">'
    assert text == f"<figure>{image}<figcaption>At dusk</figcaption></figure>"
    assert notes == ["1 of the 2 pictures of a gallery are not in the file"]
    assert shown("[gallery]")[1] == ["gallery left out: it names no pictures"]


@pytest.mark.parametrize(
    "written",
    [
        "[embed]https://film.example/7[/embed]",
        "[embed width=300]https://film.example/7[/embed]",
        '[video mp4="https://film.example/7"][/video]',
        "[audio src='https://film.example/7']",
    ],
)
def test_what_is_heard_or_watched_is_linked(written: str) -> None:
    assert shown(written) == ('<a href="https://film.example/7">https://film.example/7</a>', [])


def test_what_no_one_knows_leaves_its_text_and_a_note() -> None:
    assert shown("[vc_row][vc_col width='1/2']One[/vc_col][/vc_row]") == (
        "One",
        ["shortcode [vc_col] left out, its text stays", "shortcode [vc_row] left out, its text stays"],
    )
    assert shown('Write [contact-form-7 id="3"] us') == ("Write us", ["shortcode [contact-form-7] left out"])


@pytest.mark.parametrize("text", ["He said [sic] so", "[1]", "a[i] = b", "[he] left", "[]", "[/he]"])
def test_brackets_of_a_text_stay(text: str) -> None:
    assert shown(text) == (text, [])


def test_a_shortcode_in_double_brackets_is_one_that_is_written_about() -> None:
    assert shown('Use [[gallery ids="9"]]') == ('Use [gallery ids="9"]', [])


def test_an_address_in_a_shortcode_cannot_leave_its_attribute() -> None:
    text, _ = shown('[embed]https://x.example/?a=1&amp;b="onclick="evil[/embed]')
    assert text == '<a href="https://x.example/?a=1&amp;b=">https://x.example/?a=1&amp;b=</a>'


@pytest.mark.parametrize("name", ["members_only", "rcp_restrict", "private"])
def test_a_text_that_a_shortcode_shows_to_some_readers_only_is_left_out(name: str) -> None:
    assert shown(f"Open. [{name}]For members.[/{name}] Open again.") == (
        "Open. Open again.",
        [f"shortcode [{name}] left out with the text in it, which is not for everybody"],
    )


def test_an_address_alone_in_a_shortcode_or_an_embed_becomes_a_link() -> None:
    link = '<a href="https://x.example/v">https://x.example/v</a>'
    assert shown("[youtube https://x.example/v]")[0] == link
    block = '<!-- wp:embed {} --><figure><div class="wp-block-embed__wrapper">\nhttps://x.example/v\n</div></figure>'
    assert link in with_paragraphs(f"{block}<!-- /wp:embed -->")
