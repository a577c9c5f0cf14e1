"""The folder of pictures."""

from pathlib import Path

import pytest

from broadsheet_server.newsroom import media_folder
from broadsheet_server.newsroom.image_files import UnsupportedImageError, read_image_file
from broadsheet_server.newsroom.media_folder import MediaFolder
from tests.pictures import gif, jpeg, png, webp


def test_a_picture_is_kept_once_under_the_hash_of_its_content(tmp_path: Path) -> None:
    one, other = tmp_path / "crane.jpg", tmp_path / "copy.png"
    one.write_bytes(png())
    other.write_bytes(png())
    folder = MediaFolder(tmp_path / "media")
    assert folder.keep(one) == folder.keep(other)
    (kept,) = (tmp_path / "media").iterdir()
    assert kept.name.endswith(".png"), "by what is in it, not by its name"
    assert kept.read_bytes() == png()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (png(7, 5), "image/png"),
        (jpeg(7, 5), "image/jpeg"),
        (gif(7, 5), "image/gif"),
        (webp(7, 5), "image/webp"),
    ],
)
def test_a_picture_tells_its_kind_and_size(data: bytes, media_type: str) -> None:
    picture = read_image_file(data)
    assert (picture.media_type, picture.width, picture.height) == (media_type, 7, 5)


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
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnsupportedImageError, match=r"\.$"):
        read_image_file(data)


def test_a_picture_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_folder, "IMAGE_BYTES_MAX", 10)
    file = tmp_path / "huge.png"
    file.write_bytes(png())
    with pytest.raises(UnsupportedImageError, match="larger than"):
        MediaFolder(tmp_path / "media").keep(file)


def test_a_picture_that_cannot_be_written_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "crane.png"
    file.write_bytes(png())

    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        MediaFolder(tmp_path / "media").keep(file)
    assert list((tmp_path / "media").iterdir()) == []
