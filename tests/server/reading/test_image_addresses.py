"""Which addresses of images leave the server."""

import pytest

from broadsheet_server.reading.image_addresses import ImageAddresses, shown_body

HOME = "https://news.example"
SIZES = ((320, 320), (800, 800), (1600, 1000))
"""Names and widths of the renditions of an image that is 1,000 pixels wide."""
REMOTE = '<img src="https://pictures.example/7.png" alt="Seven &amp; “eight”">'


@pytest.fixture
def withheld() -> ImageAddresses:
    """The publication shows no images of other servers."""
    return ImageAddresses(HOME, shows_remote=False)


@pytest.mark.parametrize(
    "address",
    [
        "https://pictures.example/7.png",
        "http://news.example/media/7.png",
        "https://news.example.pictures.example/7.png",
        "https://news.example@pictures.example/7.png",
        "HTTPS://pictures.example/7.png",
        "//pictures.example/7.png",
        "https://pictures.example/?https://news.example/",
    ],
)
def test_an_image_of_another_server_leaves_its_words_in_brackets(
    withheld: ImageAddresses, address: str
) -> None:
    assert withheld.body(f'<p>a<img src="{address}" alt="Seven">b</p>') == "<p>a[Seven]b</p>"
    if "://" in address:
        assert withheld.url(address) is None


def test_what_the_words_of_an_image_mean_in_html_stays_so(withheld: ImageAddresses) -> None:
    assert withheld.body(f"<figure>{REMOTE}</figure>") == "<figure>[Seven &amp; “eight”]</figure>"
    assert withheld.body('<p><img alt="1 > 0" src="https://pictures.example/7.png"></p>') == "<p>[1 > 0]</p>"


def test_an_image_without_words_leaves_nothing(withheld: ImageAddresses) -> None:
    assert withheld.body('<p><img src="https://pictures.example/7.png" alt=" ">b</p>') == "<p>b</p>"


def test_images_of_the_publication_itself_and_links_are_kept(withheld: ImageAddresses) -> None:
    body = '<p><img src="https://news.example/media/7.png?a=1&amp;b=2" alt="7"></p>'
    link = '<p><a href="https://pictures.example/7.png">Seven</a></p>'
    assert withheld.body(body + link) == body + link
    assert withheld.url("7.png") == "https://news.example/media/7.png"


def test_by_default_every_image_is_shown() -> None:
    addresses = ImageAddresses(HOME, shows_remote=True)
    assert addresses.body(REMOTE) == REMOTE
    assert addresses.url("https://pictures.example/7.png") == "https://pictures.example/7.png"


def test_a_fetched_image_in_a_text_has_the_address_of_the_publication_and_its_renditions() -> None:
    stored = '<figure><img src="/media/7.jpg" alt="1 > 0" width="1000" height="500"></figure>'
    files = ", ".join(f"{HOME}/media/7.jpg.{most}.webp {width}w" for most, width in SIZES)
    shown = f'<img src="{HOME}/media/7.jpg" srcset="{files}" alt="1 > 0" width="1000" height="500">'
    for shows_remote in (True, False):
        body = ImageAddresses(HOME, shows_remote=shows_remote).body(stored)
        assert body == f"<figure>{shown}</figure>"
    words = '<p>&lt;img src="/media/7.jpg" width="9" height="9"></p>'
    assert shown_body(words, f"{HOME}/media/") == words


def test_a_fetched_animation_has_its_address_alone() -> None:
    stored = '<img src="/media/7-animated.webp" alt="" width="1000" height="500">'
    assert shown_body(stored, f"{HOME}/media/") == stored.replace("/media/", f"{HOME}/media/")
