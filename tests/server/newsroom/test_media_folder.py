"""Images are copied into the media folder."""

import os
from pathlib import Path

import pytest

from broadsheet_server.newsroom.image_files import UnsupportedImageError
from broadsheet_server.newsroom.media_folder import IMAGE_BYTES_MAX, MediaFolder
from tests.pictures import png


def test_an_image_is_kept_once_under_the_hash_of_its_content(tmp_path: Path) -> None:
    one, other = tmp_path / "crane.jpg", tmp_path / "copy.png"
    one.write_bytes(png())
    other.write_bytes(png())
    folder = MediaFolder(tmp_path / "media")
    assert folder.keep(one) == folder.keep(other)
    (kept,) = (tmp_path / "media").iterdir()
    assert kept.name.endswith(".png"), "by what is in it, not by its name"
    assert kept.read_bytes() == png()


def test_an_image_that_is_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "huge.png"
    file.write_bytes(png())
    os.truncate(file, IMAGE_BYTES_MAX)
    assert MediaFolder(tmp_path / "media").keep(file)
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
