"""A paper that is served, and somebody who follows a page of docs/ against it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from broadsheet_server.demo.newspaper import ARTICLES
from broadsheet_shared.vocabulary import Scope
from tests.docs.page import Reader
from tests.end_to_end.installation import Installation, installation

SCOPES = (Scope.EDIT, Scope.INGEST, Scope.SHARE, Scope.WEBHOOKS, Scope.DOCUMENTS)


class Imported(NamedTuple):
    """The data folder of the demo's paper, to be copied, and a key of it."""

    data: Path
    key: str


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Made once."""
    paper = installation(tmp_path_factory.mktemp("imported") / "data", mail_port=1)
    told = paper.run("import", str(ARTICLES))
    assert told.returncode == 0, told.stderr
    scopes = [argument for scope in SCOPES for argument in ("--scope", str(scope.value))]
    key = paper.run("key", "create", *scopes, "--name", "Newsroom").stdout.splitlines()[-1]
    return Imported(paper.data, key)


@pytest.fixture
def paper_settings() -> dict[str, str]:
    """What is set otherwise; a test may have a fixture of this name of its own."""
    return {}


@pytest.fixture
def paper(imported: Imported, tmp_path: Path, paper_settings: dict[str, str]) -> Iterator[Installation]:
    """The demo's paper, served at an address of its own."""
    paper = installation(tmp_path / "data", mail_port=1)
    shutil.copytree(imported.data, paper.data)
    paper.environment.update(paper_settings)
    with paper.serving():
        yield paper


@pytest.fixture
def reader(paper: Installation, imported: Imported, tmp_path: Path) -> Reader:
    """Somebody with an empty folder and a key of the paper."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return Reader(folder, paper.url, {"BROADSHEET_KEY": imported.key})
