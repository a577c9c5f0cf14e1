"""Images are copied into the media folder."""

import os
from pathlib import Path

import pytest
from PIL import Image

from broadsheet_server.newsroom.image_files import ORIENTATION
from broadsheet_server.newsroom.image_limits import UnsupportedImageError
from broadsheet_server.newsroom.media_folder import IMAGE_BYTES_MAX, MediaFolder
from broadsheet_server.newsroom.renditions import rendition_sizes
from tests.pictures import gif, jpeg, png, webp

GPS = 0x8825


def size_of(file: Path) -> tuple[int, int]:
    """Width and height in pixels."""
    with Image.open(file) as image:
        return image.size


def test_an_image_is_kept_once_under_the_hash_of_its_content(tmp_path: Path) -> None:
    one, other = tmp_path / "crane.jpg", tmp_path / "copy.png"
    one.write_bytes(png())
    other.write_bytes(png())
    folder = MediaFolder(tmp_path / "media")
    assert folder.keep(one) == folder.keep(other)
    (kept,) = folder.files()
    assert kept.name.endswith(".png"), "by what is in it, not by its name"
    assert kept.read_bytes() == png()


def test_an_image_that_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "huge.png"
    file.write_bytes(png())
    os.truncate(file, IMAGE_BYTES_MAX)
    assert MediaFolder(tmp_path / "media").keep(file)[0]
    os.truncate(file, IMAGE_BYTES_MAX + 1)
    with pytest.raises(UnsupportedImageError, match="larger than 30 MB"):
        MediaFolder(tmp_path / "media").keep(file)


def test_an_image_that_cannot_be_written_leaves_nothing_half_done(
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


def test_a_named_pipe_is_no_image(tmp_path: Path) -> None:
    pipe = tmp_path / "crane.png"
    os.mkfifo(pipe)
    with pytest.raises(UnsupportedImageError, match="not a regular file"):
        MediaFolder(tmp_path / "media").keep(pipe)


def test_renditions_stand_beside_the_original_and_are_never_wider(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path / "media")
    name, _ = folder.store(jpeg(1000, 500))
    sizes = {file.name: size_of(file) for file in folder.path.iterdir() if file.name != name}
    assert sizes == {
        f"{name}.320.webp": (320, 160),
        f"{name}.800.webp": (800, 400),
        f"{name}.1600.webp": (1000, 500),
    }
    assert [(size.location, size[2:]) for size in rendition_sizes(name, 1000, 500)] == sorted(
        sizes.items(), key=lambda item: item[1]
    )
    folder.delete(name)
    assert list(folder.path.iterdir()) == []


def test_a_rendition_is_upright_and_tells_nothing_of_where_the_photograph_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (47.0, 8.0, 0.0)}
    folder = MediaFolder(tmp_path / "media")
    name, _ = folder.store(jpeg(400, 300, exif=exif))
    with (
        Image.open(folder.path / f"{name}.320.webp") as rendition,
        Image.open(folder.path / name) as original,
    ):
        assert (rendition.size, dict(rendition.getexif())) == ((300, 400), {})
        assert original.getexif().get_ifd(GPS)


@pytest.mark.parametrize("data", [gif(), gif(frames=2), webp(frames=2)])
def test_what_moves_has_no_still_renditions(tmp_path: Path, data: bytes) -> None:
    folder = MediaFolder(tmp_path / "media")
    name, _ = folder.store(data)
    assert [file.name for file in folder.path.iterdir()] == [name]


def test_a_photograph_that_breaks_off_is_not_stored(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedImageError, match="damaged"):
        MediaFolder(tmp_path / "media").store(jpeg(400, 300)[:-200])
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_becomes_a_rendition(tmp_path: Path, mode: str) -> None:
    file = tmp_path / "image"
    Image.new(mode, (50, 40)).save(file, "JPEG" if mode == "CMYK" else "PNG")
    folder = MediaFolder(tmp_path / "media")
    name, _ = folder.keep(file)
    assert size_of(folder.path / f"{name}.320.webp") == (50, 40)
