"""An editor changes or takes out an image of a text, and the words around it stay."""

from broadsheet_server.newsroom.body_images import StoredBody, with_replaced, without_image
from broadsheet_server.newsroom.draft_images import StoredImage

ADDRESS = "https://pictures.example/crane.png"
IMAGE = StoredImage(ADDRESS, "image/png", 4, 3, "Another crane", None, None, None)
OLD = f'<img src="{ADDRESS}" alt="A crane" width="4" height="3">'
NEW = OLD.replace("A crane", "Another crane")
IN_A_LINE = "<p>Before {} and after.</p><p>End.</p>"
IN_A_FIGURE = "<figure>{}</figure>and after.<p>End.</p>"


def body(html: str) -> StoredBody:
    return StoredBody(html, "en", "Crane lifts its last load")


def test_the_words_around_an_image_stay_when_it_is_changed() -> None:
    assert with_replaced(body(IN_A_LINE.format(OLD)), ADDRESS, IMAGE).html == IN_A_LINE.format(NEW)
    after_figure = f"<figure>{NEW}</figure><p>and after.</p><p>End.</p>"
    assert with_replaced(body(IN_A_FIGURE.format(OLD)), ADDRESS, IMAGE).html == after_figure


def test_the_words_around_an_image_stay_when_it_is_taken_out() -> None:
    assert without_image(body(IN_A_LINE.format(OLD)), ADDRESS).text == "Before and after.\n\nEnd."
    assert without_image(body(IN_A_FIGURE.format(OLD)), ADDRESS).text == "and after.\n\nEnd."
