"""Commands in the process of the tests."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet_server.settings import STORE_FILE


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
