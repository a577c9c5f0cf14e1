"""A paper that is served, and somebody who follows a page of docs/ against it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from broadsheet_server.demo.newspaper import ARTICLES
from broadsheet_shared.vocabulary import Scope
from tests.docs.blocks import EMPTY_FOLDER
from tests.docs.page import Reader
from tests.end_to_end.installation import Installation, free_port, installation
from tests.pictures import png


class Imported(NamedTuple):
    """The data folder of the demo's paper, to be copied, and a key of it."""

    data: Path
    key: str


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo's paper, served for all pages: each leaves what it has published there."""
    paper = installation(tmp_path_factory.mktemp("paper") / "data", mail_port=1)
    # Webhooks may lead to this machine.
    paper.environment["BROADSHEET_FETCHING__ALLOWED_NETWORKS"] = '["127.0.0.0/8"]'
    told = paper.run("import", str(ARTICLES))
    assert told.returncode == 0, told.stderr
    with paper.serving():
        paper.wait_until_ready()
        yield paper


@pytest.fixture(scope="session")
def key(paper: Installation) -> str:
    """A key that may do everything."""
    scopes = [argument for scope in Scope for argument in ("--scope", str(scope.value))]
    return paper.run("key", "create", *scopes, "--name", "Newsroom").stdout.strip()


@pytest.fixture
def reader(paper: Installation, key: str, tmp_path: Path) -> Reader:
    """Somebody with a key of the paper, in whose folder are a photograph and nothing else."""
    environment = {"BROADSHEET_KEY": key, "BROADSHEET_DATA": str(paper.data)}
    return _reader(tmp_path, paper.url, environment)


@pytest.fixture
def newcomer(tmp_path: Path) -> Reader:
    """Somebody who has no paper yet."""
    return _reader(tmp_path, f"http://127.0.0.1:{free_port()}", {})


@pytest.fixture
def follower(request: pytest.FixtureRequest) -> Callable[[Path], Reader]:
    """Whoever follows a page: where it does not speak of a paper that is served, a newcomer."""

    def choose(page: Path) -> Reader:
        name = "newcomer" if EMPTY_FOLDER in page.read_text(encoding="utf-8") else "reader"
        reader: Reader = request.getfixturevalue(name)
        return reader

    return choose


def _reader(folder: Path, server: str, environment: dict[str, str]) -> Reader:
    own = folder / "folder"
    own.mkdir()
    (own / "ferry.jpg").write_bytes(png())
    port = server.rpartition(":")[2] if not environment else str(free_port())
    return Reader(own, server, {"BROADSHEET_PORT": port, **environment})
