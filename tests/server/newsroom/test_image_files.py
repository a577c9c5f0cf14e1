"""An image is recognised by the header of its file."""

import struct

import pytest
from PIL import Image

from broadsheet_server.newsroom.image_files import ORIENTATION, read_image_file
from broadsheet_server.newsroom.image_limits import PIXELS_MAX, SIDE_MAX, UnsupportedImageError
from tests.pictures import avif, gif, jpeg, png, png_claiming, webp


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (png(7, 5), "image/png"),
        (jpeg(7, 5), "image/jpeg"),
        (gif(7, 5), "image/gif"),
        (webp(7, 5), "image/webp"),
        (avif(7, 5), "image/avif"),
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
        avif()[:40],
    ],
)
def test_what_is_no_image_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnsupportedImageError, match=r"\.$"):
        read_image_file(data)


@pytest.mark.parametrize(
    ("size", "limit"),
    [
        ((2**31 - 1, 4), "100 million pixels"),
        ((30_000, 30_000), "100 million pixels"),
        ((SIDE_MAX + 1, 1), "30,000 pixels on a side"),
        ((1, SIDE_MAX + 1), "30,000 pixels on a side"),
    ],
)
def test_an_image_that_would_fill_the_memory_is_refused_by_its_header(
    size: tuple[int, int], limit: str
) -> None:
    with pytest.raises(UnsupportedImageError, match=f"more than {limit}"):
        read_image_file(png_claiming(*size))


def test_the_largest_image_is_taken() -> None:
    assert read_image_file(png_claiming(SIDE_MAX, PIXELS_MAX // SIDE_MAX)).width == SIDE_MAX


def test_an_animation_with_too_many_pixels_in_all_is_refused() -> None:
    data = gif(frames=40)
    with pytest.raises(UnsupportedImageError, match="The frames of the animation"):
        read_image_file(data[:6] + struct.pack("<HH", 4_000, 4_000) + data[10:])


@pytest.mark.parametrize(("data", "suffix"), [(gif(frames=3), ".gif"), (webp(frames=3), ".webp")])
def test_an_animation_is_told_by_its_name(data: bytes, suffix: str) -> None:
    assert read_image_file(data).suffix == f"-animated{suffix}"


def test_a_photograph_taken_upright_has_the_size_that_is_seen() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    image = read_image_file(jpeg(40, 30, exif=exif))
    assert (image.width, image.height) == (30, 40)
