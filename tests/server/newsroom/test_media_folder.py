"""Images are copied into the media folder."""

from pathlib import Path

import pytest

from broadsheet_server.newsroom import media_folder
from broadsheet_server.newsroom.image_files import UnsupportedImageError
from broadsheet_server.newsroom.media_folder import MediaFolder
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


def test_an_image_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_folder, "IMAGE_BYTES_MAX", 10)
    file = tmp_path / "huge.png"
    file.write_bytes(png())
    with pytest.raises(UnsupportedImageError, match="larger than"):
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
