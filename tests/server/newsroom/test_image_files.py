"""An image is recognised by the header of its file."""

import struct

import pytest

from broadsheet_server.newsroom.image_files import SIDE_MAX, UnsupportedImageError, read_image_file
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


@pytest.mark.parametrize("size", [(2**32 - 1, 4), (4, 2**31), (SIDE_MAX + 1, 1), (1, SIDE_MAX + 1)])
def test_an_image_that_claims_to_be_larger_than_any_is_refused(size: tuple[int, int]) -> None:
    data = png()
    claiming = data[:16] + struct.pack(">II", *size) + data[24:]
    with pytest.raises(UnsupportedImageError, match="more than 30,000 pixels on a side"):
        read_image_file(claiming)


def test_the_largest_image_is_taken() -> None:
    data = png()
    assert read_image_file(data[:16] + struct.pack(">II", SIDE_MAX, SIDE_MAX) + data[24:]).width == SIDE_MAX
