"""An image is recognised by the header of its file."""

import pytest

from broadsheet_server.newsroom.image_files import UnsupportedImageError, read_image_file
from tests.pictures import gif, jpeg, png, webp


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (png(7, 5), "image/png"),
        (jpeg(7, 5), "image/jpeg"),
        (gif(7, 5), "image/gif"),
        (webp(7, 5), "image/webp"),
    ],
)
def test_an_image_tells_its_kind_and_size(data: bytes, media_type: str) -> None:
    image = read_image_file(data)
    assert (image.media_type, image.width, image.height) == (media_type, 7, 5)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        png()[:20],
        jpeg()[:30],
        png(0, 3),
        webp()[:14],
    ],
)
def test_what_is_no_image_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnsupportedImageError, match=r"\.$"):
        read_image_file(data)
