"""What the reader keeps can be read by nobody else on the computer."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadsheet_client.store.private_files import make_files_private
from broadsheet_client.store.reader_store import FILE, ReaderStore
from broadsheet_client.widgets.window.preferences import Preferences

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def test_every_file_is_the_owners_alone_also_in_an_open_folder(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir(mode=0o755)
    store = ReaderStore(folder)
    store.images.put("https://news.example/a.png", b"png")
    store.delete_expired(datetime.now(UTC))
    preferences = Preferences(folder / "settings.ini")
    preferences.zoom = 120
    preferences.save()
    store.flush()
    assert len(modes(folder)) >= 4
    assert set(modes(folder).values()) == {"0o600"}
    store.close()


def test_a_link_is_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"x")
    outside.chmod(0o644)
    folder = tmp_path / "reader" / "news"
    folder.mkdir(parents=True)
    (folder / FILE).touch()
    (folder / "link").symlink_to(outside)
    make_files_private(tmp_path / "reader", FILE)
    assert outside.stat().st_mode & 0o777 == 0o644
    assert modes(folder)[FILE] == "0o600"


def modes(folder: Path) -> dict[str, str]:
    """The permissions of all files by name."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.name: oct(file.stat().st_mode & 0o777) for file in files}
