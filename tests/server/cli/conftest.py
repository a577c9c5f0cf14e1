"""Commands in the process of the tests."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet_server.cli import main
from broadsheet_server.settings import STORE_FILE
from tests.pictures import png


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """A command that serves has the log go to its standard error, which the test closes."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(autouse=True)
def _new_stores_are_copied(new_stores_are_copied: None) -> None:
    """Nearly every command makes a store."""


@pytest.fixture
def empty_paper(tmp_path: Path, migrated_sqlite: Path) -> Path:
    """A data folder with a store that has no articles yet: the folder of the test itself."""
    shutil.copy(migrated_sqlite, tmp_path / STORE_FILE)
    return tmp_path


@pytest.fixture
def data_folder(tmp_path: Path, migrated_sqlite: Path) -> Path:
    """The same as a folder `data` in that of the test."""
    (tmp_path / "data").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "data" / STORE_FILE)
    return tmp_path / "data"


@pytest.fixture
def paper(data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The data folder of a paper with settings, an article and its picture."""
    (data_folder / "broadsheet.toml").write_text('[publication]\nname = "The Post"\n')
    (tmp_path / "crane.png").write_bytes(png())
    file = tmp_path / "crane.md"
    file.write_text("---\ntitle: Crane retires\nsection: city\n---\n![A crane](crane.png)\n\nIt retires.\n")
    assert main(["import", str(file), "--data", str(data_folder)]) == 0
    capsys.readouterr()
    return data_folder


@pytest.fixture
def backup(paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A backup of the paper."""
    file = tmp_path / "paper.tar.gz"
    assert main(["backup", str(file), "--data", str(paper)]) == 0
    assert capsys.readouterr().out.startswith(f"1 article and 1 image file in {file} (")
    return file
