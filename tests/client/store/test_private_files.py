"""What the reader keeps can be read by nobody else on the computer."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadsheet_client.store.reader_store import ReaderStore
from broadsheet_client.widgets.window.preferences import Preferences


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
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
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) >= 4
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in files} == {
        file.name: "0o600" for file in files
    }
    store.close()
