"""What an earlier version of the reader left open to others is closed at the start."""

import os
from pathlib import Path

import pytest

from broadsheet_client.store.reader_store import server_folder
from tests.client.scripted_server import unused_origin
from tests.client.store.test_private_files import modes
from tests.client.widgets.conftest import ReaderFactory


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_files_of_an_earlier_reader_are_taken_from_the_others_at_the_start(
    open_reader: ReaderFactory, tmp_path: Path
) -> None:
    folder = tmp_path / "reader"
    origin = unused_origin()
    images = server_folder(folder, origin) / "images"
    images.mkdir(parents=True)
    others = [folder / "reader.old.log", images / "cached", images.parent / "reader-1-aside.sqlite3"]
    for file in (*others, folder / "novel.txt"):
        file.write_bytes(b"x")
        file.chmod(0o644)
    reader = open_reader(origin)
    reader.run_idle_work()
    reader.store.flush()
    open_to_others = {name for name, mode in modes(folder).items() if mode != "0o600"}
    assert open_to_others == {"novel.txt"}
    assert {path.stat().st_mode & 0o777 for path in (images, images.parent)} == {0o700}
